/** A voter's one door: identity + census + ballot → envelope. Everything happens on the voter's own machine. */

import { bytesToHex } from "@noble/hashes/utils.js";
import {
  type BallotRules,
  ballotJudge,
  createVotePackage,
  encodeVotePackage,
  envelopeHash,
  type VoteEnvelope,
  voteHash,
} from "../ballot/index.js";
import type { Hex } from "../bytes/index.js";
import { type CensusSnapshot, censusInput, type Identity, nullifierOf } from "../census/index.js";
import { ensure } from "../errors/index.js";
import { type ProveOptions, type Prover, proofToBytes } from "../groth16/index.js";
import { type CensusKey, scope } from "../process/index.js";

/** What a voter must know of a process. */
export interface VotingProcess extends CensusKey {
  /** The process contract instance that created the process, as in `scope`. */
  readonly contract: Hex;
  readonly processId: Hex;
  /** 0 unless the process is SERIAL. */
  readonly questionIndex?: number;
  readonly censusRoot: bigint;
  /** How many times a voter may overwrite a vote, 0 … 255; 0 if left out. */
  readonly maxVoteOverwrites?: number;
  readonly ballot: BallotRules;
}

/** One vote to cast. */
export interface Vote {
  readonly process: VotingProcess;
  readonly identity: Identity;
  /** The process's whole census file. */
  readonly census: CensusSnapshot;
  /** One value per field. */
  readonly votes: readonly number[];
  /** The weight to use, 1 … the weight in the census; all of it unless told. */
  readonly weight?: bigint;
  /** The number of the overwrite: 0, also if left out, for a voter's first vote; of a voter's votes the highest counts. */
  readonly overwrite?: number;
}

const FAULTS = {
  count: "it does not have one value per field",
  value: "a value is above the largest one allowed",
  unique: "a value stands twice where each may stand once",
  cost: "it costs more than the process allows",
} as const;

/**
 * Proves and packs one vote. Votes that the process would count as invalid are refused here.
 * @throws PsephosError `voter/census-root` (the file is not this process's census), `voter/not-in-census`,
 *   `voter/invalid-ballot`, `voter/overwrites`, `census/weight-exceeded`, and what the prover throws
 */
export async function castVote(
  vote: Vote,
  prover: Prover,
  options: ProveOptions = {},
): Promise<VoteEnvelope> {
  const { process, identity, census, votes } = vote;
  ensure(
    census.root === process.censusRoot,
    "voter/census-root",
    "this census file is not the one that the process names",
    "Download the census from the address given by the process.",
  );
  const index = census.indexOf(identity.commitment);
  const entry = index < 0 ? null : census.entry(index);
  ensure(
    entry,
    "voter/not-in-census",
    "this identity is not in the census of the process",
    "Ask the organiser to add your commitment (`psephos identity commitment`), or use another identity.",
  );
  const weight = vote.weight ?? entry.weight;
  const fault = ballotJudge(process.ballot)(votes, weight);
  ensure(!fault, "voter/invalid-ballot", () => `this ballot would not count: ${FAULTS[fault!]}`);
  const { overwrite = 0 } = vote;
  const most = process.maxVoteOverwrites ?? 0;
  ensure(
    Number.isInteger(overwrite) && overwrite >= 0 && overwrite <= most,
    "voter/overwrites",
    most === 0 ? "this process takes no overwrites" : `the process takes overwrites 0 to ${most}`,
  );
  const sealed = createVotePackage(votes);
  const votingScope = scope(process);
  const nullifier = nullifierOf(votingScope, identity.secret);
  const content = {
    nonce: overwrite,
    encryptionKeyIndexes: [],
    votePackage: encodeVotePackage(sealed),
  };
  const statement = {
    scope: votingScope,
    voteHash: voteHash(sealed.votes, sealed.nonce, nullifier),
    weight,
    envelopeHash: envelopeHash(content),
  };
  const input = censusInput(identity, entry.weight, census.membership(index), statement);
  const { proof } = await prover.prove({ ...input }, options);
  return {
    processId: process.processId,
    proof: `0x${bytesToHex(proofToBytes(proof))}`,
    nullifier,
    weight,
    voteHash: statement.voteHash,
    ...content,
  };
}
