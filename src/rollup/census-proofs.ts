/** Whether accepted votes' census proofs hold. */
import type { AcceptedVote, VotingProcess } from "../ballot/index.js";
import { censusSignals } from "../census/index.js";
import { ensure, PsephosError } from "../errors/index.js";
import type { Claim, Verifier } from "../groth16/index.js";

/** What a verifier says of a proof that it cannot take; the contract takes it for one that does not hold. */
const MALFORMED = /^groth16\/(point-|non-canonical-coordinate)/;

/** What census proofs are of, beside the votes. */
export type ProvenProcess = Pick<VotingProcess, "scope" | "censusRoot">;

/** What a vote's proof has to show. @throws PsephosError `census/weight` for a weight of 0 */
function claimOf({ scope, censusRoot }: ProvenProcess, vote: AcceptedVote): Claim {
  return { proof: vote.proof, publicSignals: censusSignals({ ...vote, censusRoot, scope }) };
}

/** Tells whether a vote's census proof holds, as the contract sees it, and remembers the answer. */
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

/** @throws PsephosError `rollup/vote-proof` unless every vote's census proof holds */
export async function ensureCensusProofs(
  process: ProvenProcess,
  votes: readonly AcceptedVote[],
  verifier: Verifier,
): Promise<void> {
  const { bad } = await verifier.verifyBatch(votes.map((vote) => claimOf(process, vote)));
  ensure(
    bad.length === 0,
    "rollup/vote-proof",
    `the census proofs of ${bad.length} of the ${votes.length} votes do not hold`,
    "Whoever posts them loses the bond: take the votes from a node that checks them.",
  );
}
