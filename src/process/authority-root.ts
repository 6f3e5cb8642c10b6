/**
 * The census root of a certification authority's census (origin 3): its public key. The form of the key says how it certifies.
 *
 *     ecdsa    0x, compressed secp256k1 key (33 bytes)
 *     blind    0x, uint32 most voters ‖ RSA modulus n (384 bytes; 3,072 bits, odd); e is 65537
 */
import { hexToBytes } from "@noble/hashes/utils.js";
import { readInteger, toHex, uintBytes } from "../bytes/index.js";

const ECDSA_KEY = /^0x0[23][0-9a-f]{64}$/;
const BLIND_KEY = /^0x(?!0{8})[0-9a-f]{8}[89a-f][0-9a-f]{766}[13579bdf]$/;

/** Bytes of the modulus, and so of requests and signatures. */
export const MODULUS_BYTES = 384;

/** An authority's public key. */
export type AuthorityRoot =
  | {
      readonly kind: "ecdsa";
      /** Compressed, 33 bytes; not yet known to be a point. */
      readonly publicKey: Uint8Array;
    }
  | {
      readonly kind: "blind";
      /** How many voters it certifies at most, 1 to 2^32 − 1. */
      readonly mostVoters: number;
      /** n, 384 bytes. */
      readonly modulus: Uint8Array;
    };

/** Reads an authority's key; undefined if the text is not one. */
export function readAuthorityRoot(root: string): AuthorityRoot | undefined {
  if (ECDSA_KEY.test(root)) return { kind: "ecdsa", publicKey: hexToBytes(root.slice(2)) };
  if (!BLIND_KEY.test(root)) return undefined;
  const bytes = hexToBytes(root.slice(2));
  return { kind: "blind", mostVoters: Number(readInteger(bytes, 0, 4)), modulus: bytes.slice(4) };
}

/** Writes it. @throws PsephosError `bytes/uint` if `mostVoters` has more than 32 bits */
export function authorityRoot(key: AuthorityRoot): string {
  if (key.kind === "ecdsa") return toHex(key.publicKey);
  return `${toHex(uintBytes(key.mostVoters, 4, "the number of voters"))}${toHex(key.modulus).slice(2)}`;
}
