/**
 * The source of a contributor's secrets. The platform's CSPRNG, typed text and a file are hashed together, each after its
 * length. One honest source is enough: no source can undo another.
 */
import { blake2b } from "@noble/hashes/blake2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { SCALAR_FIELD_ORDER } from "../bytes/index.js";
import { viewOf } from "../groth16/index.js";

/** A contributor's additions to the platform's randomness; both are optional. */
export interface Entropy {
  /** Any typed text. */
  readonly text?: string;
  /** Any file: a recording of dice, a picture, random bytes of another machine. */
  readonly file?: Uint8Array;
}

/** A 64-byte seed. The caller wipes it. */
export function gatherSeed({ text = "", file = new Uint8Array(0) }: Entropy): Uint8Array {
  const random = crypto.getRandomValues(new Uint8Array(64));
  const typed = utf8ToBytes(text);
  const hasher = blake2b.create({ dkLen: 64 });
  for (const part of [utf8ToBytes("psephos contribution v1"), random, typed, file]) {
    const length = new Uint8Array(8);
    viewOf(length).setBigUint64(0, BigInt(part.length));
    hasher.update(length).update(part);
  }
  random.fill(0);
  typed.fill(0);
  return hasher.digest();
}

/** `count` scalars in [1, r), uniform up to 2^-258, from a seed of 64 bytes. */
export function deriveScalars(seed: Uint8Array, count: number): bigint[] {
  return Array.from({ length: count }, (_, i) => {
    const bytes = blake2b(Uint8Array.of(i), { dkLen: 64, key: seed });
    const view = viewOf(bytes);
    let value = 0n;
    for (let at = 0; at < 64; at += 8) value = (value << 64n) | view.getBigUint64(at);
    bytes.fill(0);
    return 1n + (value % (SCALAR_FIELD_ORDER - 1n));
  });
}
