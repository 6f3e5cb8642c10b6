/**
 * One polynomial identity binds what the chain sees to what the circuit proves (PROTOCOL 7): `y = Σ D_i · z^i` for
 * a public vector D, where z is a hash of everything public. Every D_i is an integer in [0, r), and is hashed as
 * 32 big-endian bytes, as `abi.encode` and `abi.encodePacked` write a uint256.
 */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concatBytes } from "@noble/hashes/utils.js";
import {
  assertScalar,
  fixedHex,
  type Hex,
  hashToField,
  SCALAR_FIELD_ORDER,
  scalarToBytes,
  toHex,
} from "../bytes/index.js";
import { paramsVector, type TallyParams } from "./params.js";
import type { TallyState } from "./state.js";

/** A point and the vector's value there: the last two public signals. */
export interface Evaluation {
  readonly z: bigint;
  readonly y: bigint;
}

/** The inputs of a batch's point z. */
export interface BatchStatement {
  /** 32 bytes. */
  readonly processId: Hex;
  /** From 0. */
  readonly batchIndex: number;
  readonly commitment: bigint;
  readonly stateBefore: bigint;
  readonly stateAfter: bigint;
}

/** The votes' digest before the first batch: 32 zero bytes. */
export const FIRST_VOTES_DIGEST: Hex = toHex(new Uint8Array(32));

const words = (elements: readonly bigint[]): Uint8Array =>
  concatBytes(...elements.map((element) => scalarToBytes(assertScalar(element, "an element"))));

/** `Σ vector[i] · z^i mod r`. */
export function evaluate(vector: readonly bigint[], z: bigint): bigint {
  return vector.reduceRight((sum, element) => (sum * z + element) % SCALAR_FIELD_ORDER, 0n);
}

/** D of a batch: its leaves, the bitmap of its opened slots (bit i is slot i), the parameters. */
export function batchVector(leaves: readonly bigint[], bitmap: bigint, params: TallyParams): bigint[] {
  return [...leaves, bitmap, ...paramsVector(params)];
}

/**
 * `z = hashToField(abi.encode(bytes32 processId, uint256 batchIndex, bytes32 keccak256(D), uint256 commitment,
 * uint256 stateBefore, uint256 stateAfter))` and `y`.
 * @throws PsephosError `bytes/non-canonical`; `bytes/hex`
 */
export function bindBatch(vector: readonly bigint[], statement: BatchStatement): Evaluation {
  const z = hashToField(
    concatBytes(
      fixedHex(statement.processId, 32, "processId"),
      words([BigInt(statement.batchIndex)]),
      keccak_256(words(vector)),
      words([statement.commitment, statement.stateBefore, statement.stateAfter]),
    ),
  );
  return { z, y: evaluate(vector, z) };
}

/** D of an opening: the vote count, the invalid weight, the results over all fields and values of the instance. */
export function openVector({ voteCount, invalid, results }: TallyState): bigint[] {
  return [voteCount, invalid, ...results.flat()];
}

/** `z = hashToField(abi.encode(bytes32 keccak256(D), uint256 state))` and `y`. @throws PsephosError `bytes/non-canonical` */
export function bindOpening(vector: readonly bigint[], state: bigint): Evaluation {
  const z = hashToField(concatBytes(keccak_256(words(vector)), words([state])));
  return { z, y: evaluate(vector, z) };
}

/** What a batch adds to the votes' digest: its leaves, and which of their ballots are opened. */
export interface SignedBatch {
  readonly leaves: readonly bigint[];
  readonly bitmap: bigint;
}

/**
 * The chain over the posted batches that oracles sign: `digest = keccak256(digest ‖ leaf_0 ‖ leaf_1 ‖ … ‖ bitmap)`, 32
 * bytes each, which is `keccak256(abi.encode(bytes32 digest, uint256[slots] leaves, uint256 bitmap))`. Starts from 32
 * zero bytes. Because of the bitmap, a poster cannot declare a ballot unopenable that the oracles opened.
 * @throws PsephosError `bytes/non-canonical`; `bytes/hex`
 */
export function addToVotesDigest(digest: Hex, { leaves, bitmap }: SignedBatch): Hex {
  return toHex(keccak_256(concatBytes(fixedHex(digest, 32, "the digest"), words([...leaves, bitmap]))));
}

/** The digest over all batches, in their order. */
export function votesDigest(batches: readonly SignedBatch[]): Hex {
  return batches.reduce(addToVotesDigest, FIRST_VOTES_DIGEST);
}
