/** The outcome of an example election, in plain words: a verdict for a reader who reads nothing else. */
import { formatEther } from "viem";
import type { Results } from "../../ballot/index.js";
import type { RefusedAttempt } from "./attacks.js";
import type { OnChain } from "./on-chain.js";
import type { SealedReport } from "./sealed.js";
import type { Caught, Settlement } from "./settle.js";
import type { ChainReport } from "./voting-chain.js";

export interface ElectionReport {
  readonly voters: number;
  readonly censusRoot: string;
  readonly key: string;
  /** How many voters voted. */
  readonly sample: number;
  /** How many of their votes were accepted and counted. */
  readonly counted: number;
  /** How many attacks were tried on the voting chain. */
  readonly attempts: number;
  readonly refused: readonly RefusedAttempt[];
  readonly results: Results;
  readonly votingChain: ChainReport;
  readonly onChain: OnChain;
  readonly settlement: Settlement;
  readonly caught: Caught;
  readonly sealed: SealedReport;
}

/** The sentences of the verdict. Each number is the run's own. */
export function verdict(report: ElectionReport): string[] {
  const { sample, counted, attempts, refused, onChain, settlement, caught, sealed } = report;
  const forgeries = onChain.answers.filter(({ answer }) => answer !== "true");
  return [
    `${counted} of ${sample} votes were counted.`,
    `${refused.length} of ${attempts} forged or repeated votes were refused.`,
    `A contract accepted a voter's proof, and refused ${forgeries.length} of ${onChain.answers.length - 1} forgeries of it.`,
    `${settlement.batches} proofs settled the same count on the chain.`,
    `A false count was caught before it could settle: the poster lost the bond of ${formatEther(caught.bondLost)} ether.`,
    `${sealed.ballots} sealed ballots were opened after the end by ${sealed.threshold} of ${sealed.keykeepers} keykeepers; a copied one did not count.`,
    "Test keys: this is not a real election.",
  ];
}
