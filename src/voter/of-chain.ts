/** The part of a process that a voter needs, from the process in the contract. */

import { type BallotRules, fullBallotRules, VotingProcess } from "../ballot/index.js";
import { type Hex, parseScalarHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { isTreeOrigin, type Process } from "../process/index.js";

/** The parts of a process that the contract does not store, or stores elsewhere. */
export interface ProcessPlace {
  /** The instance that created the process. */
  readonly contract: Hex;
  readonly processId: Hex;
  /** The circuit of `censusKey`. The key's id does not contain this name, but the name is checked against the id. */
  readonly circuit: string;
}

/**
 * A process that takes anonymous votes of a census tree; of a SERIAL one, the question that is open at present.
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
    ballot: fullBallotRules({ ...process, ...envelopeType }),
  });
}

type Rules = Required<BallotRules>;

/** What is compared, in the order in which a difference is reported. */
const COMPARED = [
  "contract",
  "processId",
  "questionIndex",
  "censusRoot",
  "censusKey",
  "maxVoteOverwrites",
] as const;

/**
 * Compares a process file with the process on chain: a file with another key, root or rule makes votes that do not count, and
 * a file with another key may accept proofs that reveal their voter.
 * @param given what the file says; its circuit is checked with `censusKey`, whose id names it
 * @throws PsephosError `voter/other-process`, naming the first part that differs
 */
export function ensureVotingProcess(given: VotingProcess, onChain: VotingProcess): void {
  const [rules, others] = [given, onChain].map(({ ballot }) => fullBallotRules(ballot)) as [Rules, Rules];
  const differs =
    COMPARED.find((key) => given[key] !== onChain[key]) ??
    (Object.keys(others) as (keyof Rules)[]).find((key) => rules[key] !== others[key]);
  ensure(
    differs === undefined,
    "voter/other-process",
    () => `the process file has a different ${differs} than the process on chain`,
    "Write the file again from the chain: `psephos process show ID --contract 0x… --out process.json`.",
  );
}
