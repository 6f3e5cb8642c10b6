/** Files in the forms that snarkjs's functions accept: a path, a URL, bytes, or `{ type: "mem" }`. */
import { builtin } from "../../../../src/bytes/index.js";
import { ensure, Failure } from "../../../../src/errors/index.js";
import { type ByteSource, readSource } from "../../../../src/groth16/index.js";

/** A file in memory: the written bytes are then in `data`. */
export interface MemoryFile {
  type: "mem";
  data?: Uint8Array;
}

/** A file on disk, in snarkjs's object form. */
export interface DiskFile {
  readonly type: "file";
  readonly fileName: string;
}

/** A file to read. */
export type InputFile = ByteSource | Readonly<MemoryFile> | DiskFile;
/** A file to write: a path (on a platform with files), or memory. */
export type OutputFile = string | MemoryFile | DiskFile;

const typeOf = (file: unknown): unknown =>
  typeof file === "object" && file !== null && "type" in file ? file.type : undefined;

/**
 * Reads a file.
 * @param name its name in errors
 * @throws PsephosError as `readSource`; `groth16/source-shape` for memory without content
 */
export async function readFile(file: InputFile, name: string): Promise<Uint8Array> {
  if (typeOf(file) === "mem") {
    const { data } = file as MemoryFile;
    ensure(data !== undefined, "groth16/source-shape", `${name} is a file in memory without data`);
    return readSource(data, name);
  }
  return readSource(typeOf(file) === "file" ? (file as DiskFile).fileName : (file as ByteSource), name);
}

interface NodeFiles {
  writeFile(path: string, bytes: Uint8Array): Promise<void>;
}

/**
 * Writes a file, and overwrites an existing one, as snarkjs does.
 * @throws PsephosError `groth16/target-shape`, `groth16/target-write`
 */
export async function writeFile(file: OutputFile, bytes: Uint8Array): Promise<void> {
  if (typeOf(file) === "mem") {
    (file as MemoryFile).data = bytes;
    return;
  }
  const path = typeOf(file) === "file" ? (file as DiskFile).fileName : file;
  const files = builtin<NodeFiles>("node:fs/promises");
  ensure(
    typeof path === "string" && files !== undefined,
    "groth16/target-shape",
    "the witness cannot be written there",
    'Give { type: "mem" }, or a path where there are files.',
  );
  try {
    await files.writeFile(path, bytes);
  } catch (cause) {
    throw new Failure("groth16/target-write", `${path} cannot be written`, { cause });
  }
}
