/**
 * The state of an unfinished BLAKE2b-512, as in .ptau files (216 bytes, little-endian words):
 * `128 bytes block ‖ 16 u32 state ‖ u64 bytes compressed ‖ u64 bytes in the block` [snarkjs 0.7.6, `src/misc.js`]. With it,
 * a contribution's record gives the hash that the contributor published.
 */
import { blake2b } from "@noble/hashes/blake2.js";
import { ensure } from "../../errors/index.js";
import { viewOf } from "../../groth16/index.js";

export const PARTIAL_HASH_BYTES = 216;
const BLOCK = 128;
const WORDS = 16;

export type Blake2b = ReturnType<typeof blake2b.create>;

/** A hasher's fields that its library does not declare. */
interface State {
  readonly buffer: Uint8Array;
  length: number;
  pos: number;
  get(): number[];
  set(...words: number[]): void;
}
const stateOf = (hasher: Blake2b): State => hasher as unknown as State;

/** Writes a hasher's state. The hasher can still be used. */
export function toPartialHash(hasher: Blake2b): Uint8Array {
  const state = stateOf(hasher);
  const bytes = new Uint8Array(PARTIAL_HASH_BYTES);
  const view = viewOf(bytes);
  bytes.set(state.buffer);
  state.get().forEach((word, i) => void view.setInt32(BLOCK + 4 * i, word, true));
  view.setBigUint64(BLOCK + 4 * WORDS, BigInt(state.length - state.pos), true);
  view.setBigUint64(BLOCK + 4 * WORDS + 8, BigInt(state.pos), true);
  return bytes;
}

/**
 * A hasher that continues from a state.
 * @throws PsephosError `setup/ptau-contributions` for an invalid state
 */
export function fromPartialHash(bytes: Uint8Array): Blake2b {
  const view = viewOf(bytes);
  const compressed = view.getBigUint64(BLOCK + 4 * WORDS, true);
  const pos = view.getBigUint64(BLOCK + 4 * WORDS + 8, true);
  ensure(
    bytes.length === PARTIAL_HASH_BYTES && compressed < 2n ** 53n && pos <= BigInt(BLOCK),
    "setup/ptau-contributions",
    "a contribution's partial hash is malformed",
  );
  const hasher = blake2b.create({ dkLen: 64 });
  const state = stateOf(hasher);
  state.buffer.set(bytes.subarray(0, BLOCK));
  state.set(...Array.from({ length: WORDS }, (_, i) => view.getInt32(BLOCK + 4 * i, true)));
  state.length = Number(compressed + pos);
  state.pos = Number(pos);
  return hasher;
}
