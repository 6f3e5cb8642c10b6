/** Files written whole or not at all. */
import { openNew, scratchBeside } from "./open.js";

export interface WriteOptions {
  /** Nobody but this user may read it: mode 0600, 0700 for a folder that is made. */
  readonly secret?: boolean | undefined;
  /** Refuses to replace what is there. */
  readonly keep?: boolean | undefined;
}

/**
 * Writes a file through a neighbour of a random name that is renamed when it is complete and on the disk, so that no reader and no
 * Ctrl-C ever meets half a file. What is at the path is replaced, never written through: a link is replaced itself. Folders above it
 * are made.
 * @throws what the system does: EEXIST under `keep`
 */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  { secret = false, keep = false }: WriteOptions = {},
): Promise<void> {
  const { link, mkdir, rename, rm } = process.getBuiltinModule("node:fs/promises");
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
    if (keep) await link(scratch, path);
    else await rename(scratch, path);
  } finally {
    await rm(scratch, { force: true }).catch(() => {}); // what went wrong is told already
  }
}
