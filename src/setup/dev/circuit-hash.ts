/**
 * snarkjs's circuit hash (`src/zkey_new.js`): BLAKE2b-512 over the key before any contribution,
 * when delta is 1. Each contribution's transcript begins with it.
 */
import { G1_BYTES, G2_BYTES, viewOf } from "../../groth16/index.js";
import { createBlake2b } from "../formats/blake2b.js";
import { toUncompressed } from "../formats/points.js";
import { GENERATOR } from "../vectors/multiples.js";

/** The first key's points, uncompressed; γ and δ are the generators. */
export interface InitialPoints {
  readonly alpha1: Uint8Array;
  readonly beta1: Uint8Array;
  readonly beta2: Uint8Array;
  readonly ic: Uint8Array;
  /** [tau^(i+N) − tau^i]G1: `hashedHCount` of them. */
  readonly h: Uint8Array;
  readonly l: Uint8Array;
  readonly a: Uint8Array;
  readonly b1: Uint8Array;
  readonly b2: Uint8Array;
}

const H_CHUNK = 2 ** 14;

/**
 * How many points of H are hashed for a domain of size N: N − 1, but past 2^14 snarkjs rounds up to whole
 * chunks of 2^14 and so takes one more (the number that it hashes before them is still N − 1).
 */
export function hashedHCount(domainSize: number): number {
  return domainSize - 1 <= H_CHUNK ? domainSize - 1 : domainSize;
}

/** The 64-byte circuit hash. */
export function circuitHash(points: InitialPoints, domainSize: number): Uint8Array {
  const hasher = createBlake2b();
  const generator1 = toUncompressed(GENERATOR.g1, G1_BYTES);
  const generator2 = toUncompressed(GENERATOR.g2, G2_BYTES);
  hasher.update(points.alpha1);
  hasher.update(points.beta1);
  hasher.update(points.beta2);
  hasher.update(generator2); // gamma
  hasher.update(generator1); // delta
  hasher.update(generator2);
  for (const [bytes, count] of [
    [points.ic, points.ic.length / G1_BYTES],
    [points.h, domainSize - 1],
    [points.l, points.l.length / G1_BYTES],
    [points.a, points.a.length / G1_BYTES],
    [points.b1, points.b1.length / G1_BYTES],
    [points.b2, points.b2.length / G2_BYTES],
  ] as const) {
    const header = new Uint8Array(4);
    viewOf(header).setUint32(0, count);
    hasher.update(header);
    hasher.update(bytes);
  }
  return new Uint8Array(hasher.digest());
}
