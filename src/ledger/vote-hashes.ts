/** The hashes of a vote, computed once: a block's votes are processed twice, first to check the facts of all of them together. */
import { hexToBytes } from "@noble/hashes/utils.js";
import { hashMessage } from "viem/utils";
import { envelopeHash, namedVoterId, namedVoteText } from "../ballot/index.js";
import { type Hex, scalarToBytes, toHex } from "../bytes/index.js";
import type { NamedVote, Vote } from "./tx/types.js";

interface VoteHashes {
  readonly scope: bigint;
  readonly envelopeHash: bigint;
  readonly voterId: Hex;
  /** What the voter by name signs; computed when it is needed. */
  digest?: Uint8Array;
}

const known = new WeakMap<Vote, VoteHashes>();

/** The hashes of a vote for the question with this scope. */
export function voteHashes(vote: Vote, scope: bigint): VoteHashes {
  const before = known.get(vote);
  if (before?.scope === scope) return before;
  const voterId =
    vote.kind === "anonymous" ? toHex(scalarToBytes(vote.nullifier)) : namedVoterId(vote.voter, scope);
  const hashes = { scope, envelopeHash: envelopeHash(vote), voterId };
  known.set(vote, hashes);
  return hashes;
}

/** The digest that the voter of a vote by name signs, 32 bytes. */
export function namedDigest(vote: NamedVote, scope: bigint): Uint8Array {
  const hashes = voteHashes(vote, scope);
  hashes.digest ??= hexToBytes(hashMessage(namedVoteText(vote, scope)).slice(2));
  return hashes.digest;
}
