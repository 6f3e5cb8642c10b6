import {
  type Claim,
  PROOF_BYTES,
  parsePublicSignals,
  proofFromBytes,
  proofToBytes,
} from "../../groth16/index.js";

/**
 * A claim as the arguments of the verifier contract's `verifyProof`.
 * @returns `[proof, publicSignals]`: eight integers A.x A.y B.x1 B.x0 B.y1 B.y0 C.x C.y, and the signals. The
 *   contract of a key without public signals takes the first alone.
 * @throws PsephosError `groth16/…` when the proof or a signal is malformed
 */
export function verifierArguments({
  proof,
  publicSignals,
}: Claim): [proof: bigint[], publicSignals: bigint[]] {
  const bytes = proofToBytes(proof instanceof Uint8Array ? proofFromBytes(proof) : proof);
  const words = Array.from({ length: PROOF_BYTES / 32 }, (_, i) =>
    BigInt(`0x${Buffer.from(bytes.subarray(32 * i, 32 * i + 32)).toString("hex")}`),
  );
  return [words, parsePublicSignals(publicSignals, publicSignals.length)];
}
