/** Growing files of a bundle, in a folder that is removed when the bundle is written. */
import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Spool } from "../../audit/index.js";

/** A file that is written once, and then read. */
class FileSpool implements Spool {
  readonly #path: string;
  readonly #handle: FileHandle;

  constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  async append(bytes: Uint8Array): Promise<void> {
    await this.#handle.appendFile(bytes);
  }

  read(): AsyncIterable<Uint8Array> {
    return createReadStream(this.#path);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

/** Files in a folder of this user's alone. */
export class SpoolFolder {
  readonly #path = mkdtempSync(join(tmpdir(), "psephos-bundle-"));
  readonly #spools: FileSpool[] = [];

  readonly spool = async (name: string): Promise<Spool> => {
    const path = join(this.#path, name);
    const spool = new FileSpool(path, await open(path, "ax", 0o600));
    this.#spools.push(spool);
    return spool;
  };

  async close(): Promise<void> {
    for (const spool of this.#spools) await spool.close();
    rmSync(this.#path, { recursive: true, force: true });
  }
}
