/** A voter's identity: a secret scalar and its public commitment (PROTOCOL 2). */
import { randomBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { parseScalarHex, SCALAR_FIELD_ORDER, scalarToHex } from "../bytes/index.js";
import { poseidon1 } from "../engine/index.js";
import { ensure, Refusal } from "../errors/index.js";
import { parseJson } from "../process/index.js";

/** `secret` never leaves the voter; `commitment` is what a census lists. */
export interface Identity {
  /** In [1, r). */
  readonly secret: bigint;
  /** poseidon1(secret). */
  readonly commitment: bigint;
}

/** The identity of a known secret. @throws PsephosError `census/secret` unless it is in [1, r) */
export function identityFromSecret(secret: bigint): Identity {
  ensure(
    typeof secret === "bigint" && secret > 0n && secret < SCALAR_FIELD_ORDER,
    "census/secret",
    "the identity secret is not an integer in [1, r)",
  );
  return { secret, commitment: poseidon1(secret) };
}

/** A new identity, its secret uniform in [1, r), from the platform's CSPRNG. */
export function createIdentity(): Identity {
  for (;;) {
    const bytes = randomBytes(32);
    bytes[0]! &= 0x3f; // r has 254 bits: about three draws in four are below it, the others are discarded
    const candidate = bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
    if (candidate > 0n && candidate < SCALAR_FIELD_ORDER) return identityFromSecret(candidate);
  }
}

/** The identity as a JSON document, for a file that only its owner can read. It contains the secret. */
export function identityToJson(identity: Identity): string {
  const { secret, commitment } = identity;
  return `${JSON.stringify(
    { type: "psephos-identity", version: 1, secret: scalarToHex(secret), commitment: commitment.toString() },
    null,
    2,
  )}\n`;
}

const FILE_KEYS = ["type", "version", "secret", "commitment"];

/**
 * Reads {@link identityToJson}'s document.
 * @throws PsephosError `census/identity-file`, with no part of the document in its text
 */
export function identityFromJson(text: string): Identity {
  const broken = (what: string) =>
    new Refusal("census/identity-file", `this is not a Psephos identity: ${what}`, {
      hint: "Make one with `psephos identity new`.",
    });
  let document: Record<string, unknown> | null;
  try {
    document = parseJson(utf8ToBytes(text)) as Record<string, unknown> | null;
  } catch {
    throw broken("not JSON, or it has a key twice"); // the parser's own message could quote the secret
  }
  if (!document || Object.keys(document).some((key) => !FILE_KEYS.includes(key)))
    throw broken(`it takes the keys ${FILE_KEYS.join(", ")} and no other`);
  if (document.type !== "psephos-identity") throw broken("its type is not psephos-identity");
  if (document.version !== 1) throw broken("its version is not 1");
  let identity: Identity;
  try {
    identity = identityFromSecret(parseScalarHex(document.secret));
  } catch {
    throw broken("its secret is not a canonical field element");
  }
  if (document.commitment !== identity.commitment.toString())
    throw broken("its commitment does not match its secret");
  return identity;
}
