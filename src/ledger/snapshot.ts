/**
 * Snapshots: the whole state in chunks with hashes, so that a node can join without all blocks. A snapshot has only what cannot be computed from its other parts. A node that restores
 * one computes the rest again (trees, indexes, counts), and the state root.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { fixedHex, type Hex, toHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { decodeCbor, encodeCbor } from "./cbor.js";
import { readChain } from "./chain-record.js";
import { Fields } from "./fields.js";
import type { CheckedGenesis } from "./genesis.js";
import { Ledger } from "./ledger.js";
import { rebuild } from "./rebuild.js";
import { stateRoot } from "./root.js";
import type { Key, Store } from "./store.js";

/** The chain and height of a snapshot, and the hashes of its chunks. */
export interface SnapshotManifest {
  /** SHA-256 of the genesis document. */
  readonly genesisHash: Hex;
  readonly height: number;
  readonly stateRoot: Hex;
  /** SHA-256 of each chunk, in order. */
  readonly chunks: readonly Hex[];
}

/** The content of a snapshot, by the first word of its keys, in its order. Everything else is computed from it. */
const PRIMARY = ["ceremony", "chain", "declaration", "lists", "log", "package", "process", "registry"];
const isPrimary = (key: Key) => PRIMARY.includes(key.split("/", 1)[0]!);

/** What a snapshot is made of: a store's present content, or its content as of a block. */
export type SnapshotSource = Pick<Store, "get" | "entries">;

/** The approximate size of a chunk, in bytes. */
const CHUNK_BYTES = 1 << 20;
const MOST_CHUNK_BYTES = 2 * CHUNK_BYTES;

/** By prefixes, because the other content can be most of a store. */
function* primaryContent(store: SnapshotSource): Iterable<readonly [Key, Uint8Array]> {
  for (const word of PRIMARY) {
    const whole = store.get(word);
    if (whole) yield [word, whole];
    yield* store.entries(`${word}/`);
  }
}

/** The chunks of a snapshot of a store's content, in order. */
export function* snapshotChunks(store: SnapshotSource): Generator<Uint8Array> {
  let entries: [string, Uint8Array][] = [];
  let bytes = 0;
  for (const [key, value] of primaryContent(store)) {
    entries.push([key, value]);
    bytes += key.length + value.length;
    if (bytes < CHUNK_BYTES) continue;
    yield encodeCbor(entries);
    [entries, bytes] = [[], 0];
  }
  if (entries.length > 0) yield encodeCbor(entries);
}

/** The manifest of a snapshot of a store's present content. */
export function snapshotManifest(genesis: CheckedGenesis, store: SnapshotSource): SnapshotManifest {
  return {
    genesisHash: toHex(genesis.hash),
    height: readChain(store).height,
    stateRoot: toHex(stateRoot(store, genesis)),
    chunks: Array.from(snapshotChunks(store), (chunk) => toHex(sha256(chunk))),
  };
}

function readChunk(chunk: Uint8Array): [Key, Uint8Array][] {
  const entries = new Fields([decodeCbor(chunk, "a chunk")], "a chunk").list(
    "entries",
    chunk.length,
    (one) => {
      const fields = new Fields(one, "an entry");
      const entry: [Key, Uint8Array] = [fields.text("key", 256), fields.bytesUpTo("value", chunk.length)];
      fields.end();
      return entry;
    },
  );
  for (const [key] of entries)
    ensure(isPrimary(key), "ledger/snapshot-content", "a snapshot has an unknown key");
  return entries;
}

/**
 * Restores a snapshot into an empty store, chunk by chunk, and checks it against its state root: that it is complete, and that everything in it is as on the
 * chain. The store cannot be used after an error.
 */
export class Restoration {
  readonly #genesis: CheckedGenesis;
  readonly #manifest: SnapshotManifest;
  readonly #store: Store;
  #count = 0;

  /**
   * @param manifest its state root must come from a trusted source, for example the validators of a later block
   * @throws PsephosError `ledger/other-genesis`
   */
  constructor(genesis: CheckedGenesis, manifest: SnapshotManifest, store: Store) {
    ensure(
      manifest.genesisHash === toHex(genesis.hash),
      "ledger/other-genesis",
      "the snapshot is of a chain with another genesis document",
    );
    this.#genesis = genesis;
    this.#manifest = manifest;
    this.#store = store;
  }

  /** How many chunks it has. */
  get count(): number {
    return this.#count;
  }

  /** Takes the next chunk. @throws PsephosError `ledger/snapshot-chunk`, `ledger/snapshot-content`, `ledger/cbor`, `ledger/form` */
  add(chunk: Uint8Array): void {
    ensureChunk(this.#manifest, this.#count, chunk);
    this.#store.write(new Map(readChunk(chunk)));
    this.#count += 1;
  }

  /** Computes the rest. @throws PsephosError `ledger/snapshot-chunk`, `ledger/snapshot-content`, `ledger/snapshot-root`, `ledger/form` */
  finish(): Ledger {
    const { genesisHash, chunks, height, stateRoot: expected } = this.#manifest;
    ensure(
      this.#count === chunks.length,
      "ledger/snapshot-chunk",
      `chunk ${this.#count} of the snapshot is missing`,
    );
    this.#store.write(new Map([["genesis", fixedHex(genesisHash, 32, "the genesis hash")]]));
    const ledger = new Ledger(this.#genesis, this.#store);
    rebuild(ledger.state, this.#store);
    ensure(
      ledger.height === height && toHex(ledger.stateRoot) === expected,
      "ledger/snapshot-root",
      "the content of the snapshot does not give its state root",
      "Fetch a snapshot from another node.",
    );
    return ledger;
  }
}

/** @throws PsephosError `ledger/snapshot-chunk`: it is another one than the manifest names at this place, or too long */
export function ensureChunk(
  manifest: Pick<SnapshotManifest, "chunks">,
  index: number,
  chunk: Uint8Array,
): void {
  const expected = manifest.chunks[index];
  ensure(
    expected !== undefined && chunk.length <= MOST_CHUNK_BYTES && toHex(sha256(chunk)) === expected,
    "ledger/snapshot-chunk",
    `chunk ${index} of the snapshot is not the one that its manifest names`,
    "Fetch it again, from another node.",
  );
}

/**
 * Restores a snapshot into an empty store, as `Restoration`.
 * @param chunks in the manifest's order
 * @throws PsephosError those of `Restoration`
 */
export async function restoreSnapshot(
  genesis: CheckedGenesis,
  manifest: SnapshotManifest,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  store: Store,
): Promise<Ledger> {
  const restoration = new Restoration(genesis, manifest, store);
  for await (const chunk of chunks) restoration.add(chunk);
  return restoration.finish();
}
