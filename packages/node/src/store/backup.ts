/** A copy of a store that is in use. It gets its name when it is whole and on the disk, so a copy that was cut off cannot be taken for a back-up. */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { RootDatabase } from "lmdb";
import { Failure } from "psephos";
import { DATA, failure, openReadOnly } from "./environment.js";

function sync(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** @throws PsephosError `store/backup` */
async function backupTo(environment: RootDatabase, folder: string): Promise<void> {
  const whole = resolve(folder);
  const partial = `${whole}.partial`;
  if (existsSync(whole))
    throw new Failure("store/backup", `${folder} exists`, { hint: "Name a folder that does not exist yet." });
  try {
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    await environment.backup(partial, true);
    sync(join(partial, DATA));
    sync(partial);
    renameSync(partial, whole);
    sync(dirname(whole));
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw failure("store/backup", `the store could not be copied to ${folder}`, error);
  }
}

/**
 * Copies the store in a folder to a folder that does not exist yet, also while another process has it open.
 * @throws PsephosError `store/open`: there is no store; `store/backup`
 */
export async function backupStore(from: string, folder: string): Promise<void> {
  if (!existsSync(join(from, DATA)))
    throw new Failure("store/open", `${from} has no store`, { hint: "Name the node's folder with --home." });
  const environment = openReadOnly(from);
  try {
    await backupTo(environment, folder);
  } finally {
    await environment.close();
  }
}
