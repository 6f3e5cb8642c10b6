/** Whether accepted votes' census proofs are valid. */
import type { AcceptedVote, VotingProcess } from "../ballot/index.js";
import { censusSignals } from "../census/index.js";
import { ensure, PsephosError } from "../errors/index.js";
import type { Claim, Verifier } from "../groth16/index.js";

/** The verifier's error codes for a malformed proof; the contract treats such a proof as invalid. */
const MALFORMED = /^groth16\/(point-|non-canonical-coordinate)/;

/** The part of census proofs' statements that does not come from the votes. */
export type ProvenProcess = Pick<VotingProcess, "scope" | "censusRoot">;

/** The statement of a vote's proof. @throws PsephosError `census/weight` for a weight of 0 */
export function claimOf({ scope, censusRoot }: ProvenProcess, vote: AcceptedVote): Claim {
  return { proof: vote.proof, publicSignals: censusSignals({ ...vote, censusRoot, scope }) };
}

/** Checks whether a vote's census proof is valid for the contract, and remembers the answer. */
export function censusProofChecker(
  process: ProvenProcess,
  verifier: Verifier,
): (vote: AcceptedVote) => Promise<boolean> {
  const known = new WeakMap<AcceptedVote, boolean>();
  const check = async (vote: AcceptedVote): Promise<boolean> => {
    if (vote.weight === 0n) return false;
    try {
      return await verifier.verify(claimOf(process, vote));
    } catch (error) {
      if (error instanceof PsephosError && MALFORMED.test(error.code)) return false;
      throw error;
    }
  };
  return async (vote) => {
    const answer = known.get(vote) ?? (await check(vote));
    known.set(vote, answer);
    return answer;
  };
}

/** @throws PsephosError `rollup/vote-proof` unless every vote's census proof is valid */
export async function ensureCensusProofs(
  process: ProvenProcess,
  votes: readonly AcceptedVote[],
  verifier: Verifier,
): Promise<void> {
  const { bad } = await verifier.verifyBatch(votes.map((vote) => claimOf(process, vote)));
  ensure(
    bad.length === 0,
    "rollup/vote-proof",
    `the census proofs of ${bad.length} of the ${votes.length} votes are not valid`,
    "A poster of these votes loses the bond. Take the votes from a node that checks proofs.",
  );
}
