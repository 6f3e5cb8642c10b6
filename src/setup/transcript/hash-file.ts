/** Hashes of files on disk. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Failure } from "../../errors/index.js";

/** Lower-case hex; BLAKE2b of 512 bits. */
export interface FileHashes {
  readonly sha256: string;
  readonly blake2b: string;
}

/** A file's hashes; `onBytes` is told how many bytes of how many are done. @throws PsephosError `setup/file-read` */
export async function hashFile(
  path: string,
  signal?: AbortSignal,
  onBytes?: (done: number, total: number) => void,
): Promise<FileHashes> {
  const [sha256, blake2b] = [createHash("sha256"), createHash("blake2b512")];
  try {
    const { size } = await stat(path);
    let done = 0;
    for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 22 })) {
      signal?.throwIfAborted();
      sha256.update(chunk as Buffer);
      blake2b.update(chunk as Buffer);
      done += (chunk as Buffer).length;
      onBytes?.(done, size);
    }
  } catch (cause) {
    signal?.throwIfAborted();
    throw new Failure("setup/file-read", `cannot read ${path}`, { cause });
  }
  return { sha256: sha256.digest("hex"), blake2b: blake2b.digest("hex") };
}
