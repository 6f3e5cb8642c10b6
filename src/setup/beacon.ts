/**
 * A public beacon: bytes that nobody could know when the last contribution was made, hashed 2^exponent times with
 * SHA-256, so that whoever could choose among a few values would need that long for each [snarkjs 0.7.6, `src/misc.js`].
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { ensure } from "../errors.js";

export interface Beacon {
  /** 1 to 255 bytes: the hash of the block, the randomness of the round. */
  readonly hash: Uint8Array;
  /** The number of hashes is 2^iterationsExponent; 10 to 40 here (snarkjs: to 63). */
  readonly iterationsExponent: number;
}

/** Hashes between two looks at the event loop. */
const STEP = 2 ** 16;

/**
 * The seed that a beacon stands for, 32 bytes.
 * @throws PsephosError `setup/beacon-shape`; the signal's reason
 */
export async function beaconSeed(
  { hash, iterationsExponent }: Beacon,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  ensure(hash.length >= 1 && hash.length <= 255, "setup/beacon-shape", "a beacon takes 1 to 255 bytes");
  ensure(
    Number.isInteger(iterationsExponent) && iterationsExponent >= 10 && iterationsExponent <= 40,
    "setup/beacon-shape",
    "a beacon is hashed 2^10 to 2^40 times",
  );
  let current = hash;
  for (let left = 2 ** iterationsExponent; left > 0; left -= STEP) {
    for (let i = Math.min(left, STEP); i > 0; i--) current = sha256(current);
    await new Promise((resolve) => void setTimeout(resolve));
    signal?.throwIfAborted();
  }
  return current;
}
