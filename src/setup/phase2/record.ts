/**
 * The record of a contribution to a circuit's key [snarkjs 0.7.6, `src/zkey_contribute.js`]. δ becomes x·δ, and
 *   transcript = BLAKE2b-512(circuit hash ‖ every earlier record ‖ [s]₁ ‖ [s·x]₁),
 *   s' = the point of G2 hashed from the transcript;  the record: [δ after]₁ ‖ [s]₁ ‖ [s·x]₁ ‖ [s'·x]₂ ‖ transcript.
 * The pair (s', s'·x) shows that the contributor knew x, and fixes the place in the chain where x was added.
 */
import { blake2b } from "@noble/hashes/blake2.js";
import { concatBytes } from "@noble/hashes/utils.js";
import { G1_BYTES, G2_BYTES, type ZkeyContribution } from "../../groth16/index.js";
import { toUncompressed } from "../formats/points.js";

/** A record as it is hashed. */
function recordBytes(record: ZkeyContribution): Uint8Array {
  const { deltaAfter, g1S, g1SX, g2SpX, transcript } = record;
  const inG1 = [deltaAfter, g1S, g1SX].map((point) => toUncompressed(point, G1_BYTES));
  return concatBytes(...inG1, toUncompressed(g2SpX, G2_BYTES), transcript);
}

/** The hash that a contributor publishes: BLAKE2b-512 of the record, 64 bytes; snarkjs's "contribution hash". */
export function contributionHash(record: ZkeyContribution): Uint8Array {
  return blake2b(recordBytes(record), { dkLen: 64 });
}

/** The transcripts of a chain's contributions. Each record is hashed once, so a chain takes time linear in its length. */
export class ChainTranscript {
  readonly #hasher: ReturnType<typeof blake2b.create>;

  /** Of a chain that begins for the circuit's hash with `earlier` contributions. */
  constructor(circuitHash: Uint8Array, earlier: readonly ZkeyContribution[] = []) {
    this.#hasher = blake2b.create({ dkLen: 64 }).update(circuitHash);
    for (const record of earlier) this.add(record);
  }

  /** Adds the next contribution to the chain. */
  add(record: ZkeyContribution): void {
    this.#hasher.update(recordBytes(record));
  }

  /** The transcript of a contribution that follows all those that are in the chain. */
  next(g1S: Uint8Array, g1SX: Uint8Array): Uint8Array {
    const hasher = this.#hasher.clone();
    return hasher.update(toUncompressed(g1S, G1_BYTES)).update(toUncompressed(g1SX, G1_BYTES)).digest();
  }
}
