/** The tables of a store, and what it notes of itself. */
import type { RootDatabase, Transaction } from "lmdb";
import { Refusal } from "psephos";
import { plain, type Table, transact } from "./environment.js";

/** The version of the store's form. */
export const STORE_VERSION = 1;

export interface Tables {
  /** The store's own values: its version; the table of the state; the height of the snapshot that it began with. */
  readonly about: Table<string>;
  readonly state: Table<string>;
  /** Where another state is restored, which then takes the place of the present one. */
  readonly spare: Table<string>;
  /** Blocks by height. */
  readonly blocks: Table<number>;
  /** `uint64 height ‖ uint32 index` by a transaction's id. */
  readonly transactions: Table<Buffer>;
  /** The proofs of the records of counted processes, by the process's id. */
  readonly counted: Table<Buffer>;
  /** The censuses that replaced others; see `censuses.ts`. */
  readonly censuses: Table<Buffer>;
  readonly notes: Table<string>;
}

const VERSION = "version";
const STATE = "state";
const BASE = "base";
/** The names of the two tables, of which one has the state. */
const STATES = ["state", "state-2"] as const;

const textOf = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString();

export function openTables(environment: RootDatabase): Tables {
  const open = <K extends string | number | Buffer>(name: string, keyEncoding?: "uint32" | "binary") =>
    environment.openDB<Uint8Array, K>({ name, encoding: "binary", ...(keyEncoding && { keyEncoding }) });
  const about = open<string>("about");
  const [first, second] = STATES.map((name) => open<string>(name)) as [Table<string>, Table<string>];
  const swapped = textOf(about.getBinary(STATE)) === STATES[1];
  return {
    about,
    state: swapped ? second : first,
    spare: swapped ? first : second,
    blocks: open<number>("blocks", "uint32"),
    transactions: open<Buffer>("transactions", "binary"),
    counted: open<Buffer>("counted", "binary"),
    censuses: open<Buffer>("censuses", "binary"),
    notes: open<string>("notes"),
  };
}

/** What is under keys that begin with a prefix. Keys are printable ASCII. */
export function* entriesOf(
  table: Table<string>,
  prefix = "",
  transaction?: Transaction,
): Iterable<readonly [string, Uint8Array]> {
  const range = {
    ...(prefix !== "" && { start: prefix, end: `${prefix}\x7f` }),
    ...(transaction && { transaction }),
  };
  for (const { key, value } of table.getRange(range)) yield [key, plain(value)!];
}

export function lastKey<K extends string | number | Buffer>(table: Table<K>): K | undefined {
  for (const key of table.getKeys({ reverse: true, limit: 1 })) return key;
  return undefined;
}

/** The height of the snapshot that the store began with; 0 if it has all blocks. */
export const baseOf = ({ about }: Tables): number => Number(textOf(about.getBinary(BASE)) ?? 0);

/** Notes that the spare table has the state now, as of a height, in the transaction that is under way. */
export function adopted({ about }: Tables, height: number): void {
  const present = textOf(about.getBinary(STATE)) ?? STATES[0];
  about.put(STATE, Buffer.from(present === STATES[0] ? STATES[1] : STATES[0]));
  about.put(BASE, Buffer.from(String(height)));
}

/** By its first key: counting keys would read the whole table, whatever its limit is. */
function isEmpty(table: Table<string>): boolean {
  for (const _ of table.getKeys({ limit: 1 })) return false;
  return true;
}

/** Checks the version of a store, and notes it in a new one. @throws PsephosError `store/version` */
export function noteVersion(folder: string, environment: RootDatabase, { about, state }: Tables): void {
  const version = textOf(about.getBinary(VERSION));
  if (version === undefined && isEmpty(state)) {
    transact(environment, () => about.put(VERSION, Buffer.from(String(STORE_VERSION))));
    return;
  }
  if (version !== String(STORE_VERSION))
    throw new Refusal(
      "store/version",
      `the store in ${folder} has ${version === undefined ? "no version" : `version ${version}`}, but this program uses version ${STORE_VERSION}`,
      { hint: "Use the program that made it, or begin in an empty folder and fetch the chain again." },
    );
}
