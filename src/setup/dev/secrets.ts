/**
 * The "toxic waste" of a development key. It is public: anyone can derive it from the seed and the
 * circuit, and forge proofs with it.
 *
 * secret = 1 + (HKDF-SHA-256(ikm = utf8(seed), salt = SHA-256(r1cs file), info = "psephos development key v1 " ‖
 * name, 64 bytes) as a big-endian integer) mod (r − 1): uniform in [1, r) up to 2^-258.
 */
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { SCALAR_FIELD_ORDER } from "../../bytes/index.js";

/** The seed of the development keys that the project's commands make. */
export const DEVELOPMENT_SEED = "psephos development key: public, for tests only";

/** The scalars behind a Groth16 key (gamma is 1, as in snarkjs), each in [1, r). */
export interface KeySecrets {
  readonly tau: bigint;
  readonly alpha: bigint;
  readonly beta: bigint;
  readonly delta: bigint;
  /** The discrete logarithm of the point on which the contribution proves its delta; not a part of the key. */
  readonly contribution: bigint;
}

/** Derives a development key's secrets from a public seed and the SHA-256 of the circuit's .r1cs file. */
export function deriveSecrets(seed: string, r1csHash: Uint8Array): KeySecrets {
  const derive = (name: string): bigint => {
    const info = utf8ToBytes(`psephos development key v1 ${name}`);
    const bytes = hkdf(sha256, utf8ToBytes(seed), r1csHash, info, 64);
    return 1n + (BigInt(`0x${bytesToHex(bytes)}`) % (SCALAR_FIELD_ORDER - 1n));
  };
  return {
    tau: derive("tau"),
    alpha: derive("alpha"),
    beta: derive("beta"),
    delta: derive("delta"),
    contribution: derive("contribution"),
  };
}
