/**
 * snarkjs's circuit hash (`src/zkey_new.js`): BLAKE2b-512 over the key before any contribution,
 * when delta is 1. Each contribution's transcript begins with it.
 */
import { G1_BYTES, G2_BYTES, viewOf } from "../../groth16/index.js";
import { createBlake2b } from "../formats/blake2b.js";
import { toUncompressed } from "../formats/points.js";
import { GENERATOR } from "../vectors/multiples.js";

/** Points, uncompressed, in pieces one after another. */
type Pieces = readonly Uint8Array[];

/** The first key's points, uncompressed; γ and δ are the generators. */
export interface InitialPoints {
  readonly alpha1: Uint8Array;
  readonly beta1: Uint8Array;
  readonly beta2: Uint8Array;
  readonly ic: Pieces;
  /** [tau^(i+N) − tau^i]G1: `hashedHCount` of them. */
  readonly h: Pieces;
  readonly l: Pieces;
  readonly a: Pieces;
  readonly b1: Pieces;
  readonly b2: Pieces;
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
  const count = (pieces: Pieces, pointBytes: number): number =>
    pieces.reduce((sum, { length }) => sum + length, 0) / pointBytes;
  for (const [pieces, counted] of [
    [points.ic, count(points.ic, G1_BYTES)],
    [points.h, domainSize - 1],
    [points.l, count(points.l, G1_BYTES)],
    [points.a, count(points.a, G1_BYTES)],
    [points.b1, count(points.b1, G1_BYTES)],
    [points.b2, count(points.b2, G2_BYTES)],
  ] as const) {
    const header = new Uint8Array(4);
    viewOf(header).setUint32(0, counted);
    hasher.update(header);
    for (const piece of pieces) hasher.update(piece);
  }
  return new Uint8Array(hasher.digest());
}
