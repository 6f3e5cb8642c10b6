/**
 * Where a binary file's bytes are: on disk, or in memory. Node's modules are loaded when a file is opened, and not
 * imported, so that reading from memory also works in a browser.
 */
import { ensure, Failure } from "../../errors/index.js";

/** Bytes that are read piece by piece. */
export interface BinarySource {
  /** How many there are. */
  readonly size: number;
  /** @throws PsephosError `groth16/file-truncated` for bytes past the end */
  read(at: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** What is used of Node's `FileHandle`, whose types a page's compiler does not have. */
interface Readable {
  read(bytes: Uint8Array, offset: number, length: number, at: number): Promise<{ bytesRead: number }>;
}

/** The system's short code for its refusal of a file. */
function fileReason(cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException;
  return code === "EEXIST" ? "it exists already" : (code ?? "the system refused");
}

/** Runs a step that writes. @throws PsephosError `setup/file-write` if the system refuses; other errors as they are */
export async function writing<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    if (!(cause instanceof Error && "syscall" in cause)) throw cause;
    throw new Failure("setup/file-write", `cannot write ${path} (${fileReason(cause)})`, { cause });
  }
}

const endsEarly = (magic: string): string => `the .${magic} file ends early`;

/** Bytes in memory; pieces are returned without a copy. */
export function memorySource(bytes: Uint8Array, magic: string): BinarySource {
  return {
    size: bytes.length,
    async read(at, length) {
      ensure(at + length <= bytes.length, "groth16/file-truncated", endsEarly(magic));
      return bytes.subarray(at, at + length);
    },
    close: async () => {},
  };
}

/** @throws PsephosError `groth16/file-truncated` */
export async function readExactly(
  handle: Readable,
  at: number,
  length: number,
  magic: string,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    // One call reads at most 2 GB.
    const { bytesRead } = await handle.read(bytes, done, Math.min(length - done, 2 ** 30), at + done);
    ensure(bytesRead > 0, "groth16/file-truncated", endsEarly(magic));
    done += bytesRead;
  }
  return bytes;
}

/** A file on disk, in Node. @throws PsephosError `setup/file-read` */
export async function openFile(path: string, magic: string): Promise<BinarySource> {
  const { open } = process.getBuiltinModule("node:fs/promises");
  try {
    const handle = await open(path, "r");
    const found = await handle.stat();
    if (found.isDirectory()) {
      await handle.close();
      throw Object.assign(new Error("a folder"), { code: "EISDIR" });
    }
    const { size } = found;
    return {
      size,
      read: (at, length) => readExactly(handle, at, length, magic),
      close: () => handle.close(),
    };
  } catch (cause) {
    throw new Failure("setup/file-read", `cannot read ${path} (${fileReason(cause)})`, { cause });
  }
}
