/**
 * The keykeeper's folder: mode 0700, files with mode 0600. A file is written beside its place, synced, and moved there, and then the folder is synced; so
 * after a crash each file is the old one or the new one. A new file never takes the place of another, even if two programs use the folder at once.
 */
import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, link, mkdir, open, readdir, rename, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { Failure, Refusal } from "psephos";

const MOST_BYTES = 1 << 20;
const SCRATCH = /^\.[^/]*\.new$/;
const OTHERS = 0o077;

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code;

const notWritten = (path: string, cause: unknown) =>
  new Failure("keykeeper/write", `${path} could not be written: ${codeOf(cause) ?? "unknown error"}`, {
    cause,
    hint: "Check the disk's space and the folder's owner. Nothing was sent that needs this file.",
  });

export const notMade = (path: string) =>
  new Refusal("keykeeper/not-made", `${path} has no keys of a keykeeper`, {
    hint: "Make them with `psephos-node keykeeper init`.",
  });

function ensureOwn(path: string, mode: number): void {
  if (process.platform !== "win32" && (mode & OTHERS) !== 0)
    throw new Refusal("keykeeper/permissions", `${path} can be read by other users of this machine`, {
      hint: "Take the rights away: chmod -R go= FOLDER",
    });
}

export class Folder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Makes the folder if there is none. @throws PsephosError `keykeeper/write`, `keykeeper/permissions` */
  static async make(path: string): Promise<Folder> {
    try {
      await mkdir(path, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw notWritten(path, error);
    }
    return Folder.open(path);
  }

  /** @throws PsephosError `keykeeper/not-made`, `keykeeper/permissions` */
  static async open(path: string): Promise<Folder> {
    const found = await stat(path).catch(() => undefined);
    if (!found?.isDirectory()) throw notMade(path);
    ensureOwn(path, found.mode);
    return new Folder(path);
  }

  /** Removes what a crash left half-written. It is for the program that writes here. */
  async clean(): Promise<void> {
    for (const name of await readdir(this.path)) if (SCRATCH.test(name)) await unlink(join(this.path, name));
  }

  async names(): Promise<readonly string[]> {
    return (await readdir(this.path)).filter((name) => !SCRATCH.test(name)).sort();
  }

  /** @returns undefined if there is no such file. @throws PsephosError `keykeeper/read`, `keykeeper/permissions`, `keykeeper/damaged` */
  async read(name: string): Promise<string | undefined> {
    const path = join(this.path, name);
    let file: FileHandle;
    try {
      file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    } catch (cause) {
      if (codeOf(cause) === "ENOENT") return undefined;
      throw new Failure("keykeeper/read", `${path} could not be read: ${codeOf(cause) ?? "unknown error"}`, {
        cause,
      });
    }
    try {
      const { mode, size } = await file.stat();
      ensureOwn(path, mode);
      if (size > MOST_BYTES)
        throw new Refusal("keykeeper/damaged", `${path} is too large for a file of a keykeeper`);
      return await file.readFile("utf8");
    } finally {
      await file.close();
    }
  }

  /** Writes a new file. @returns false if there is one already, which stays as it is. @throws PsephosError `keykeeper/write` */
  create(name: string, text: string): Promise<boolean> {
    return this.#write(name, text, async (scratch, path) => {
      try {
        await link(scratch, path);
      } catch (error) {
        if (codeOf(error) === "EEXIST") return false;
        throw error;
      } finally {
        await unlink(scratch);
      }
      return true;
    });
  }

  /**
   * Replaces a file, and overwrites the old bytes with zeros as well as the disk allows: journals, snapshots and flash memory may keep them.
   * @throws PsephosError `keykeeper/write`
   */
  async replace(name: string, text: string): Promise<void> {
    const old = await open(join(this.path, name), constants.O_RDWR | constants.O_NOFOLLOW).catch((error) => {
      if (codeOf(error) === "ENOENT") return undefined;
      throw notWritten(join(this.path, name), error);
    });
    try {
      await this.#write(name, text, async (scratch, path) => {
        await rename(scratch, path);
        return true;
      });
      if (old) {
        await old.write(new Uint8Array((await old.stat()).size), 0, undefined, 0);
        await old.sync();
      }
    } finally {
      await old?.close();
    }
  }

  async #write(
    name: string,
    text: string,
    move: (scratch: string, path: string) => Promise<boolean>,
  ): Promise<boolean> {
    const path = join(this.path, name);
    const scratch = join(this.path, `.${name}.${randomBytes(6).toString("hex")}.new`);
    try {
      const file = await open(scratch, "wx", 0o600);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      const moved = await move(scratch, path);
      const folder = await open(this.path, constants.O_RDONLY);
      try {
        await folder.sync();
      } finally {
        await folder.close();
      }
      return moved;
    } catch (error) {
      throw notWritten(path, error);
    }
  }
}
