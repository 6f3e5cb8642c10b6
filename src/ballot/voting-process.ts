/** The process that votes are cast in, accepted and counted for: one type for voters, nodes, rollups and the command line. */
import { addressBytes, assertScalar, fixedHex, type Hex, toHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { type CensusKey, scope } from "../process/index.js";
import { MAX_OVERWRITES } from "./envelope-hash.js";
import { assertBallotRules, type BallotRules } from "./rules.js";

/**
 * For functions that untyped programs call.
 * @throws PsephosError `ballot/process` for an object that has a process's parts but not its scope
 */
export function assertVotingProcess(process: VotingProcess): void {
  ensure(
    typeof process.scope === "bigint",
    "ballot/process",
    "the process is not a VotingProcess",
    "Make it with `new VotingProcess({ … })`, and a copy with other parts with `process.with({ … })`.",
  );
}

/** The parts of a {@link VotingProcess}. */
export interface VotingProcessParts extends CensusKey {
  /** The process contract instance that created the process, as in `scope`: 20 bytes. */
  readonly contract: Hex;
  /** 32 bytes as lower-case hex. */
  readonly processId: Hex;
  /** 0 to 255; 0, also if left out, unless the process is SERIAL. */
  readonly questionIndex?: number;
  /** In [0, r). */
  readonly censusRoot: bigint;
  /** How many times a voter may overwrite a vote, 0 to 255; 0 if left out. */
  readonly maxVoteOverwrites?: number;
  readonly ballot: BallotRules;
}

/**
 * A process that takes anonymous votes, with its scope, which is computed once. A copy made by `{ ...process }` has no scope and is not a
 * `VotingProcess`: `with` makes a copy with other parts, and computes its scope.
 */
export class VotingProcess implements Required<VotingProcessParts> {
  /** 20 bytes as lower-case hex. */
  readonly contract: Hex;
  readonly processId: Hex;
  readonly questionIndex: number;
  readonly censusRoot: bigint;
  readonly circuit: string;
  readonly censusKey: Hex;
  readonly maxVoteOverwrites: number;
  readonly ballot: BallotRules;
  readonly #scope: bigint;

  /**
   * @throws PsephosError `bytes/address`, `bytes/hex`, `bytes/non-canonical`, `process/question-index`, `ballot/rules`;
   *   `ballot/nonce-range` for `maxVoteOverwrites`
   */
  constructor(parts: VotingProcessParts) {
    const { contract, processId, questionIndex = 0, censusRoot, circuit, censusKey } = parts;
    const { maxVoteOverwrites = 0, ballot } = parts;
    fixedHex(censusKey, 32, "censusKey");
    ensure(
      Number.isInteger(maxVoteOverwrites) && maxVoteOverwrites >= 0 && maxVoteOverwrites <= MAX_OVERWRITES,
      "ballot/nonce-range",
      `maxVoteOverwrites is an integer from 0 to ${MAX_OVERWRITES}`,
    );
    assertBallotRules(ballot);
    this.#scope = scope({ contract, processId, questionIndex });
    this.contract = toHex(addressBytes(contract, "the process contract"));
    this.processId = processId;
    this.questionIndex = questionIndex;
    this.censusRoot = assertScalar(censusRoot, "censusRoot");
    this.circuit = circuit;
    this.censusKey = censusKey;
    this.maxVoteOverwrites = maxVoteOverwrites;
    this.ballot = ballot;
    Object.freeze(this);
  }

  /** The external nullifier of its votes, in [0, 2^248). */
  get scope(): bigint {
    return this.#scope;
  }

  /** A copy with these parts in place of its own. @throws as the constructor */
  with(change: Partial<VotingProcessParts>): VotingProcess {
    return new VotingProcess({ ...this, ...change });
  }
}
