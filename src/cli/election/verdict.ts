/** What an example election comes to, in plain words: a verdict for a reader who reads nothing else. */
import { formatEther } from "viem";
import type { ElectionReport } from "./run.js";

/** The sentences of the verdict. Each number is the run's own. */
export function verdict(report: ElectionReport): string[] {
  const { sample, counted, attempts, refused, onChain, settlement, caught } = report;
  const forgeries = onChain.answers.filter(({ answer }) => answer !== "true");
  return [
    `${counted} of ${sample} votes were counted.`,
    `${refused.length} of ${attempts} forged or repeated votes were refused.`,
    `A contract accepted a voter's proof, and refused ${forgeries.length} of ${onChain.answers.length - 1} forgeries of it.`,
    `${settlement.batches} proofs settled the same count on the chain.`,
    `A false count was caught before it could settle: the poster lost the bond of ${formatEther(caught.bondLost)} ether.`,
    "Test keys: this is not a real election.",
  ];
}
