/**
 * Two Schnorr proofs, made non-interactive by a hash of everything in the statement (Fiat and Shamir):
 * knowledge of a logarithm, `P = x·G`; and equality of two logarithms (DLEQ, Chaum and Pedersen 1992), `P = x·G` and `D = x·E`.
 * A proof is `challenge ‖ response`, 64 bytes.
 */
import { concatBytes } from "@noble/hashes/utils.js";
import { ensure } from "../../errors/index.js";
import { type CeremonyContext, hashToScalar } from "./context.js";
import { Group, mod, type Point, randomScalar, readScalar, SCALAR_BYTES, writeScalar } from "./group.js";

export const PROOF_BYTES = 2 * SCALAR_BYTES;

/** What a proof is bound to, in addition to its points. */
export interface ProofScope {
  readonly context: CeremonyContext;
  readonly label: string;
  /** Parts of fixed lengths. */
  readonly parts: readonly Uint8Array[];
}

function challengeOf({ context, label, parts }: ProofScope, points: readonly Point[]): bigint {
  return hashToScalar(context, label, ...parts, ...points.map((point) => point.toBytes()));
}

/** Proves `images[i] = secret · bases[i]` for every i, with the given nonce (never use it twice for different scopes). */
export function proveLogWith(
  scope: ProofScope,
  bases: readonly Point[],
  secret: bigint,
  nonce: bigint,
): Uint8Array {
  const images = bases.map((base) => base.multiply(secret));
  const nonces = bases.map((base) => base.multiply(nonce)); // K = k·B
  const challenge = challengeOf(scope, [...bases, ...images, ...nonces]);
  const response = mod(nonce + challenge * secret); // z = k + c·x
  return concatBytes(writeScalar(challenge), writeScalar(response));
}

export const proveLog = (scope: ProofScope, bases: readonly Point[], secret: bigint): Uint8Array =>
  proveLogWith(scope, bases, secret, randomScalar());

/** Whether the proof shows that all `images` have the same logarithm to their `bases`. @throws PsephosError `seal/proof`, `seal/scalar` */
export function verifyLog(
  scope: ProofScope,
  bases: readonly Point[],
  images: readonly Point[],
  proof: Uint8Array,
): boolean {
  ensure(proof.length === PROOF_BYTES, "seal/proof", `a proof of a logarithm has ${PROOF_BYTES} bytes`);
  const challenge = readScalar(proof.subarray(0, SCALAR_BYTES), "a proof's challenge");
  const response = readScalar(proof.subarray(SCALAR_BYTES), "a proof's response");
  const nonces = bases.map((base, i) =>
    base.multiplyUnsafe(response).subtract(images[i]!.multiplyUnsafe(challenge)),
  ); // K = z·B − c·P
  return challengeOf(scope, [...bases, ...images, ...nonces]) === challenge;
}

export const GENERATOR: Point = Group.BASE;
