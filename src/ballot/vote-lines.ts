/**
 * Accepted votes as JSON lines: what a rollup starts from. One vote is an object with exactly these keys in this order, written
 * as in a vote envelope, without white space:
 *
 *     {"keysDigest":"0x…","nonce":0,"nullifier":"0x…","packageDigest":"0x…","proof":"0x…","voteHash":"0x…",
 *      "votePackage":"<base64>" or null,"weight":"<decimal>"}
 *
 * `votePackage` is the package that opens the ballot, or `null` if it could not be opened; the digests are over the package and the key
 * indexes as the voter sent them. So a line always gives the leaf, and the statement of its proof, whether or not the ballot is open.
 */
import { base64 } from "@scure/base";
import { fixedHex, parseScalarHex, scalarToHex, toHex } from "../bytes/index.js";
import type { Poseidon } from "../engine/index.js";
import { ensure, PsephosError, Refusal } from "../errors/index.js";
import type { AcceptedVote } from "./accepted.js";
import { MAX_CHARACTERS, PROOF_BYTES, parseWeight } from "./envelope.js";
import { assertOverwrite, hashOfDigests } from "./envelope-hash.js";
import { openBallot, packageOf } from "./package.js";

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

/** One vote as a line, without its end. */
export function encodeVoteLine(vote: AcceptedVote): string {
  const { keysDigest, nonce, nullifier, packageDigest, proof, voteHash, ballot, weight } = vote;
  return JSON.stringify({
    keysDigest: toHex(keysDigest),
    nonce,
    nullifier: scalarToHex(nullifier),
    packageDigest: toHex(packageDigest),
    proof: toHex(proof),
    voteHash: scalarToHex(voteHash),
    votePackage: ballot && base64.encode(packageOf(ballot)),
    weight: weight.toString(),
  });
}

function decode(text: string, hash: Poseidon | undefined): AcceptedVote {
  const refuse = (condition: unknown, message: string) => ensure(condition, "ballot/vote-line", message);
  refuse(text.length <= MAX_CHARACTERS, `a vote has at most ${MAX_CHARACTERS} characters`);
  const fields = JSON.parse(text) as Record<(typeof KEYS)[number], unknown>;
  const keys = Object.keys(fields).sort();
  refuse(
    keys.length === KEYS.length && keys.every((key, i) => key === KEYS[i]),
    `a vote has exactly these keys: ${KEYS.join(", ")}`,
  );
  const { nonce } = fields;
  assertOverwrite(nonce);
  const digests = {
    nonce,
    keysDigest: fixedHex(fields.keysDigest, 32, "keysDigest"),
    packageDigest: fixedHex(fields.packageDigest, 32, "packageDigest"),
  };
  const nullifier = parseScalarHex(fields.nullifier);
  refuse(nullifier > 0n, "a nullifier is not 0");
  const voteHash = parseScalarHex(fields.voteHash);
  const opened = fields.votePackage === null ? null : base64.decode(fields.votePackage as string);
  const ballot = opened && openBallot(opened, { voteHash, nullifier }, hash);
  refuse(
    !opened || ballot,
    "its votePackage is not the ballot of its voteHash: null is for a ballot that could not be opened",
  );
  const vote = {
    nullifier,
    weight: parseWeight(fields.weight),
    voteHash,
    ...digests,
    envelopeHash: hashOfDigests(digests),
    proof: fixedHex(fields.proof, PROOF_BYTES, "proof"),
    ballot,
  };
  refuse(
    encodeVoteLine(vote) === text,
    "it is not in canonical form: keys in ascending order, each once, no white space",
  );
  return vote;
}

/**
 * Reads one line, and opens its ballot.
 * @param hash takes a tenth of the time of the usual one: `kernelPoseidon()` of `psephos/rollup`
 * @throws PsephosError `ballot/vote-line`, naming the rule and no value
 */
export function decodeVoteLine(text: string, hash?: Poseidon): AcceptedVote {
  try {
    return decode(text, hash);
  } catch (cause) {
    const rule = cause instanceof PsephosError ? `: ${cause.message}` : "";
    throw new Refusal("ballot/vote-line", `it is not an accepted vote${rule}`);
  }
}
