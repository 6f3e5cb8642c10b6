/**
 * RSA blind signatures (RFC 9474, RSABSSA-SHA384-PSS-Randomized), by `@cloudflare/blindrsa-ts`. A build puts the code of the library into
 * this file (scripts/build-vendored.ts), so none of its types may be exported. Keys of any size, as bytes and as JSON Web Keys (RFC 7517).
 *
 * The library's arithmetic takes longer for some numbers than for others. An attacker who measures many signatures of an authority closely might
 * learn something about its key: sign on a machine of your own, and not as a service that answers each request at once.
 */
import { RSABSSA } from "@cloudflare/blindrsa-ts";
import { base64urlnopad } from "@scure/base";

const ALGORITHM = { name: "RSA-PSS", hash: "SHA-384" } as const;
/** 65537 */
const EXPONENT = Uint8Array.of(1, 0, 1);
const RANDOMIZER = 32;

const suite = RSABSSA.SHA384.PSS.Randomized();

/** A private key: integers, big-endian in base64url. */
export interface RsaPrivateKey {
  readonly n: string;
  readonly d: string;
  readonly p: string;
  readonly q: string;
  readonly dp: string;
  readonly dq: string;
  readonly qi: string;
}

const E = base64urlnopad.encode(EXPONENT);

const publicKey = (modulus: Uint8Array): Promise<CryptoKey> =>
  crypto.subtle.importKey(
    "jwk",
    { kty: "RSA", n: base64urlnopad.encode(modulus), e: E, ext: true },
    ALGORITHM,
    true,
    ["verify"],
  );

/** Makes a key with a modulus of the given number of bits. */
export async function makeKey(bits: number): Promise<RsaPrivateKey> {
  const pair = await suite.generateKey({ modulusLength: bits, publicExponent: EXPONENT });
  const { n, d, p, q, dp, dq, qi } = (await crypto.subtle.exportKey("jwk", pair.privateKey)) as RsaPrivateKey;
  return { n, d, p, q, dp, dq, qi };
}

/** A message with its randomizer of 32 bytes in front. */
export function randomize(message: Uint8Array): { randomizer: Uint8Array; prepared: Uint8Array } {
  const prepared = suite.prepare(message);
  return { randomizer: prepared.slice(0, RANDOMIZER), prepared };
}

/**
 * Blinds a prepared message.
 * @returns the request, and the inverse that opens its signature: as many bytes as the modulus
 */
export async function blind(
  modulus: Uint8Array,
  prepared: Uint8Array,
): Promise<{ request: Uint8Array; inverse: Uint8Array }> {
  const { blindedMsg, inv } = await suite.blind(await publicKey(modulus), prepared);
  return { request: blindedMsg, inverse: inv };
}

/** Signs a request without looking at its content. @throws Error if the request is not below n, or the key is not one */
export async function signBlinded(key: RsaPrivateKey, request: Uint8Array): Promise<Uint8Array> {
  const jwk = { ...key, kty: "RSA", e: E, ext: true };
  return suite.blindSign(await crypto.subtle.importKey("jwk", jwk, ALGORITHM, true, ["sign"]), request);
}

/** Makes the signature of the prepared message from that of its request. @throws Error if it is not valid */
export async function unblind(
  modulus: Uint8Array,
  prepared: Uint8Array,
  blindSignature: Uint8Array,
  inverse: Uint8Array,
): Promise<Uint8Array> {
  return suite.finalize(await publicKey(modulus), prepared, blindSignature, inverse);
}

/** Whether a signature of a prepared message is valid. */
export async function verifyPrepared(
  modulus: Uint8Array,
  prepared: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  return suite.verify(await publicKey(modulus), signature, prepared);
}
