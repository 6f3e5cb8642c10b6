/** The envelope of a vote by name, as JSON: what its voter signed, the signature, and why the voter may vote. */
import { base64 } from "@scure/base";
import { fixedHex, type Hex, toHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { ensureKeys, hexOf, keyIndexesOf, overwriteOf, parseDocument, readValue } from "./document.js";
import { type Eligibility, eligibilityFromJson, eligibilityToJson } from "./eligibility.js";
import { parseWeight } from "./envelope.js";
import { assertKeyIndexes, assertOverwrite } from "./envelope-hash.js";
import type { NamedVoteContent } from "./named-vote.js";

export interface NamedEnvelope extends NamedVoteContent {
  /** The root that the eligibility is for, 32 bytes; present if and only if the process's census is dynamic. */
  readonly censusRoot?: Hex;
  readonly eligibility: Eligibility;
  /** The voter's signature over `namedVoteText`, 65 bytes. */
  readonly signature: Uint8Array;
}

/** The longest envelope by name that is read, in characters: it has at most two storage proofs. */
const MAX_CHARACTERS = 300_000;
const SIGNATURE_BYTES = 65;
const KEYS = [
  "eligibility",
  "encryptionKeyIndexes",
  "nonce",
  "processId",
  "signature",
  "votePackage",
  "voter",
  "weight",
] as const;

/**
 * The envelope as JSON, in canonical form: keys in ascending order, no white space.
 * @throws PsephosError `ballot/nonce-range`, `ballot/key-indexes`, `bytes/non-canonical`
 */
export function encodeNamedEnvelope(envelope: NamedEnvelope): string {
  const { censusRoot, eligibility, encryptionKeyIndexes, nonce, processId, signature } = envelope;
  const { votePackage, voter, weight } = envelope;
  assertOverwrite(nonce);
  assertKeyIndexes(encryptionKeyIndexes);
  return JSON.stringify({
    ...(censusRoot === undefined ? {} : { censusRoot }),
    eligibility: eligibilityToJson(eligibility),
    encryptionKeyIndexes,
    nonce,
    processId,
    signature: toHex(signature),
    votePackage: base64.encode(votePackage),
    voter,
    weight: weight.toString(),
  });
}

/**
 * Reads an envelope of a vote by name; neither the signature nor the eligibility is checked.
 * @throws PsephosError `ballot/envelope`, naming the key and never its value; `ballot/not-canonical`
 */
export function decodeNamedEnvelope(text: string): NamedEnvelope {
  const what = "the envelope of a vote by name";
  const fields = parseDocument(text, what, MAX_CHARACTERS);
  ensureKeys(fields, KEYS, what);
  const read = <T>(key: string, parse: () => T): T => readValue(what, key, parse);
  const dynamic = Object.hasOwn(fields, "censusRoot");
  const envelope: NamedEnvelope = {
    ...(dynamic ? { censusRoot: read("censusRoot", () => hexOf(fields.censusRoot, 32)) } : {}),
    eligibility: read("eligibility", () => eligibilityFromJson(fields.eligibility)),
    encryptionKeyIndexes: read("encryptionKeyIndexes", () => keyIndexesOf(fields.encryptionKeyIndexes)),
    nonce: read("nonce", () => overwriteOf(fields.nonce)),
    processId: read("processId", () => hexOf(fields.processId, 32)),
    signature: read("signature", () => fixedHex(fields.signature, SIGNATURE_BYTES, "signature")),
    votePackage: read("votePackage", () => base64.decode(fields.votePackage as string)),
    voter: read("voter", () => hexOf(fields.voter, 20)),
    weight: read("weight", () => parseWeight(fields.weight)),
  };
  ensure(
    encodeNamedEnvelope(envelope) === text,
    "ballot/not-canonical",
    "the envelope of a vote by name is not in canonical form",
    "Send the text exactly as it was made: keys in ascending order, each once, no white space.",
  );
  return envelope;
}
