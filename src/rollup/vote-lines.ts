/**
 * Accepted votes as JSON lines: what a rollup starts from. One vote is an object with exactly these keys in this order, written
 * as in a vote envelope, without white space:
 *
 *     {"keysDigest":"0x…","nonce":0,"nullifier":"0x…","packageDigest":"0x…","proof":"0x…","voteHash":"0x…",
 *      "votePackage":"<base64>" or null,"weight":"<decimal>"}
 *
 * `votePackage` opens the ballot; the digests are of the package and the key indexes as the voter sent them. So a line always
 * gives the leaf, and the statement that its proof must hold for, whether or not anybody has the package.
 */
import { bytesToHex } from "@noble/hashes/utils.js";
import { base64 } from "@scure/base";
import { assertOverwrite, envelopeDigests, type VoteEnvelope } from "../ballot/index.js";
import { fixedHex, type Hex, parseScalarHex, scalarToHex } from "../bytes/index.js";
import { ensure, PsephosError, Refusal } from "../errors/index.js";
import { type AcceptedVote, assertVote } from "./votes.js";

const KEYS = [
  "keysDigest",
  "nonce",
  "nullifier",
  "packageDigest",
  "proof",
  "voteHash",
  "votePackage",
  "weight",
] as const;
/** From 1, as nodes take votes: whoever posts one without weight loses the bond. */
const WEIGHT = /^[1-9][0-9]{0,38}$/;
const PROOF_BYTES = 256;
/** The longest line that is read: as an envelope's. */
const MAX_CHARACTERS = 16_384;

/**
 * The vote of an envelope whose package is in the clear, in a process whose census is fixed.
 * @throws PsephosError `rollup/vote`: the envelope names a census root, or its package is sealed
 */
export function acceptedVote(envelope: VoteEnvelope): AcceptedVote {
  const { nullifier, weight, voteHash, votePackage } = envelope;
  ensure(envelope.censusRoot === undefined, "rollup/vote", "a rollup counts votes of one census root only");
  ensure(
    envelope.encryptionKeyIndexes.length === 0,
    "rollup/vote",
    "a sealed package has to be opened before its vote can be counted",
  );
  const proof = fixedHex(envelope.proof, PROOF_BYTES, "proof");
  return { nullifier, weight, voteHash, votePackage, proof, ...envelopeDigests(envelope) };
}

/** One vote as a line, without its end. */
export function encodeVoteLine(vote: AcceptedVote): string {
  const { keysDigest, nonce, nullifier, packageDigest, proof, voteHash, votePackage, weight } = vote;
  return JSON.stringify({
    keysDigest,
    nonce,
    nullifier: scalarToHex(nullifier),
    packageDigest,
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
  const { nonce, nullifier, weight, voteHash, proof, votePackage } = fields;
  assertOverwrite(nonce);
  ensure(typeof weight === "string" && WEIGHT.test(weight), "rollup/vote", "a weight is a canonical decimal");
  const vote = {
    keysDigest: digest(fields.keysDigest, "keysDigest"),
    packageDigest: digest(fields.packageDigest, "packageDigest"),
    nonce,
    nullifier: parseScalarHex(nullifier),
    weight: BigInt(weight),
    voteHash: parseScalarHex(voteHash),
    proof: fixedHex(proof, PROOF_BYTES, "proof"),
    votePackage: votePackage === null ? null : base64.decode(votePackage as string),
  };
  assertVote(vote);
  ensure(
    encodeVoteLine(vote) === text,
    "rollup/vote",
    "it is not in canonical form: keys in ascending order, each once, no white space",
  );
  return vote;
}

function digest(text: unknown, name: string): Hex {
  fixedHex(text, 32, name);
  return text as Hex;
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
    throw new Refusal("rollup/vote", `line ${line} is not an accepted vote${rule}`);
  }
}
