/** The votes of a file as they are counted, for proving and for signing. */
import { getBlockNumber } from "viem/actions";
import type { VotingProcess } from "../../ballot/index.js";
import type { Hex } from "../../bytes/index.js";
import type { ChainReader } from "../../evm/index.js";
import { createVerifier } from "../../groth16/index.js";
import { ensureCensusProofs, type OpenRollup, type RollupPlan } from "../../rollup/index.js";
import type { CensusKeyOptions } from "../census-key.js";
import type { VerifyingCircuit } from "../circuit.js";
import type { Context } from "../context.js";
import { planOf, readAcceptedVotes } from "./support.js";

export interface Checked extends CensusKeyOptions {
  readonly process: string;
  readonly instance: string;
  /** Trust the node that accepted the votes: do not check the census proofs. */
  readonly unchecked?: boolean;
}

export interface OnChain {
  readonly client: ChainReader;
  readonly rollup: OpenRollup;
  /** The seal that oracles sign, if the votes are to be signed. */
  readonly seal?: Hex;
}

export async function planFor(
  context: Context,
  [file, process, chain]: readonly [string, VotingProcess, OnChain | undefined],
  options: Checked,
) {
  const votes = await readAcceptedVotes(context, file, process, options);
  if (chain) {
    const { openingEnd } = chain.rollup.terms;
    if ((await getBlockNumber(chain.client)) < openingEnd) {
      context.output.warn(
        `Votes and ballots can be put on chain until block ${openingEnd}: do this again after it.`,
      );
    }
  }
  return planOf(process, options.instance, votes, chain);
}

/** Checks every vote's census proof: whoever posts an invalid one loses the bond. */
export async function checkProofs(
  { output }: Context,
  { batches }: RollupPlan,
  [process, census, { unchecked }]: readonly [VotingProcess, VerifyingCircuit, Checked],
) {
  if (unchecked) return;
  const verifier = await createVerifier(census.verificationKey);
  const votes = batches.flatMap((batch) => batch.votes);
  try {
    await output.step("Checking census proofs", () => ensureCensusProofs(process, votes, verifier));
  } finally {
    await verifier.close();
  }
}
