/** Files written whole or not at all, and none in the place of another unless the caller says so. */
import { openNew, scratchBeside } from "./open.js";

export interface WriteOptions {
  /** Nobody but this user may read it: mode 0600, 0700 for a folder that is made. */
  readonly secret?: boolean | undefined;
  /** Replaces what is there. */
  readonly replace?: boolean | undefined;
}

/** Of a file system that has no second names: FAT, some network drives. */
const NO_LINKS = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"];

/**
 * Gives a finished file its name. Of many who do so at once for one name, one succeeds.
 * @throws what the system does: EEXIST if anything is at the name, a link to nowhere too
 */
export async function moveNew(from: string, to: string): Promise<void> {
  const { link, rename, rm } = process.getBuiltinModule("node:fs/promises");
  try {
    await link(from, to);
  } catch (error) {
    if (!NO_LINKS.includes((error as NodeJS.ErrnoException).code!)) throw error;
    // An empty file that only one can make claims the name; it is replaced by the whole one.
    await (await openNew(to)).close();
    await rename(from, to);
    return;
  }
  await rm(from, { force: true });
}

/**
 * Writes a file through a neighbour of a random name that gets its own when it is complete and on the disk, so that no reader and no
 * Ctrl-C ever meets half a file. Nothing that is at the path is replaced unless told, and never written through: a link is replaced
 * itself. Folders above it are made.
 * @throws what the system does: EEXIST unless `replace`
 */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  { secret = false, replace = false }: WriteOptions = {},
): Promise<void> {
  const { mkdir, rename, rm } = process.getBuiltinModule("node:fs/promises");
  const { dirname } = process.getBuiltinModule("node:path");
  await mkdir(dirname(path), { recursive: true, ...(secret ? { mode: 0o700 } : {}) });
  const scratch = scratchBeside(path);
  const file = await openNew(scratch, secret ? 0o600 : 0o644);
  try {
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    if (replace) await rename(scratch, path);
    else await moveNew(scratch, path);
  } finally {
    await rm(scratch, { force: true }).catch(() => {}); // what went wrong is told already
  }
}
