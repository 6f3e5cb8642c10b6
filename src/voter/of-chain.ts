/** What a voter must know of a process, from the process as the contract holds it. */

import { type BallotRules, VotingProcess } from "../ballot/index.js";
import { type Hex, parseScalarHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { isTreeOrigin, type Process } from "../process/index.js";

/** What the contract does not hold of a process, or holds elsewhere. */
export interface ProcessPlace {
  /** The instance that created the process. */
  readonly contract: Hex;
  readonly processId: Hex;
  /** The census circuit that `censusKey` is of: the key's id does not tell its name, but is checked with it. */
  readonly circuit: string;
}

/**
 * A process that takes anonymous votes of a census tree; of a SERIAL one, the question that is open now.
 * @throws PsephosError `voter/not-anonymous`, `voter/census-origin`, `bytes/non-canonical`
 */
export function processOnChain(
  process: Process,
  { contract, processId, circuit }: ProcessPlace,
): VotingProcess {
  const { envelopeType, mode } = process;
  ensure(
    envelopeType.anonymous,
    "voter/not-anonymous",
    "votes of this process are signed with the voter's name: they have no census proof",
  );
  ensure(
    isTreeOrigin(process.censusOrigin) && !mode.preRegister,
    "voter/census-origin",
    "this process was not declared with a census tree",
  );
  return new VotingProcess({
    contract,
    processId,
    questionIndex: envelopeType.serial ? process.questionIndex : 0,
    censusRoot: parseScalarHex(process.censusRoot, "censusRoot"),
    circuit,
    censusKey: process.censusKey,
    maxVoteOverwrites: process.maxVoteOverwrites,
    ballot: {
      maxCount: process.maxCount,
      maxValue: process.maxValue,
      uniqueValues: envelopeType.uniqueValues,
      costFromWeight: envelopeType.costFromWeight,
      maxTotalCost: process.maxTotalCost,
      costExponent: process.costExponent,
    },
  });
}

/** What is compared, in the order in which a difference is told. */
const COMPARED = [
  "contract",
  "processId",
  "questionIndex",
  "censusRoot",
  "censusKey",
  "maxVoteOverwrites",
] as const;

/**
 * Compares a process that somebody sent with the one on chain: a file with another key, root or rule makes votes that nobody counts, and
 * one with another key takes proofs that show their voter.
 * @param given what the file says; its circuit is checked with `censusKey`, whose id names it
 * @throws PsephosError `voter/other-process`, naming the first part that differs
 */
export function ensureVotingProcess(given: VotingProcess, onChain: VotingProcess): void {
  const differs =
    COMPARED.find((key) => given[key] !== onChain[key]) ??
    (Object.keys(onChain.ballot) as (keyof BallotRules)[]).find(
      (key) => given.ballot[key] !== onChain.ballot[key],
    );
  ensure(
    differs === undefined,
    "voter/other-process",
    () => `the process on chain has a different ${differs} than the process file`,
    "Write the file anew from the chain: `psephos process show ID --contract 0x… --out process.json`.",
  );
}
