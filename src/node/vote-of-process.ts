/** Checks that a vote belongs to a process, without its proof. */
import {
  type AcceptedVote,
  closedVote,
  decodeEnvelope,
  decodeVoteLine,
  openBallot,
  type VoteEnvelope,
  type VotingProcess,
} from "../ballot/index.js";
import type { Poseidon } from "../engine/index.js";
import { ensure } from "../errors/index.js";

/** The parts of a process that decide whether a vote belongs to it. */
export type ProcessOfVotes = Pick<VotingProcess, "processId" | "maxVoteOverwrites">;

/** @throws PsephosError `node/overwrites` for a vote whose number is above the process's limit */
export function ensureOverwrite(
  { maxVoteOverwrites: most }: ProcessOfVotes,
  { nonce }: { nonce: number },
): void {
  ensure(
    nonce <= most,
    "node/overwrites",
    most === 0
      ? "this vote is an overwrite, but the process allows none"
      : `this vote is overwrite ${nonce}, but the process allows at most ${most}`,
  );
}

/**
 * The vote of an envelope for a process whose census is fixed and whose ballots are in the clear. Its ballot is not opened.
 * @throws PsephosError `node/other-process`, `node/census-root`, `node/sealed-ballot`, `node/overwrites`
 */
export function closedVoteOf(process: ProcessOfVotes, envelope: VoteEnvelope): AcceptedVote {
  const { processId, censusRoot, encryptionKeyIndexes } = envelope;
  ensure(
    processId === process.processId,
    "node/other-process",
    "this vote is for another process",
    "Take it out of the file, or give the file of its own process with --process.",
  );
  ensure(
    censusRoot === undefined,
    "node/census-root",
    "this vote names a census root, but the process's census is fixed",
  );
  ensure(
    encryptionKeyIndexes.length === 0,
    "node/sealed-ballot",
    "this ballot is sealed, but the process takes unsealed ballots",
  );
  ensureOverwrite(process, envelope);
  return closedVote(envelope);
}

/**
 * The same vote with its ballot.
 * @throws PsephosError `node/ballot-mismatch`: the package is not the ballot that was proved
 */
export function openedVoteOf(
  vote: AcceptedVote,
  { votePackage }: VoteEnvelope,
  hash?: Poseidon,
): AcceptedVote {
  const ballot = openBallot(votePackage, vote, hash);
  ensure(ballot, "node/ballot-mismatch", "the ballot in this vote is not the ballot that was proved");
  return { ...vote, ballot };
}

/**
 * The vote of an envelope, opened.
 * @throws PsephosError `node/other-process`, `node/census-root`, `node/sealed-ballot`, `node/overwrites`, `node/ballot-mismatch`
 */
export function voteOfEnvelope(
  process: ProcessOfVotes,
  envelope: VoteEnvelope,
  hash?: Poseidon,
): AcceptedVote {
  return openedVoteOf(closedVoteOf(process, envelope), envelope, hash);
}

/**
 * The vote of a line of a file: of a vote envelope, or of an accepted vote as `encodeVoteLine` writes it.
 * @throws PsephosError `ballot/envelope`, `ballot/not-canonical`, `ballot/vote-line`, and as {@link voteOfEnvelope}
 */
export function voteOfLine(process: ProcessOfVotes, text: string, hash?: Poseidon): AcceptedVote {
  if (text.includes('"processId"')) return voteOfEnvelope(process, decodeEnvelope(text), hash);
  const vote = decodeVoteLine(text, hash);
  ensureOverwrite(process, vote);
  return vote;
}
