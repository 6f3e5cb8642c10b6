/** Room for the votes of a chain that is replayed: a file of this user's alone, which is gone when the program ends, however it ends. */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure } from "../errors/index.js";
import type { Scratch } from "../ledger/index.js";

const failure = (cause: unknown) =>
  new Failure("cli/write", `a temporary file in ${tmpdir()} cannot be used`, {
    cause,
    hint: "It needs about 300 bytes for each vote. Name a folder with room with TMPDIR.",
  });

export interface FileScratch extends Scratch {
  close(): void;
}

/** @throws PsephosError `cli/write`, also from its methods */
export function fileScratch(): FileScratch {
  let folder: string;
  let file: number;
  try {
    folder = mkdtempSync(join(tmpdir(), "psephos-replay-"));
    file = openSync(join(folder, "votes"), "wx+", 0o600);
  } catch (cause) {
    throw failure(cause);
  }
  const remove = () => rmSync(folder, { recursive: true, force: true });
  // An open file without a name is gone with its process; Windows removes none that is open.
  if (process.platform !== "win32") remove();
  let size = 0;
  return {
    append(bytes) {
      const at = size;
      try {
        for (let done = 0; done < bytes.length; )
          done += writeSync(file, bytes, done, bytes.length - done, at + done);
      } catch (cause) {
        throw failure(cause);
      }
      size += bytes.length;
      return at;
    },
    read(at, length) {
      const bytes = new Uint8Array(length);
      let done = 0;
      try {
        for (let read = -1; done < length && read !== 0; done += read)
          read = readSync(file, bytes, done, length - done, at + done);
      } catch (cause) {
        throw failure(cause);
      }
      if (done < length) throw failure(new Error("the file is shorter than what was written"));
      return bytes;
    },
    close() {
      closeSync(file);
      remove();
    },
  };
}
