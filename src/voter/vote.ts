/** The main function for voters: identity + census + ballot → envelope. Everything happens on the voter's own machine. */

import {
  assertVotingProcess,
  createVotePackage,
  encodeVotePackage,
  envelopeHash,
  type VoteEnvelope,
  type VotingProcess,
  voteHash,
} from "../ballot/index.js";
import { scalarToHex } from "../bytes/index.js";
import {
  type AnonymitySet,
  anonymitySet,
  type CensusSnapshot,
  censusInput,
  censusSignals,
  type Identity,
  nullifierOf,
} from "../census/index.js";
import { ensure, PsephosError } from "../errors/index.js";
import { type Proof, type ProveOptions, type Prover, proofToBytes, type Verifier } from "../groth16/index.js";
import { ensureCensusKey } from "../process/index.js";
import { ensureCounts, ensureOverwrite } from "./ballot-check.js";
import { envelopeContent, type Sealing } from "./sealing.js";

/** One vote to cast. */
export interface Vote {
  readonly process: VotingProcess;
  readonly identity: Identity;
  /** The process's whole census file. */
  readonly census: CensusSnapshot;
  /** One value per field. */
  readonly votes: readonly number[];
  /** The weight to use, 1 … the weight in the census; all of it if left out. */
  readonly weight?: bigint;
  /** The number of the overwrite: 0, also if left out, for a voter's first vote; of a voter's votes the highest counts. */
  readonly overwrite?: number;
  /** Required if the process takes sealed ballots: it seals them. */
  readonly sealing?: Sealing;
  /** Set if the process's census is dynamic: the envelope names its census root. */
  readonly dynamicCensus?: boolean;
}

/** The prover of a vote, and the verifier that checks the proof before it is sent. */
export interface VotingKeys {
  /** The prover of the census circuit, from files whose hashes a release names. */
  readonly prover: Prover;
  /** The verifier of the key that the process names. */
  readonly verifier: Verifier;
}

export interface CastOptions extends ProveOptions {
  /** Accept a process's key that says it is insecure: for tests and rehearsals. */
  readonly insecure?: boolean | undefined;
}

/** A vote that is ready to be sent. */
export interface CastVote {
  readonly envelope: VoteEnvelope;
  /** Who could have cast it. */
  readonly anonymitySet: AnonymitySet;
}

/**
 * The bytes of the voter's own proof, or `null` if it is not valid. An invalid proof may contain anything that a hostile proving key or
 * witness program made from the voter's secrets. A valid proof is as random as any other proof of the statement, independent of the files: A
 * and B are blinded with fresh scalars, and C follows from them.
 */
async function ownProof(
  verifier: Verifier,
  { proof, publicSignals }: { readonly proof: Proof; readonly publicSignals: readonly bigint[] },
): Promise<Uint8Array | null> {
  try {
    const bytes = proofToBytes(proof);
    return (await verifier.verify({ proof: bytes, publicSignals })) ? bytes : null;
  } catch (error) {
    if (error instanceof PsephosError && error.code.startsWith("groth16/point-")) return null;
    throw error;
  }
}

/**
 * Proves and packs one vote. Votes that the process would count as invalid are refused here. The proof is verified under the key that
 * the process names before anything is returned: a proving key made to expose voters makes invalid proofs.
 * @throws PsephosError `ballot/process`, `process/other-key`, `process/insecure-key` (the verifier's key), `voter/census-root` (the file is not this
 *   process's census), `voter/not-in-census`, `voter/invalid-ballot`, `voter/overwrites`, `census/weight-exceeded`, `voter/own-proof` (the proof is not
 *   valid; no part of it is in the error), and what the prover throws
 */
export async function castVote(
  vote: Vote,
  { prover, verifier }: VotingKeys,
  options: CastOptions = {},
): Promise<CastVote> {
  const { process, identity, census, votes } = vote;
  assertVotingProcess(process);
  ensureCensusKey(process, verifier, options);
  ensure(
    census.root === process.censusRoot,
    "voter/census-root",
    "this census file is not the one that the process names",
    "Download the census from the address given by the process.",
  );
  const index = census.heaviestIndexOf(identity.commitment);
  const entry = index < 0 ? null : census.entry(index);
  ensure(
    entry,
    "voter/not-in-census",
    "this identity is not in the census of the process",
    "Ask the organiser to add your commitment (`psephos identity commitment`), or use another identity.",
  );
  const weight = vote.weight ?? entry.weight;
  ensureCounts(process.ballot, votes, weight);
  const { overwrite = 0, sealing, dynamicCensus = false } = vote;
  const { scope } = process;
  ensureOverwrite(overwrite, process.maxVoteOverwrites);
  const sealed = createVotePackage(votes);
  const nullifier = nullifierOf(scope, identity.secret);
  const content = envelopeContent(overwrite, encodeVotePackage(sealed), scalarToHex(nullifier), sealing);
  const statement = {
    scope,
    voteHash: voteHash(sealed.votes, sealed.nonce, nullifier),
    weight,
    envelopeHash: envelopeHash(content),
  };
  const input = censusInput(identity, entry.weight, census.membership(index), statement);
  const made = await prover.prove({ ...input }, options);
  const publicSignals = censusSignals({ nullifier, censusRoot: census.root, ...statement });
  const proof = await ownProof(verifier, { proof: made.proof, publicSignals });
  ensure(
    proof,
    "voter/own-proof",
    "the proof is not valid under the process's key and was discarded, because it might reveal who you are",
    "Do not use these proving files again. Download them again from the release that the organiser announced.",
  );
  const envelope = {
    processId: process.processId,
    proof,
    nullifier,
    weight,
    voteHash: statement.voteHash,
    ...(dynamicCensus ? { censusRoot: census.root } : {}),
    ...content,
  };
  return { envelope, anonymitySet: anonymitySet(census, weight, entry.weight) };
}
