/**
 * Opens files for writing, in folders where others may have put something first: for example a link to one of our files, at a name that can be
 * guessed, which a plain open would follow and empty. New files are made exclusively, never through a link. A half-written file is continued
 * only if it is ours. Node's modules are loaded when a file is opened, because the rooms above run in browsers too.
 */
import type { FileHandle } from "node:fs/promises";

const fs = () => process.getBuiltinModule("node:fs/promises");
const flags = () => process.getBuiltinModule("node:fs").constants;
// Windows has neither flag: making a link there needs a privilege.
const noFollow = (): number => (flags().O_NOFOLLOW ?? 0) | (flags().O_NONBLOCK ?? 0);
const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** A name in the same folder that nobody can guess. */
export function scratchBeside(path: string): string {
  const { dirname, join } = process.getBuiltinModule("node:path");
  return join(dirname(path), `.${crypto.randomUUID()}.partial`);
}

/**
 * Makes a file, for reading and writing.
 * @throws the system's EEXIST if anything is there, also a link to nowhere
 */
export function openNew(path: string, mode = 0o644): Promise<FileHandle> {
  const { O_RDWR, O_CREAT, O_EXCL } = flags();
  return fs().open(path, O_RDWR | O_CREAT | O_EXCL | noFollow(), mode);
}

/** Removes what is at the path, a link and not its target, and makes a file. @throws the system's error, also for a folder */
export async function openAnew(path: string, mode?: number): Promise<FileHandle> {
  await fs()
    .unlink(path)
    .catch((error: unknown) => {
      if (codeOf(error) !== "ENOENT") throw error;
    });
  return openNew(path, mode);
}

async function openIfOwn(path: string, flag: number): Promise<FileHandle | undefined> {
  let handle: FileHandle;
  try {
    handle = await fs().open(path, flag | noFollow());
  } catch (error) {
    // Nothing, a link (two spellings), a folder, a pipe without a reader.
    if (["ENOENT", "ELOOP", "EMLINK", "EISDIR", "ENXIO"].includes(codeOf(error)!)) return undefined;
    throw error;
  }
  const found = await handle.stat();
  const owner = process.getuid?.();
  if (found.isFile() && found.nlink === 1 && (owner === undefined || found.uid === owner)) return handle;
  await handle.close();
  return undefined;
}

/**
 * A file for reading and writing, if it is a plain file of this user's with no other name: not a link, not a file of somebody else.
 * The opened file is the checked one.
 */
export const openOwn = (path: string): Promise<FileHandle | undefined> => openIfOwn(path, flags().O_RDWR);

/** A half-written file that is ours, or a new one in place of anything that is there. */
export const openResumable = async (path: string): Promise<FileHandle> =>
  (await openOwn(path)) ?? (await openAnew(path));

/** The text of a file that is ours, as `openOwn` defines it; undefined for any other. */
export async function readOwn(path: string): Promise<string | undefined> {
  const handle = await openIfOwn(path, flags().O_RDONLY);
  try {
    return await handle?.readFile("utf8");
  } finally {
    await handle?.close();
  }
}

/** The size of a file that is ours, as `openOwn` defines it; undefined for any other. */
export async function sizeOfOwn(path: string): Promise<number | undefined> {
  const handle = await openIfOwn(path, flags().O_RDONLY);
  try {
    return (await handle?.stat())?.size;
  } finally {
    await handle?.close();
  }
}
