/** Whether a secp256k1 signature was made by the key of an address. */
import { secp256k1 } from "@noble/curves-2/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { isCanonicalSignature, toHex } from "../bytes/index.js";
import type { SignatureStatement } from "../ledger/index.js";

const DIGEST = 32;
/** v for the first of the two keys that r and s belong to. */
const FIRST_V = 27;

/** The public key that made a canonical signature; undefined if there is none, for example if r is not the x of a point. */
function recover(digest: Uint8Array, signature: Uint8Array): Uint8Array | undefined {
  try {
    return secp256k1.Signature.fromBytes(signature.subarray(0, 64), "compact")
      .addRecoveryBit(signature[64]! - FIRST_V)
      .recoverPublicKey(digest)
      .toBytes(false);
  } catch {
    return undefined;
  }
}

/** True only for a signature in canonical form and an address in lower case. */
export function isSigned({ digest, signature, address }: SignatureStatement): boolean {
  if (digest.length !== DIGEST || !isCanonicalSignature(signature)) return false;
  const key = recover(digest, signature); // 4 ‖ x ‖ y
  return key !== undefined && toHex(keccak_256(key.subarray(1)).subarray(12)) === address;
}
