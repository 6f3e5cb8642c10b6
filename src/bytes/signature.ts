/** Signatures over secp256k1 as wallets and contracts write them: r, s and v, 65 bytes. */
import { readInteger } from "./integers.js";

/** Half the order of secp256k1: signatures with a larger s are the malleable twin of a canonical one (EIP-2). */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/** Whether a signature is in canonical form: 65 bytes, s from 1 to half the order, v 27 or 28. */
export function isCanonicalSignature(signature: Uint8Array): boolean {
  if (signature.length !== 65) return false;
  const s = readInteger(signature, 32, 32);
  return s > 0n && s <= HALF_ORDER && (signature[64] === 27 || signature[64] === 28);
}
