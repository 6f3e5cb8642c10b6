/** A voter's identity: a secret scalar and its public commitment (PROTOCOL 2). */
import { bytesToHex, concatBytes, hexToBytes, randomBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { type Hex, hashToField, parseScalarHex, SCALAR_FIELD_ORDER, scalarToHex } from "../bytes/index.js";
import { poseidon1 } from "../engine/index.js";
import { ensure, PsephosError } from "../errors/index.js";
import { parseJson } from "../process/index.js";

/** The message a wallet signs (EIP-191, `personal_sign`) to derive an identity. Part of the protocol. */
export const IDENTITY_MESSAGE =
  "Psephos anonymous voting identity, version 1.\n\nSign this only on a page you trust with your vote.";

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
    bytes[0]! &= 0x3f; // r has 254 bits: about three draws in four are below it, the others are thrown away
    const candidate = bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
    if (candidate > 0n && candidate < SCALAR_FIELD_ORDER) return identityFromSecret(candidate);
  }
}

/** Half the order of secp256k1: signatures with a larger s are the malleable twin of a canonical one (EIP-2). */
const SECP256K1_HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/**
 * The identity that a wallet owns: `hashToField(signature ‖ utf8(password))`.
 *
 * @param signature the wallet's EIP-191 signature over {@link IDENTITY_MESSAGE}: 65 bytes as 0x-hex; the
 *   recovery byte may be 0/1 or 27/28 (it is read as 27/28, so that every wallet software gives the same identity)
 * @param password an optional second factor; its UTF-8 bytes are used as they are
 * @throws PsephosError `census/signature` for anything but a canonical 65-byte signature
 */
export function identityFromWallet(signature: Hex, password = ""): Identity {
  ensure(
    typeof signature === "string" && /^0x[0-9a-fA-F]{130}$/.test(signature),
    "census/signature",
    "a wallet signature takes 0x and 130 hex digits",
  );
  const bytes = hexToBytes(signature.slice(2));
  const s = BigInt(`0x${bytesToHex(bytes.subarray(32, 64))}`);
  const v = bytes[64]! < 27 ? bytes[64]! + 27 : bytes[64]!;
  ensure(
    s > 0n && s <= SECP256K1_HALF_ORDER && (v === 27 || v === 28),
    "census/signature",
    "the wallet signature is not in canonical form (low s, v 27 or 28)",
    "Sign with an ordinary account: contract wallets' signatures are not reproducible.",
  );
  bytes[64] = v;
  return identityFromSecret(hashToField(concatBytes(bytes, utf8ToBytes(password))));
}

/** The identity as a JSON document, for a file that only its owner can read. It holds the secret. */
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
    new PsephosError("census/identity-file", `this is not a Psephos identity: ${what}`, {
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
    throw broken("its commitment is not the secret's");
  return identity;
}
