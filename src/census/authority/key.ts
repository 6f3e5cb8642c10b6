/** A certification authority's key, and its file. */
import { secp256k1 } from "@noble/curves-2/secp256k1.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { base64urlnopad } from "@scure/base";
import { fixedHex, readInteger, toHex } from "../../bytes/index.js";
import { ensure, Refusal } from "../../errors/index.js";
import { authorityRoot, MODULUS_BYTES, parseJson } from "../../process/index.js";
import type { RsaPrivateKey } from "./blind-rsa.js";

/** The key of an authority that sees whom it certifies. */
export interface EcdsaAuthority {
  readonly kind: "ecdsa";
  /** 32 bytes. */
  readonly secret: Uint8Array;
}

/** The key of an authority that does not see them: for one process only. */
export interface BlindAuthority {
  readonly kind: "blind";
  /** How many voters it certifies at most, 1 to 2^32 − 1. Nodes refuse more. */
  readonly mostVoters: number;
  readonly key: RsaPrivateKey;
}

export type AuthorityKey = EcdsaAuthority | BlindAuthority;

/** A new key of an authority that sees whom it certifies. */
export const createEcdsaAuthority = (): EcdsaAuthority => ({
  kind: "ecdsa",
  secret: secp256k1.utils.randomSecretKey(),
});

/**
 * A new key of an authority that does not see whom it certifies. It takes a second or more.
 * @param mostVoters 1 to 2^32 − 1
 * @throws PsephosError `census/authority-key`
 */
export async function createBlindAuthority(mostVoters: number): Promise<BlindAuthority> {
  ensure(isCount(mostVoters), "census/authority-key", "an authority certifies 1 to 4294967295 voters");
  const { makeKey } = await import("./blind-rsa.js");
  return { kind: "blind", mostVoters, key: await makeKey(8 * MODULUS_BYTES) };
}

const isCount = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) > 0 && (value as number) < 2 ** 32;

/** The authority's public key: the census root of its process. */
export function censusRootOf(authority: AuthorityKey): string {
  if (authority.kind === "ecdsa")
    return authorityRoot({ kind: "ecdsa", publicKey: secp256k1.getPublicKey(authority.secret) });
  const { mostVoters, key } = authority;
  return authorityRoot({ kind: "blind", mostVoters, modulus: base64urlnopad.decode(key.n) });
}

const TYPE = "psephos-authority";
const INTEGERS = ["n", "d", "p", "q", "dp", "dq", "qi"] as const;

/** The key as a JSON document, for a file that only its owner can read. It contains the secret. */
export function authorityToJson(authority: AuthorityKey): string {
  const { kind } = authority;
  const parts =
    authority.kind === "ecdsa"
      ? { secret: toHex(authority.secret) }
      : { mostVoters: authority.mostVoters, ...authority.key };
  return `${JSON.stringify({ type: TYPE, version: 1, kind, ...parts }, null, 2)}\n`;
}

const refused = (what: string) =>
  new Refusal("census/authority-key", `this is not a key of an authority: ${what}`, {
    hint: "Make one with `psephos authority new`.",
  });

/** The document's keys and values. @throws PsephosError `census/authority-key` */
function readObject(text: string): Record<string, unknown> {
  let document: unknown;
  try {
    document = parseJson(utf8ToBytes(text));
  } catch {
    throw refused("not JSON, or it has a key twice"); // the parser's own message could quote the secret
  }
  if (typeof document !== "object" || document === null) throw refused("not an object");
  return document as Record<string, unknown>;
}

function ensureKeys(document: Record<string, unknown>, more: readonly string[]): void {
  const keys = ["type", "version", "kind", ...more];
  if (Object.keys(document).length !== keys.length || !keys.every((key) => key in document))
    throw refused(`it takes the keys ${keys.join(", ")} and no other`);
}

function readEcdsa(document: Record<string, unknown>): EcdsaAuthority {
  ensureKeys(document, ["secret"]);
  try {
    const secret = fixedHex(document.secret, 32, "it");
    if (secp256k1.utils.isValidSecretKey(secret)) return { kind: "ecdsa", secret };
  } catch {
    // reported below
  }
  throw refused("its secret is not a secp256k1 key");
}

function readBlind(document: Record<string, unknown>): BlindAuthority {
  ensureKeys(document, ["mostVoters", ...INTEGERS]);
  const { mostVoters } = document;
  if (!isCount(mostVoters)) throw refused("mostVoters is not 1 to 4294967295");
  const whole = INTEGERS.map((name) => {
    const value = document[name];
    if (typeof value !== "string" || !/^[A-Za-z0-9_-]{1,512}$/.test(value))
      throw refused(`its ${name} is not an integer in base64url`);
    return [name, value] as const;
  });
  const key = Object.fromEntries(whole) as unknown as RsaPrivateKey;
  const [n, p, q] = [key.n, key.p, key.q].map(integerOf) as [bigint, bigint, bigint];
  if (n >> BigInt(8 * MODULUS_BYTES - 1) !== 1n || p * q !== n || p === 1n || q === 1n)
    throw refused("its modulus is not the product of its primes, or does not have 3072 bits");
  return { kind: "blind", mostVoters, key };
}

function integerOf(text: string): bigint {
  try {
    const bytes = base64urlnopad.decode(text);
    return readInteger(bytes, 0, bytes.length);
  } catch {
    throw refused("one of its integers is not in base64url");
  }
}

/**
 * Reads {@link authorityToJson}'s document.
 * @throws PsephosError `census/authority-key`, with no part of the document in its text
 */
export function authorityFromJson(text: string): AuthorityKey {
  const document = readObject(text);
  if (document.type !== TYPE) throw refused(`its type is not ${TYPE}`);
  if (document.version !== 1) throw refused("its version is not 1");
  if (document.kind === "ecdsa") return readEcdsa(document);
  if (document.kind === "blind") return readBlind(document);
  throw refused("its kind is neither ecdsa nor blind");
}
