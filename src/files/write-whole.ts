/** Writes files completely or not at all, and replaces another file only if the caller allows it. */
import { openNew, scratchBeside } from "./open.js";

export interface WriteOptions {
  /** Only this user may read it: mode 0600, and 0700 for a new folder. */
  readonly secret?: boolean | undefined;
  /** Replaces what is there. */
  readonly replace?: boolean | undefined;
}

/** Errors of file systems without hard links: FAT, some network drives. */
const NO_LINKS = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"];

/**
 * Gives a finished file its name. If several callers do this at once for the same name, one succeeds.
 * @throws the system's error: EEXIST if anything is at the name, also a link to nowhere
 */
export async function moveNew(from: string, to: string): Promise<void> {
  const { link, rename, rm } = process.getBuiltinModule("node:fs/promises");
  try {
    await link(from, to);
  } catch (error) {
    if (!NO_LINKS.includes((error as NodeJS.ErrnoException).code!)) throw error;
    // An empty file, which only one caller can make, claims the name; then the finished file replaces it.
    await (await openNew(to)).close();
    await rename(from, to);
    return;
  }
  await rm(from, { force: true });
}

/**
 * Writes a file under a random name in the same folder, and renames it when it is complete and on the disk, so that no reader and no
 * Ctrl-C leaves half a file at the path. What is at the path is replaced only with `replace`, and never written through: a link is replaced
 * itself. Missing folders are made.
 * @param content parts are written as they come
 * @throws the system's error: EEXIST unless `replace`
 */
export async function writeWhole(
  path: string,
  content: string | Uint8Array | AsyncIterable<Uint8Array>,
  { secret = false, replace = false }: WriteOptions = {},
): Promise<void> {
  const { mkdir, rename, rm } = process.getBuiltinModule("node:fs/promises");
  const { dirname } = process.getBuiltinModule("node:path");
  await mkdir(dirname(path), { recursive: true, ...(secret ? { mode: 0o700 } : {}) });
  const scratch = scratchBeside(path);
  const file = await openNew(scratch, secret ? 0o600 : 0o644);
  try {
    try {
      if (typeof content === "string" || content instanceof Uint8Array) await file.writeFile(content);
      else for await (const part of content) await file.writeFile(part); // writes after what is there
      await file.sync();
    } finally {
      await file.close();
    }
    if (replace) await rename(scratch, path);
    else await moveNew(scratch, path);
  } finally {
    await rm(scratch, { force: true }).catch(() => {}); // the first error is thrown
  }
}
