/** Poseidon one at a time, in the kernel of the calling thread. */
import { Kernel } from "./kernel.js";
import { hashWith } from "./poseidon.js";

const WORD = 32;
const MAX_ARITY = 8;

let started: Promise<void> | undefined;

async function start(): Promise<void> {
  const kernel = await Kernel.create();
  const at = kernel.alloc(WORD * MAX_ARITY);
  const write = (view: DataView, offset: number, value: bigint): void => {
    for (let k = 3, rest = value; k >= 0; k--, rest >>= 64n) view.setBigUint64(offset + 8 * k, rest);
  };
  hashWith((inputs) => {
    // The memory may have grown since the last hash.
    const view = new DataView(kernel.exports.memory.buffer, at, WORD * MAX_ARITY);
    for (const [i, input] of inputs.entries()) write(view, WORD * i, input);
    kernel.exports.poseidon_hash(at, at, 1, inputs.length);
    return [0, 8, 16, 24].reduce((value, offset) => (value << 64n) | view.getBigUint64(offset), 0n);
  });
}

/**
 * Has `poseidon` hash in the kernel on this thread from now on: the same hashes, ten times as fast. It takes some milliseconds
 * once, so it is for whoever hashes by the hundred what cannot be hashed in bulk (`createPoseidon`).
 */
export function warmPoseidon(): Promise<void> {
  started ??= start().catch((error: unknown) => {
    started = undefined; // the next call tries again
    throw error;
  });
  return started;
}
