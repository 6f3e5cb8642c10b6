/**
 * NaCl's sealed box (libsodium's `crypto_box_seal`): `ephemeral key (32) ‖ XSalsa20-Poly1305 box`. The box's key is
 * HSalsa20 of the X25519 point, its nonce is `BLAKE2b-192(ephemeral key ‖ recipient's key)`. The bytes are the same as in libsodium.
 */
import { hsalsa, xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import { equalBytes } from "@noble/ciphers/utils.js";
import { x25519 } from "@noble/curves-2/ed25519.js";
import { bytesToNumberLE } from "@noble/curves-2/utils.js";
import { blake2b } from "@noble/hashes/blake2.js";
import { concatBytes, createView, utf8ToBytes } from "@noble/hashes/utils.js";
import { ensure } from "../errors/index.js";

export const BOX_KEY_BYTES = 32;
/** The bytes that a sealed box adds to its plaintext: the ephemeral key and the tag. */
export const SEALED_BOX_OVERHEAD = 48;

const SIGMA = words(utf8ToBytes("expand 32-byte k"));

/** Little-endian 32-bit words. */
function words(bytes: Uint8Array): Uint32Array {
  const view = createView(bytes);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(4 * i, true));
}

function bytesOf(source: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(4 * source.length);
  const view = createView(bytes);
  for (const [i, word] of source.entries()) view.setUint32(4 * i, word, true);
  return bytes;
}

/** `crypto_box_beforenm`: the key that both sides share. */
function boxKey(secretKey: Uint8Array, publicKey: Uint8Array): Uint8Array {
  const out = new Uint32Array(8);
  hsalsa(SIGMA, words(x25519.getSharedSecret(secretKey, publicKey)), new Uint32Array(4), out);
  return bytesOf(out);
}

const boxNonce = (ephemeral: Uint8Array, recipient: Uint8Array) =>
  blake2b(concatBytes(ephemeral, recipient), { dkLen: 24 });

/**
 * Refuses a public key that no honest keykeeper has: of another length, not below 2^255 − 19, or of low order (its boxes open
 * without the secret key).
 * @throws PsephosError `seal/box-key`
 */
export function assertBoxKey(publicKey: Uint8Array): void {
  ensure(publicKey.length === BOX_KEY_BYTES, "seal/box-key", `a sealed box's key has ${BOX_KEY_BYTES} bytes`);
  const u = bytesToNumberLE(publicKey);
  ensure(
    u < 2n ** 255n - 19n,
    "seal/box-key",
    "the key of a sealed box is not written canonically (below 2^255 − 19)",
  );
  let honest = true;
  try {
    x25519.getSharedSecret(new Uint8Array(BOX_KEY_BYTES).fill(1), publicKey);
  } catch {
    honest = false; // the shared point is zero for every secret key
  }
  ensure(honest, "seal/box-key", "the key of a sealed box is a point of low order");
}

/** The order of the prime subgroup of curve 25519. */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
/** X25519 gives the same result for k and 8·ORDER − k. For the few k up to this one, both are clamped. They are refused, so that each key has one form. */
const LEAST_AMBIGUOUS = 8n * ORDER - 2n ** 254n;

/** A fresh key pair from the platform's CSPRNG. The secret key is clamped, which is its canonical form (RFC 7748, section 5). */
export function createBoxKeys(): { readonly secretKey: Uint8Array; readonly publicKey: Uint8Array } {
  const secretKey = crypto.getRandomValues(new Uint8Array(BOX_KEY_BYTES));
  secretKey[0]! &= 248;
  secretKey[31] = (secretKey[31]! & 127) | 64;
  return { secretKey, publicKey: x25519.getPublicKey(secretKey) };
}

/**
 * Checks a revealed secret key against its public key.
 * @returns false unless the key has 32 bytes, is clamped, is the only clamped key of its public key, and belongs to this public key
 */
export function isBoxSecretKey(secretKey: Uint8Array, publicKey: Uint8Array): boolean {
  if (secretKey.length !== BOX_KEY_BYTES || publicKey.length !== BOX_KEY_BYTES) return false;
  if ((secretKey[0]! & 7) !== 0 || (secretKey[31]! & 192) !== 64) return false;
  if (bytesToNumberLE(secretKey) <= LEAST_AMBIGUOUS) return false;
  return equalBytes(x25519.getPublicKey(secretKey), publicKey);
}

/** The sealed box of `plaintext`, with the given ephemeral key pair. */
export function sealBoxWith(
  plaintext: Uint8Array,
  publicKey: Uint8Array,
  ephemeral: { readonly secretKey: Uint8Array; readonly publicKey: Uint8Array },
): Uint8Array {
  const box = xsalsa20poly1305(
    boxKey(ephemeral.secretKey, publicKey),
    boxNonce(ephemeral.publicKey, publicKey),
  );
  return concatBytes(ephemeral.publicKey, box.encrypt(plaintext));
}

/** Opens a sealed box with a checked key. @returns null if it does not open */
export function openBox(sealed: Uint8Array, secretKey: Uint8Array, publicKey: Uint8Array): Uint8Array | null {
  if (sealed.length < SEALED_BOX_OVERHEAD) return null;
  const ephemeral = Uint8Array.from(sealed.subarray(0, BOX_KEY_BYTES));
  try {
    const box = xsalsa20poly1305(boxKey(secretKey, ephemeral), boxNonce(ephemeral, publicKey));
    return box.decrypt(sealed.subarray(BOX_KEY_BYTES));
  } catch {
    return null; // an ephemeral key of low order, or a wrong tag
  }
}
