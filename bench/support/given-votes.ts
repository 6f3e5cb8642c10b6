/** Votes by name whose facts are given: for benchmarks of what comes after the checks. */
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { encodeVotePackage } from "../../src/ballot/index.js";
import { type Hex, toHex } from "../../src/bytes/index.js";
import { encodeTransaction, type Facts } from "../../src/ledger/index.js";

/** Every statement is true. */
export const given: Facts = { ask: async (statements) => statements.map(() => true) };

/** The i-th vote: another voter each, and one of four values. */
export function givenVote(processId: Hex, i: number): Uint8Array {
  const voter = toHex(sha256(utf8ToBytes(`voter ${i}`)).subarray(0, 20));
  return encodeTransaction({
    kind: "named",
    processId,
    nonce: 0,
    encryptionKeyIndexes: [],
    votePackage: encodeVotePackage({ type: "poll-vote", votes: [i % 4] }),
    weight: BigInt(1 + (i % 100)),
    censusRoot: null,
    voter,
    signature: new Uint8Array(65),
    eligibility: { kind: "member", nodes: [Array.from({ length: 8 }, (_, k) => BigInt(k))] },
  });
}
