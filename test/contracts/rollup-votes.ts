// Votes of a process that has a rollup, with the proofs of a census that is not there.
import { concat, hexToBytes, numberToHex } from "viem";
import {
  type AcceptedVote,
  createVotePackage,
  encodeVotePackage,
  envelopeDigests,
  hashOfDigests,
  voteHash as hashVote,
  openBallot,
} from "../../src/ballot/index.js";
import { drawFrom } from "../support/synthetic-verifier.js";
import type { Keys } from "./rollup-deployment.js";

export const CENSUS_ROOT = 0x1b2c3d4e5f60718293a4b5c6d7e8f9n;

/** A vote with what opens it. */
export interface TestVote extends AcceptedVote {
  readonly words: readonly bigint[];
  readonly votes: readonly number[];
  readonly nonceNumber: bigint;
}

export type TestVoteChange = Partial<{ weight: bigint; votes: number[]; pointOff: boolean; number: number }>;

/** A vote whose census proof holds. @param index also its place among the nullifiers */
export function testVote(
  { scope, keys }: { readonly scope: bigint; readonly keys: Pick<Keys, "census"> },
  index: number,
  change: TestVoteChange = {},
): TestVote {
  const { weight = BigInt(1 + (index % 5)), votes = [index % 3, (index >> 1) % 3], number = 0 } = change;
  const draw = drawFrom(`vote ${index}`);
  const nonce = numberToHex(draw() >> 6n, { size: 31 }).slice(2);
  const nullifier = (BigInt(index) + 1n) << 200n;
  const voteHash = hashVote(votes, nonce, nullifier);
  const votePackage = encodeVotePackage({ ...createVotePackage(votes), nonce });
  const sent = envelopeDigests({ nonce: number, encryptionKeyIndexes: [], votePackage });
  const envelopeHash = hashOfDigests(sent);
  const proof = keys.census.prove([nullifier, CENSUS_ROOT, scope, voteHash, weight, envelopeHash]);
  const words = change.pointOff ? proof.with(1, 5n) : proof;
  return {
    nullifier,
    weight,
    voteHash,
    votes,
    ballot: openBallot(votePackage, { nullifier, voteHash }),
    ...sent,
    envelopeHash,
    nonceNumber: BigInt(`0x${nonce}`),
    words,
    proof: hexToBytes(concat(words.map((word) => numberToHex(word, { size: 32 })))),
  };
}
