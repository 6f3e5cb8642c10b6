/**
 * Invitations: one-time keys of secp256k1. The address of each is in a census of addresses, and its holder registers with it in place of a wallet. Whoever has
 * the key can register, once; it opens no vote, because the voter's own code is made on the voter's device.
 */
import { secp256k1 } from "@noble/curves-2/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";

type Hex = `0x${string}`;

const bytesOf = (secret: Hex): Uint8Array => hexToBytes(secret.slice(2));

/** A new key, from the platform's generator. 32 bytes. */
export const newInvitation = (): Hex => `0x${bytesToHex(secp256k1.utils.randomSecretKey())}`;

/** The account of a key. @throws if it is not one */
export function invitationAddress(secret: Hex): Hex {
  const point = secp256k1.getPublicKey(bytesOf(secret), false);
  return `0x${bytesToHex(keccak_256(point.subarray(1)).subarray(12))}`;
}

/** Signs a digest of 32 bytes as a wallet does: r ‖ s ‖ v, low s, v 27 or 28. */
export function signWithInvitation(secret: Hex, digest: Hex): Hex {
  const signature = secp256k1.sign(bytesOf(digest), bytesOf(secret), { prehash: false, format: "recovered" });
  const v = (27 + signature[0]!).toString(16);
  return `0x${bytesToHex(signature.subarray(1))}${v}`;
}
