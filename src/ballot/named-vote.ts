/** A vote by name: what its voter signs, and the voter id that it counts under. */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concatBytes } from "@noble/hashes/utils.js";
import { base64 } from "@scure/base";
import { addressBytes, type Hex, scalarToBytes, scalarToHex, toHex } from "../bytes/index.js";
import type { EnvelopeContent } from "./envelope-hash.js";

/** The parts of a vote by name that its signature covers. The eligibility is checked separately and is not signed: a wallet shows this text. */
export interface NamedVoteContent extends EnvelopeContent {
  /** 32 bytes. */
  readonly processId: Hex;
  /** Lower case. */
  readonly voter: Hex;
  /** In [1, 2^128). */
  readonly weight: bigint;
}

/** The text that a voter signs (EIP-191, `personal_sign`): JSON, its keys in ascending order, without white space. */
export const namedVoteText = (vote: NamedVoteContent, scope: bigint): string =>
  JSON.stringify({
    encryptionKeyIndexes: vote.encryptionKeyIndexes,
    nonce: vote.nonce,
    processId: vote.processId,
    scope: scalarToHex(scope),
    votePackage: base64.encode(vote.votePackage),
    voter: vote.voter,
    weight: vote.weight.toString(),
  });

/** `keccak256(address ‖ scope)`, 20 and 32 bytes: the id of a voter by name. It differs in each question of each process. */
export const namedVoterId = (voter: Hex, scope: bigint): Hex =>
  toHex(keccak_256(concatBytes(addressBytes(voter, "the voter"), scalarToBytes(scope))));
