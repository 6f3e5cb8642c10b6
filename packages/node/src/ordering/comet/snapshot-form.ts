/**
 * A snapshot as the engine carries it between nodes: its metadata are the SHA-256 of each chunk, one after the other, and its hash is
 *
 *     SHA-256(genesis hash (32) ‖ uint64 height, big-endian ‖ metadata)
 */
import { createHash } from "node:crypto";
import { Refusal } from "psephos";
import type { CheckedGenesis } from "psephos/ledger";
import { bytesToHex, type Hex, hexToBytes } from "viem";

/** The form of the chunks: that of `snapshotChunks`. */
export const SNAPSHOT_FORMAT = 1;
/** What the engine takes, too. */
export const MOST_CHUNKS = 100_000;
const HASH = 32;

export interface OfferedSnapshot {
  readonly height: bigint;
  readonly format: number;
  readonly chunks: number;
  readonly hash: Uint8Array;
  readonly metadata: Uint8Array;
}

export function snapshotHash(genesis: CheckedGenesis, height: number, metadata: Uint8Array): Uint8Array {
  const place = Buffer.alloc(8);
  place.writeBigUInt64BE(BigInt(height));
  return createHash("sha256").update(genesis.hash).update(place).update(metadata).digest();
}

/** @param chunks the SHA-256 of each */
export function encodeSnapshot(
  genesis: CheckedGenesis,
  height: number,
  chunks: readonly Hex[],
): OfferedSnapshot {
  const metadata = Buffer.concat(chunks.map((hash) => hexToBytes(hash)));
  return {
    height: BigInt(height),
    format: SNAPSHOT_FORMAT,
    chunks: chunks.length,
    hash: snapshotHash(genesis, height, metadata),
    metadata,
  };
}

/**
 * The height of a snapshot, and the SHA-256 of each of its chunks.
 * @throws PsephosError `comet/snapshot`: it is malformed
 */
export function decodeSnapshot(
  genesis: CheckedGenesis,
  { height, format, chunks, hash, metadata }: OfferedSnapshot,
): { readonly height: number; readonly chunks: readonly Hex[] } {
  const ensure = (holds: boolean, rule: string) => {
    if (!holds) throw new Refusal("comet/snapshot", `a snapshot that was offered is malformed: ${rule}`);
  };
  ensure(format === SNAPSHOT_FORMAT, `it has format ${format}`);
  ensure(height > 0n && height <= Number.MAX_SAFE_INTEGER, "its height is no block's");
  ensure(chunks > 0 && chunks <= MOST_CHUNKS, "its number of chunks");
  ensure(metadata.length === HASH * chunks, "it has not one hash for each chunk");
  const expected = snapshotHash(genesis, Number(height), metadata);
  ensure(Buffer.compare(expected, hash) === 0, "its hash is not that of its chunks and of this chain");
  return {
    height: Number(height),
    chunks: Array.from({ length: chunks }, (_, i) => bytesToHex(metadata.subarray(HASH * i, HASH * (i + 1)))),
  };
}
