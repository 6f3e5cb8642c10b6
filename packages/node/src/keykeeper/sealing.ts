/**
 * Secrets at rest.
 *
 *     key of the identity = scrypt(passphrase in NFKC, salt; N, r = 8, p = 1)
 *     sealed              = XChaCha20-Poly1305(key, random nonce of 24 bytes, associated data: all that the file says in the clear)
 *
 * The identity holds a random key, from which the key of the ceremonies' files follows: a start costs one scrypt, and a new passphrase changes one file.
 */
import { randomBytes, scrypt } from "node:crypto";
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { bytesToHex, hexToBytes } from "viem/utils";

/** 128 MiB of memory for each guess at the passphrase. */
export const SCRYPT_N = 2 ** 17;
const R = 8;
/** The most that a file may ask for: 4 GiB. */
export const MOST_SCRYPT_N = 2 ** 22;
export const NONCE_BYTES = 24;

export interface Sealed {
  /** 24 bytes. */
  readonly nonce: `0x${string}`;
  readonly sealed: `0x${string}`;
}

/** @param n a power of two, 2 to 2^22 */
export const passphraseKey = (passphrase: string, salt: Uint8Array, n: number): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const options = { N: n, r: R, p: 1, maxmem: 256 * R * n + 2 ** 16 };
    scrypt(passphrase.normalize("NFKC"), salt, 32, options, (error, key) =>
      error ? reject(error) : resolve(Uint8Array.from(key)),
    );
  });

/** The key of the ceremonies' files. @param secret the identity's random key, 32 bytes */
export const ceremonyFileKey = (secret: Uint8Array): Uint8Array =>
  hkdf(sha256, secret, undefined, utf8ToBytes("psephos/keykeeper/ceremony-file/1"), 32);

/** @param clear what the file says in the clear; it cannot be changed without the key either */
export function seal(key: Uint8Array, clear: string, secret: Uint8Array): Sealed {
  const nonce = Uint8Array.from(randomBytes(NONCE_BYTES));
  const sealed = xchacha20poly1305(key, nonce, utf8ToBytes(clear)).encrypt(secret);
  return { nonce: bytesToHex(nonce), sealed: bytesToHex(sealed) };
}

/** @returns undefined if the key is another, or anything was changed */
export function open(key: Uint8Array, clear: string, { nonce, sealed }: Sealed): Uint8Array | undefined {
  try {
    return xchacha20poly1305(key, hexToBytes(nonce), utf8ToBytes(clear)).decrypt(hexToBytes(sealed));
  } catch {
    return undefined;
  }
}
