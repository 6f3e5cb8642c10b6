/**
 * A public beacon: bytes that nobody could know when the last contribution was made, hashed 2^exponent times with
 * SHA-256. An attacker who could choose among a few values would need that long for each [snarkjs 0.7.6, `src/misc.js`].
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { ensure } from "../errors/index.js";

export interface Beacon {
  /** 1 to 255 bytes: the hash of the block, the randomness of the round. */
  readonly hash: Uint8Array;
  /** The number of hashes is 2^iterationsExponent; 10 to 40 here (snarkjs: to 63). */
  readonly iterationsExponent: number;
}

/** The name in the record of a beacon whose source is public: "beacon drand:5600000". */
export const BEACON_SOURCE = /^(?:ethereum|drand):[1-9][0-9]{0,14}$/;

/** The public source in a beacon's name in the record, or null. */
export function beaconSource(name: string | undefined): string | null {
  const source = name?.startsWith("beacon ") ? name.slice("beacon ".length) : "";
  return BEACON_SOURCE.test(source) ? source : null;
}

/**
 * Whether a beacon's value could be public randomness, and not a value that somebody made up. If its source is known (an Ethereum
 * block's hash, a drand round's randomness), it has 32 bytes. It has more than 8 different bytes, and it neither
 * repeats nor counts, in steps of any size and words of up to 8 bytes. Fewer than one in 2^100 random values is refused
 * by mistake.
 * @param source as `beaconSource` gives it; null when the record names none (public files of powers of tau)
 */
export function couldBePublic(hash: Uint8Array, source: string | null): boolean {
  if (source !== null && hash.length !== 32) return false;
  if (new Set(hash).size <= 8) return false;
  const half = hash.length >> 1;
  const repeats = hash.subarray(half).every((byte, i) => byte === hash[i]);
  /** Whether each byte differs from that `lag` before it as that one from its own. */
  const counts = (lag: number): boolean =>
    hash.length > 2 * lag &&
    hash.subarray(2 * lag).every((byte, i) => ((byte - 2 * hash[i + lag]! + hash[i]!) & 255) === 0);
  return !repeats && ![1, 2, 4, 8].some(counts);
}

/** Hashes between two turns of the event loop. */
const STEP = 2 ** 16;

/**
 * The seed that a beacon gives, 32 bytes.
 * @throws PsephosError `setup/beacon-shape`; the signal's reason
 */
export async function beaconSeed(
  { hash, iterationsExponent }: Beacon,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  ensure(hash.length >= 1 && hash.length <= 255, "setup/beacon-shape", "a beacon's value has 1 to 255 bytes");
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
