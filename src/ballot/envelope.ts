/** The vote envelope: all that a voter sends, as JSON (PROTOCOL 4). Snark votes in the clear. */

import { bytesToHex, randomBytes } from "@noble/hashes/utils.js";
import { base64 } from "@scure/base";
import { fixedHex, type Hex, parseScalarHex, scalarToHex } from "../bytes/index.js";
import { ensure, PsephosError } from "../errors/index.js";

export interface VoteEnvelope {
  /** 32 bytes. */
  readonly processId: Hex;
  /** 256 bytes: A.x A.y B.x1 B.x0 B.y1 B.y0 C.x C.y. */
  readonly proof: Hex;
  /** 32 random bytes, new for each attempt; not the ballot's nonce. */
  readonly nonce: Hex;
  readonly nullifier: bigint;
  /** In [1, 2^128). */
  readonly weight: bigint;
  readonly voteHash: bigint;
  /** The vote package's bytes, as sent. */
  readonly votePackage: Uint8Array;
}

/** The longest envelope that is read, in characters. */
const MAX_CHARACTERS = 16_384;
const KEYS = ["nonce", "nullifier", "processId", "proof", "voteHash", "votePackage", "weight"] as const;
const WEIGHT = /^[1-9][0-9]{0,38}$/;

/** 32 fresh random bytes for {@link VoteEnvelope.nonce}. */
export function envelopeNonce(): Hex {
  return `0x${bytesToHex(randomBytes(32))}`;
}

/** The envelope as JSON, its keys in ascending order. @throws PsephosError `ballot/envelope`, `bytes/non-canonical` */
export function encodeEnvelope(envelope: VoteEnvelope): string {
  const { nonce, nullifier, processId, proof, voteHash, votePackage, weight } = envelope;
  return JSON.stringify({
    nonce,
    nullifier: scalarToHex(nullifier),
    processId,
    proof,
    voteHash: scalarToHex(voteHash),
    votePackage: base64.encode(votePackage),
    weight: weight.toString(),
  });
}

/**
 * Reads an envelope: every key present once and no other, every value in its one encoding. The proof's points are
 * not looked at here: the verifier does.
 * @throws PsephosError `ballot/envelope`, naming the key and never its value
 */
export function decodeEnvelope(text: string): VoteEnvelope {
  ensure(
    typeof text === "string" && text.length <= MAX_CHARACTERS,
    "ballot/envelope",
    `a vote envelope has at most ${MAX_CHARACTERS} characters`,
  );
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new PsephosError("ballot/envelope", "the vote envelope is not JSON");
  }
  ensure(
    typeof document === "object" && document !== null && !Array.isArray(document),
    "ballot/envelope",
    "the vote envelope is not a JSON object",
  );
  const fields = document as Record<(typeof KEYS)[number], unknown>;
  const keys = Object.keys(fields).sort();
  ensure(
    keys.length === KEYS.length && keys.every((key, i) => key === KEYS[i]),
    "ballot/envelope",
    `a vote envelope has exactly these keys: ${KEYS.join(", ")}`,
  );
  return {
    processId: read("processId", () => hex(fields.processId, 32)),
    proof: read("proof", () => hex(fields.proof, 256)),
    nonce: read("nonce", () => hex(fields.nonce, 32)),
    nullifier: read("nullifier", () => parseScalarHex(fields.nullifier)),
    weight: read("weight", () => decimalWeight(fields.weight)),
    voteHash: read("voteHash", () => parseScalarHex(fields.voteHash)),
    votePackage: read("votePackage", () => base64.decode(fields.votePackage as string)),
  };
}

function read<T>(key: string, parse: () => T): T {
  try {
    return parse();
  } catch {
    throw new PsephosError("ballot/envelope", `the vote envelope's ${key} is malformed or not canonical`);
  }
}

function hex(value: unknown, length: number): Hex {
  fixedHex(value, length, "value");
  return value as Hex;
}

function decimalWeight(value: unknown): bigint {
  ensure(typeof value === "string" && WEIGHT.test(value), "ballot/envelope", "not a weight");
  const weight = BigInt(value);
  ensure(weight < 1n << 128n, "ballot/envelope", "not a weight");
  return weight;
}
