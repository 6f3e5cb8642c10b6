/**
 * Verification: e(A, B) = e(α, β) · e(IC_0 + Σ signal_i · IC_i, γ) · e(C, δ).
 *
 * A verifier answers a question about a proof; what is not a proof, or not this key's signals, is not a
 * "no" but an error, with a code that a node can log, count and act on (a peer that sends malformed
 * proofs is broken or hostile; one that sends well-formed proofs that do not verify may hold another key).
 */
import { ensure } from "../errors.js";
import { formatProof, type Proof, parseProof, proofFromBytes } from "./proof.js";
import { type PublicSignal, parsePublicSignals } from "./signals.js";
import { leaseSnarkjs } from "./snarkjs.js";
import { formatVerificationKey, parseVerificationKey, type VerificationKeyJson } from "./verification-key.js";

/** A statement and its proof; the proof in JSON form or as 256 bytes. */
export interface Claim {
  readonly proof: Proof | Uint8Array;
  readonly publicSignals: readonly PublicSignal[];
}

/** Verifies proofs of one circuit until closed. */
export interface Verifier extends AsyncDisposable {
  /** How many public signals the key takes. */
  readonly signalCount: number;
  /**
   * Whether the proof shows the statement.
   * @returns false for a well-formed proof that does not verify.
   * @throws PsephosError for what is malformed: `groth16/claim-shape`, `groth16/signals-shape`, `groth16/signal-count`,
   *   `groth16/non-canonical-signal`, `groth16/proof-shape`, `groth16/non-canonical-coordinate`,
   *   `groth16/point-at-infinity`, `groth16/point-not-on-curve`, `groth16/point-not-in-subgroup`; and
   *   `groth16/closed`.
   */
  verify(claim: Claim): Promise<boolean>;
  /** Ends the workers, after the questions under way have been answered. May be called twice. */
  close(): Promise<void>;
}

/**
 * Makes a verifier from a verification key in snarkjs's JSON form.
 * @throws PsephosError as `parseVerificationKey`
 */
export async function createVerifier(verificationKey: VerificationKeyJson): Promise<Verifier> {
  const key = parseVerificationKey(verificationKey);
  const signalCount = key.ic.length - 1;
  const keyJson = formatVerificationKey(key);
  const lease = await leaseSnarkjs();
  const pending = new Set<Promise<unknown>>();
  let closed = false;

  async function work(claim: Claim): Promise<boolean> {
    ensure(!closed, "groth16/closed", "the verifier is closed");
    ensure(
      typeof claim === "object" && claim !== null && "proof" in claim && "publicSignals" in claim,
      "groth16/claim-shape",
      "a claim is an object with a proof and its publicSignals",
    );
    const { proof, publicSignals } = claim;
    const signals = parsePublicSignals(publicSignals, signalCount);
    const points = parseProof(proof instanceof Uint8Array ? proofFromBytes(proof) : proof);
    return await lease.groth16.verify(
      keyJson,
      signals.map((signal) => `${signal}`),
      formatProof(points) as unknown as Parameters<typeof lease.groth16.verify>[2],
    );
  }

  function verify(claim: Claim): Promise<boolean> {
    const answer = work(claim);
    const settled = answer.catch(() => {}).finally(() => pending.delete(settled));
    pending.add(settled);
    return answer;
  }

  async function close(): Promise<void> {
    closed = true;
    await Promise.all(pending);
    await lease.end();
  }

  return { signalCount, verify, close, [Symbol.asyncDispose]: close };
}
