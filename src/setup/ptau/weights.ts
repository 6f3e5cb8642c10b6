/**
 * The random weights of a whole verification, the same for all vectors and never in memory all at once: the key stream of
 * AES-256 in counter mode, under a key from the platform's CSPRNG.
 */
import { createCipheriv, randomBytes } from "node:crypto";
import { cutToWeights, type Digits, WEIGHT_BYTES, type WeightBytes } from "../vectors/weigh.js";

const KEY_BYTES = 32;
const BLOCK = 16;

export class Weights {
  readonly digits: Digits;
  /** Kept by a verification that may be killed; nobody who can still change what it checks may know it. */
  readonly key: Uint8Array;

  constructor(digits: Digits, key: Uint8Array = randomBytes(KEY_BYTES)) {
    this.digits = digits;
    this.key = key;
  }

  /** Weights `first` … `end − 1`, as `weighPoints` takes them. */
  take(first: number, end: number): WeightBytes {
    const from = first * WEIGHT_BYTES;
    const counter = Buffer.alloc(BLOCK);
    counter.writeBigUInt64BE(BigInt(Math.floor(from / BLOCK)), BLOCK / 2);
    const lead = from % BLOCK;
    const stream = createCipheriv("aes-256-ctr", this.key, counter);
    const bytes = stream.update(new Uint8Array(lead + (end - first) * WEIGHT_BYTES));
    return { bytes: cutToWeights(bytes.subarray(lead), this.digits), digits: this.digits };
  }
}
