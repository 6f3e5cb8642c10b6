/**
 * A store for a replay that goes on to its end and is then given up. In memory is what later transactions need: the ids of voters, each with the place of its vote, in a table; the
 * last page of each list; and all other keys, as in `MemoryStore`. What only the end reads goes to the scratch: full pages of logs, the order of counted votes, packages. Full
 * pages of a log's tree are dropped, because the hashes above them are stored, and nobody asks a replay for a path.
 */
import { hexToBytes } from "@noble/hashes/utils.js";
import { decodeCbor, encodeCbor } from "../cbor.js";
import { INDEX_BYTES } from "../count.js";
import { ENTRY_BYTES } from "../log.js";
import { MemoryStore } from "../memory-store.js";
import { HASH_BYTES } from "../merkle.js";
import { PER_PAGE } from "../records.js";
import type { Key, StateStore } from "../store.js";
import { IdTable } from "./id-table.js";
import { Packages, Pages } from "./pages.js";
import type { Scratch } from "./scratch.js";

/** Lists whose full pages never change: bytes of a record. */
const APPENDED: ReadonlyMap<string, number> = new Map([
  ["log", ENTRY_BYTES],
  ["counted", INDEX_BYTES],
]);
/** Trees to which leaves are only appended. */
const TREES: ReadonlySet<string> = new Set(["log-tree", "counted-tree"]);
/** Numbers by id: bytes of an id. */
const IDS: ReadonlyMap<string, number> = new Map([
  ["voter", 32],
  ["registered", 20],
]);

/** A key's first word, all but its last part, and that part. */
function partsOf(key: Key) {
  const at = key.lastIndexOf("/");
  return { word: key.slice(0, key.indexOf("/")), prefix: key.slice(0, at), last: key.slice(at + 1) };
}
type Parts = ReturnType<typeof partsOf>;

const numberOf = ({ last }: Parts): number => Number.parseInt(last, 16);

/** What there is under a prefix, made when it is first needed. */
function under<T>(all: Map<string, T>, { prefix }: Parts, make: () => T): T {
  const known = all.get(prefix);
  if (known !== undefined) return known;
  const made = make();
  all.set(prefix, made);
  return made;
}

export class ReplayStore implements StateStore {
  readonly #scratch: Scratch;
  readonly #memory = new MemoryStore();
  readonly #ids = new Map<string, IdTable>();
  readonly #packages = new Map<string, Packages>();
  readonly #pages = new Map<string, Pages>();
  /** How many full pages were dropped. */
  readonly #dropped = new Map<string, number>();

  constructor(scratch: Scratch) {
    this.#scratch = scratch;
  }

  get(key: Key): Uint8Array | undefined {
    const parts = partsOf(key);
    const { word, prefix, last } = parts;
    if (IDS.has(word)) {
      const value = this.#ids.get(prefix)?.get(hexToBytes(last));
      return value === undefined ? undefined : encodeCbor(value);
    }
    if (word === "package") return this.#packages.get(prefix)?.get(numberOf(parts));
    const pages = this.#pages.get(prefix);
    if (pages && numberOf(parts) < pages.count) return pages.read(numberOf(parts));
    if (TREES.has(word) && numberOf(parts) < (this.#dropped.get(prefix) ?? 0))
      throw new Error(`${key} was dropped`);
    return this.#memory.get(key);
  }

  write(changes: ReadonlyMap<Key, Uint8Array | null>): void {
    const others = new Map<Key, Uint8Array | null>();
    for (const [key, bytes] of changes)
      if (bytes === null || !this.#keep(key, bytes, others)) others.set(key, bytes);
    this.#memory.write(others);
  }

  /** @param others gets what changes in memory. @returns whether the bytes are stored */
  #keep(key: Key, bytes: Uint8Array, others: Map<Key, Uint8Array | null>): boolean {
    const parts = partsOf(key);
    const { word, prefix, last } = parts;
    const id = IDS.get(word);
    if (id !== undefined) {
      const table = under(this.#ids, parts, () => new IdTable(id));
      table.set(hexToBytes(last), decodeCbor(bytes, "a place") as number);
      return true;
    }
    if (word === "package") {
      under(this.#packages, parts, () => new Packages(this.#scratch)).append(numberOf(parts), bytes);
      return true;
    }
    const record = TREES.has(word) ? HASH_BYTES : APPENDED.get(word);
    if (record === undefined || bytes.length < PER_PAGE * record) return false;
    if (TREES.has(word)) {
      this.#ensureNext(key, parts, this.#dropped.get(prefix) ?? 0);
      this.#dropped.set(prefix, numberOf(parts) + 1);
    } else {
      const pages = under(this.#pages, parts, () => new Pages(this.#scratch));
      this.#ensureNext(key, parts, pages.count);
      pages.append(bytes);
    }
    others.set(key, null);
    return true;
  }

  #ensureNext(key: Key, parts: Parts, full: number): void {
    if (numberOf(parts) !== full) throw new Error(`${key} is not the next page of its list`);
  }
}
