/** The vote envelope: all that a voter sends, as JSON (PROTOCOL 4). Snark votes in the clear. */

import { base64 } from "@scure/base";
import { fixedHex, type Hex, parseScalarHex, scalarToHex, toHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { ensureKeys, hexOf, keyIndexesOf, overwriteOf, parseDocument, readValue } from "./document.js";
import { assertKeyIndexes, assertOverwrite, type EnvelopeContent } from "./envelope-hash.js";

export interface VoteEnvelope extends EnvelopeContent {
  /** 32 bytes. */
  readonly processId: Hex;
  /** 256 bytes: A.x A.y B.x1 B.x0 B.y1 B.y0 C.x C.y. */
  readonly proof: Uint8Array;
  readonly nullifier: bigint;
  /** In [1, 2^128). */
  readonly weight: bigint;
  readonly voteHash: bigint;
  /** The root that the proof is for; present if and only if the process's census is dynamic. */
  readonly censusRoot?: bigint;
}

/** Bytes of a census proof. */
export const PROOF_BYTES = 256;
/** The longest vote that is read, in characters. */
export const MAX_CHARACTERS = 16_384;
const KEYS = [
  "encryptionKeyIndexes",
  "nonce",
  "nullifier",
  "processId",
  "proof",
  "voteHash",
  "votePackage",
  "weight",
] as const;
const WEIGHT = /^[1-9][0-9]{0,38}$/;

/**
 * The envelope as JSON, in canonical form: keys in ascending order, no white space.
 * @throws PsephosError `bytes/non-canonical`, `ballot/nonce-range`, `ballot/key-indexes`
 */
export function encodeEnvelope(envelope: VoteEnvelope): string {
  const { censusRoot, encryptionKeyIndexes, nonce, nullifier, processId, proof } = envelope;
  const { voteHash, votePackage, weight } = envelope;
  assertOverwrite(nonce);
  assertKeyIndexes(encryptionKeyIndexes);
  return JSON.stringify({
    ...(censusRoot === undefined ? {} : { censusRoot: scalarToHex(censusRoot) }),
    encryptionKeyIndexes,
    nonce,
    nullifier: scalarToHex(nullifier),
    processId,
    proof: toHex(proof),
    voteHash: scalarToHex(voteHash),
    votePackage: base64.encode(votePackage),
    weight: weight.toString(),
  });
}

/**
 * Reads an envelope: every key once and no other, every value in its canonical encoding, and the text in canonical
 * form, so that no envelope can be marked and no vote has two texts. The proof's points are not checked here:
 * the verifier checks them.
 * @throws PsephosError `ballot/envelope`, naming the key and never its value; `ballot/not-canonical`: the text is not the
 *   one that {@link encodeEnvelope} writes, because of white space, the order of its keys, a key twice or another spelling of a value
 */
export function decodeEnvelope(text: string): VoteEnvelope {
  const what = "the vote envelope";
  const fields = parseDocument(text, what, MAX_CHARACTERS);
  ensureKeys(fields, KEYS, what);
  const read = <T>(key: string, parse: () => T): T => readValue(what, key, parse);
  const dynamic = Object.hasOwn(fields, "censusRoot");
  const envelope: VoteEnvelope = {
    ...(dynamic ? { censusRoot: read("censusRoot", () => parseScalarHex(fields.censusRoot)) } : {}),
    encryptionKeyIndexes: read("encryptionKeyIndexes", () => keyIndexesOf(fields.encryptionKeyIndexes)),
    nonce: read("nonce", () => overwriteOf(fields.nonce)),
    processId: read("processId", () => hexOf(fields.processId, 32)),
    proof: read("proof", () => fixedHex(fields.proof, PROOF_BYTES, "proof")),
    nullifier: read("nullifier", () => parseScalarHex(fields.nullifier)),
    weight: read("weight", () => parseWeight(fields.weight)),
    voteHash: read("voteHash", () => parseScalarHex(fields.voteHash)),
    votePackage: read("votePackage", () => base64.decode(fields.votePackage as string)),
  };
  ensure(
    encodeEnvelope(envelope) === text,
    "ballot/not-canonical",
    "the vote envelope is not in canonical form",
    "Send the text exactly as `psephos vote` writes it: keys in ascending order, each once, no white space.",
  );
  return envelope;
}

/** A weight in the form of votes: a canonical decimal from 1 to 2^128 − 1. @throws PsephosError `ballot/envelope` */
export function parseWeight(value: unknown): bigint {
  const canonical = typeof value === "string" && WEIGHT.test(value) && BigInt(value) < 1n << 128n;
  ensure(canonical, "ballot/envelope", "a weight is a canonical decimal from 1 to 2^128 − 1");
  return BigInt(value);
}
