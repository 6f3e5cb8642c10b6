/**
 * Accepted votes as JSON lines, in any order: what a rollup starts from. One vote is an object with exactly
 * these keys, written as in a vote envelope:
 *
 *     {"nullifier":"0x…","proof":"0x…","voteHash":"0x…","votePackage":"<base64>" or null,"weight":"<decimal>"}
 */
import { bytesToHex } from "@noble/hashes/utils.js";
import { base64 } from "@scure/base";
import type { VoteEnvelope } from "../ballot/index.js";
import { fixedHex, parseScalarHex, scalarToHex } from "../bytes/index.js";
import { ensure, PsephosError } from "../errors/index.js";
import { type AcceptedVote, assertVote } from "./votes.js";

const KEYS = ["nullifier", "proof", "voteHash", "votePackage", "weight"] as const;
/** From 1, as nodes take votes: whoever posts one without weight loses the bond. */
const WEIGHT = /^[1-9][0-9]{0,38}$/;
const PROOF_BYTES = 256;
/** The longest line that is read: as an envelope's. */
const MAX_CHARACTERS = 16_384;

/** The vote of an envelope whose package is in the clear. */
export function acceptedVote(envelope: VoteEnvelope): AcceptedVote {
  const { nullifier, weight, voteHash, votePackage } = envelope;
  return { nullifier, weight, voteHash, votePackage, proof: fixedHex(envelope.proof, PROOF_BYTES, "proof") };
}

/** One vote as a line, without its end. */
export function encodeVoteLine({ nullifier, weight, voteHash, proof, votePackage }: AcceptedVote): string {
  return JSON.stringify({
    nullifier: scalarToHex(nullifier),
    proof: `0x${bytesToHex(proof)}`,
    voteHash: scalarToHex(voteHash),
    votePackage: votePackage && base64.encode(votePackage),
    weight: weight.toString(),
  });
}

function decode(text: string): AcceptedVote {
  ensure(text.length <= MAX_CHARACTERS, "rollup/vote", `a vote has at most ${MAX_CHARACTERS} characters`);
  const fields = JSON.parse(text) as Record<(typeof KEYS)[number], unknown>;
  const keys = Object.keys(fields).sort();
  ensure(
    keys.length === KEYS.length && keys.every((key, i) => key === KEYS[i]),
    "rollup/vote",
    `a vote has exactly these keys: ${KEYS.join(", ")}`,
  );
  const { nullifier, weight, voteHash, proof, votePackage } = fields;
  ensure(typeof weight === "string" && WEIGHT.test(weight), "rollup/vote", "a weight is a canonical decimal");
  const vote = {
    nullifier: parseScalarHex(nullifier),
    weight: BigInt(weight),
    voteHash: parseScalarHex(voteHash),
    proof: fixedHex(proof, PROOF_BYTES, "proof"),
    votePackage: votePackage === null ? null : base64.decode(votePackage as string),
  };
  assertVote(vote);
  return vote;
}

/**
 * Reads one line. @param line its number from 1, for the error
 * @throws PsephosError `rollup/vote`, naming the line and the rule, and no value
 */
export function decodeVoteLine(text: string, line: number): AcceptedVote {
  try {
    return decode(text);
  } catch (cause) {
    const rule = cause instanceof PsephosError ? `: ${cause.message}` : "";
    throw new PsephosError("rollup/vote", `line ${line} is not an accepted vote${rule}`);
  }
}
