/**
 * The digits of a verification (`weigh.ts`), the same for all vectors and never in memory all at once: the key stream of AES-256 in
 * counter mode, under a key from the platform's CSPRNG.
 */
import { createCipheriv, randomBytes } from "node:crypto";
import { DIGIT_BYTES } from "../vectors/weigh.js";

const BLOCK = 16;

/** A key for `digitStream`. It must be unknown to everybody who can still change the checked file. */
export const newStreamKey = (): Uint8Array => randomBytes(32);

/** Returns digits `first` … `end − 1` of a key's stream. */
export function digitStream(key: Uint8Array): (first: number, end: number) => Uint8Array {
  return (first, end) => {
    const from = first * DIGIT_BYTES;
    const counter = Buffer.alloc(BLOCK);
    counter.writeBigUInt64BE(BigInt(Math.floor(from / BLOCK)), BLOCK / 2);
    const lead = from % BLOCK;
    const stream = createCipheriv("aes-256-ctr", key, counter);
    return stream.update(new Uint8Array(lead + (end - first) * DIGIT_BYTES)).subarray(lead);
  };
}
