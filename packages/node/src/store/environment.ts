/**
 * LMDB's environment in a folder: one file, memory-mapped, written by copying pages, so that a reader always sees one whole commit.
 * Without `overlappingSync`, a synchronous transaction returns after its pages and then its new root have been synced to the disk (test/node/store/durable.slow.ts watches it).
 */
import { mkdirSync } from "node:fs";
import { type Database, open, type RootDatabase } from "lmdb";
import { type FailedCode, Failure } from "psephos";

/** The file of all data in a store's folder. */
export const DATA = "data.mdb";

export type Table<K extends string | number | Buffer> = Database<Uint8Array, K>;

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A failure of the store, with the reason that the disk or LMDB gave. */
export const failure = (code: FailedCode, what: string, cause: unknown, hint?: string): Failure =>
  new Failure(code, `${what}: ${reasonOf(cause)}`, hint ? { cause, hint } : { cause });

/** Opens the environment in a folder, which it makes if it is missing. */
export function openEnvironment(folder: string): RootDatabase {
  mkdirSync(folder, { recursive: true });
  return open({ path: folder, overlappingSync: false, encoding: "binary", maxDbs: 16, noSubdir: false });
}

/** Opens an environment that another process may be writing. */
export const openReadOnly = (folder: string): RootDatabase =>
  open({ path: folder, readOnly: true, encoding: "binary", maxDbs: 16, noSubdir: false });

/** Own bytes of what LMDB returned: plain, and in memory of their own. */
export const plain = (bytes: Uint8Array | undefined): Uint8Array | undefined =>
  bytes && new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);

/**
 * Does all writes of `change` in one transaction, which is on the disk when this returns, or not at all when this throws. What `change` returns is dropped: LMDB's
 * `put` returns a promise, and LMDB would commit only after it.
 */
export function transact(environment: RootDatabase, change: () => unknown): void {
  environment.transactionSync(() => {
    change();
  });
}
