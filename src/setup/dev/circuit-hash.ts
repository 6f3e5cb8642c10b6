/**
 * snarkjs's circuit hash (`src/zkey_new.js`): BLAKE2b-512 over the key before any contribution,
 * when delta is 1. Each contribution's transcript begins with it.
 */
import { concatBytes } from "@noble/hashes/utils.js";
import { G1_BYTES, G2_BYTES } from "../../groth16/index.js";
import { createBlake2b } from "../formats/blake2b.js";
import type { Group, PointVectors } from "../vectors/vectors.js";

/** The first key's points, Montgomery-encoded; delta is the generator in them. */
export interface InitialPoints {
  readonly alpha1: Uint8Array;
  readonly beta1: Uint8Array;
  readonly beta2: Uint8Array;
  readonly generator1: Uint8Array;
  readonly generator2: Uint8Array;
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
export async function circuitHash(
  points: InitialPoints,
  domainSize: number,
  vectors: PointVectors,
): Promise<Uint8Array> {
  const hasher = createBlake2b();
  const hash = async (group: Group, bytes: Uint8Array): Promise<void> => {
    hasher.update(await vectors.uncompressed(group, bytes));
  };
  const count = (value: number): void => {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, value);
    hasher.update(bytes);
  };
  await hash("g1", concatBytes(points.alpha1, points.beta1));
  await hash("g2", concatBytes(points.beta2, points.generator2)); // gamma
  await hash("g1", points.generator1); // delta
  await hash("g2", points.generator2);
  for (const [bytes, length] of [
    [points.ic, points.ic.length / G1_BYTES],
    [points.h, domainSize - 1],
    [points.l, points.l.length / G1_BYTES],
    [points.a, points.a.length / G1_BYTES],
    [points.b1, points.b1.length / G1_BYTES],
  ] as const) {
    count(length);
    await hash("g1", bytes);
  }
  count(points.b2.length / G2_BYTES);
  await hash("g2", points.b2);
  return new Uint8Array(hasher.digest());
}
