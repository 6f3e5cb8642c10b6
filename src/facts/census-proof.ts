/** Which census proofs are valid: proofs under one key are verified together. */
import type { Hex } from "../bytes/index.js";
import { ensureAble } from "../errors/index.js";
import type { Verifier } from "../groth16/index.js";
import type { CensusProofStatement } from "../ledger/index.js";
import { ensureCensusKey, keyId } from "../process/index.js";

/** A node's verifier of census proofs. */
export interface CensusVerifier {
  /** The circuit's name: `census-7` or `census-11`. */
  readonly circuit: string;
  /** The caller owns it and closes it. */
  readonly verifier: Verifier;
}

/** Verifiers by their keys' ids. */
export type CensusVerifiers = ReadonlyMap<Hex, Verifier>;

/**
 * @param insecure accept keys with which anyone may be able to forge proofs: for tests and rehearsals
 * @throws PsephosError `process/insecure-key`
 */
export function censusVerifiers(verifiers: readonly CensusVerifier[], insecure: boolean): CensusVerifiers {
  const byId = new Map<Hex, Verifier>();
  for (const { circuit, verifier } of verifiers) {
    const censusKey = keyId(circuit, verifier.keyHash);
    ensureCensusKey({ circuit, censusKey }, verifier, { insecure });
    byId.set(censusKey, verifier);
  }
  return byId;
}

/** @throws PsephosError `facts/no-verifier` */
export function verifierOf(verifiers: CensusVerifiers, censusKey: Hex): Verifier {
  const verifier = verifiers.get(censusKey);
  ensureAble(
    verifier,
    "facts/no-verifier",
    `this node has no verification key with the id ${censusKey}`,
    "Give the node the verification keys of the release that the process names, and start it again.",
  );
  return verifier;
}

/**
 * Whether each proof is valid under the key.
 * @param statements under one key
 * @throws PsephosError `groth16/closed`
 */
export async function areProved(
  verifier: Verifier,
  statements: readonly CensusProofStatement[],
): Promise<boolean[]> {
  const claims = statements.map(({ proof, signals }) => ({ proof, publicSignals: signals }));
  const bad = new Set((await verifier.verifyBatch(claims)).bad);
  return claims.map((_, i) => !bad.has(i));
}
