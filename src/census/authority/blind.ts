/**
 * A certification authority that does not see which address it certifies: it signs a request in which the address of a one-time key is blinded
 * (RFC 9474). Voter and authority:
 *
 *     voter       one-time key; requestBlindSignature → request (384 uniform bytes), secret
 *     authority   knows the voter by other means; signBlindRequest → blind signature
 *     voter       finishBlindSignature → randomizer, signature over randomizer ‖ address (20 bytes); the one-time key signs the vote
 */
import { concatBytes } from "@noble/hashes/utils.js";
import { base64urlnopad } from "@scure/base";
import { addressBytes, type Hex, readInteger, toHex } from "../../bytes/index.js";
import { ensure, Refusal } from "../../errors/index.js";
import { type AuthorityRoot, MODULUS_BYTES, readAuthorityRoot } from "../../process/index.js";
import type { RsaPrivateKey } from "./blind-rsa.js";
import { nativePower } from "./native-rsa.js";

/** Loaded where it is used: most voters never need it. */
const rsa = () => import("./blind-rsa.js");

const RANDOMIZER_BYTES = 32;

/** What a voter stores between the request and the signature. Anyone who has it can link the two. */
export interface BlindSecret {
  /** The authority's key: the census root of the process. */
  readonly censusRoot: string;
  /** The address of the one-time key, in lower case. */
  readonly address: Hex;
  /** 32 bytes. */
  readonly randomizer: Uint8Array;
  /** Opens the blind signature, 384 bytes. */
  readonly inverse: Uint8Array;
}

/** What a blind authority certifies. */
export interface BlindCertificate {
  /** 32 bytes. */
  readonly randomizer: Uint8Array;
  /** 384 bytes. */
  readonly signature: Uint8Array;
}

/** @throws PsephosError `census/authority-root` */
function blindRoot(censusRoot: string): AuthorityRoot & { readonly kind: "blind" } {
  const root = readAuthorityRoot(censusRoot);
  ensure(
    root?.kind === "blind",
    "census/authority-root",
    "the census root is not the key of an authority that signs blindly",
    "Take it from the process.",
  );
  return root;
}

/**
 * Asks for a signature over the address of a one-time key.
 * @param censusRoot of the process
 * @param address of a key that was made only for this process
 * @returns `request` for the authority, 384 bytes that reveal nothing about the address; `secret` for the voter to store
 * @throws PsephosError `census/authority-root`, `bytes/address`
 */
export async function requestBlindSignature(
  censusRoot: string,
  address: Hex,
): Promise<{ readonly request: Uint8Array; readonly secret: BlindSecret }> {
  const { modulus } = blindRoot(censusRoot);
  const message = addressBytes(address, "the one-time address");
  const { randomize, blind } = await rsa();
  const { randomizer, prepared } = randomize(message);
  try {
    const { request, inverse } = await blind(modulus, prepared);
    return { request, secret: { censusRoot, address: toHex(message), randomizer, inverse } };
  } catch (cause) {
    const what = "the authority's key is not an RSA key";
    throw new Refusal("census/authority-root", what, { cause, hint: "Ask the organiser." });
  }
}

/**
 * Signs a voter's request. The caller has checked that the voter has no other certificate. In Node it takes milliseconds; elsewhere
 * some seconds, and the time depends on the key (see blind-rsa.ts).
 * @param request 384 bytes
 * @throws PsephosError `census/blind-request` if it is not a number from 1 to n − 1; `census/authority-key`
 */
export async function signBlindRequest(key: RsaPrivateKey, request: Uint8Array): Promise<Uint8Array> {
  const n = readInteger(base64urlnopad.decode(key.n), 0, MODULUS_BYTES);
  ensure(
    request.length === MODULUS_BYTES && between1And(readInteger(request, 0, MODULUS_BYTES), n),
    "census/blind-request",
    "this is not a request for this authority's key",
    "The voter makes one for the census root of the process.",
  );
  try {
    return nativePower(key, request) ?? (await (await rsa()).signBlinded(key, request));
  } catch {
    // The system's message might quote the key.
    throw new Refusal(
      "census/authority-key",
      "the authority's key cannot sign: its parts do not belong together",
    );
  }
}

const between1And = (value: bigint, end: bigint): boolean => value > 0n && value < end;

/**
 * Makes the certificate from the authority's answer, and checks it.
 * @param blindSignature 384 bytes
 * @throws PsephosError `census/blind-signature` if it is not the answer to this request, by this authority; `census/authority-root`
 */
export async function finishBlindSignature(
  { censusRoot, address, randomizer, inverse }: BlindSecret,
  blindSignature: Uint8Array,
): Promise<BlindCertificate> {
  const { modulus } = blindRoot(censusRoot);
  const prepared = concatBytes(randomizer, addressBytes(address, "the one-time address"));
  const { unblind } = await rsa();
  try {
    return { randomizer, signature: await unblind(modulus, prepared, blindSignature, inverse) };
  } catch (cause) {
    throw new Refusal("census/blind-signature", "this is not the authority's signature of your request", {
      cause,
      hint: "Ask the authority for its answer to this request again.",
    });
  }
}

/**
 * Whether a blind signature is of the authority and the address. Malformed ones are not.
 * @param modulus n of 3,072 bits, odd; e is 65537
 * @param address in lower case
 */
export async function isBlindCertificate(
  modulus: Uint8Array,
  address: Hex,
  { randomizer, signature }: BlindCertificate,
): Promise<boolean> {
  if (modulus.length !== MODULUS_BYTES || modulus[0]! < 0x80 || modulus.at(-1)! % 2 === 0) return false;
  if (randomizer.length !== RANDOMIZER_BYTES || signature.length !== MODULUS_BYTES) return false;
  if (!/^0x[0-9a-f]{40}$/.test(address)) return false;
  const prepared = concatBytes(randomizer, addressBytes(address, "the one-time address"));
  const { verifyPrepared } = await rsa();
  try {
    return await verifyPrepared(modulus, prepared, signature);
  } catch (error) {
    if (error instanceof DOMException) return false; // the modulus is not an RSA key
    throw error;
  }
}
