/** Whether a vote belongs to a process, its proof aside: for votes that no voting chain has accepted. */
import type { Poseidon } from "../engine/index.js";
import { ensure, Refusal } from "../errors/index.js";
import { type AcceptedVote, closedVote } from "./accepted.js";
import { decodeEnvelope, type VoteEnvelope } from "./envelope.js";
import { overwriteFault } from "./overwrites.js";
import { openBallot } from "./package.js";
import { decodeVoteLine } from "./vote-lines.js";
import type { VotingProcess } from "./voting-process.js";

/** The parts of a process that decide whether a vote belongs to it. */
export type ProcessOfVotes = Pick<VotingProcess, "processId" | "maxVoteOverwrites">;

/** @throws PsephosError `ballot/overwrites` for a vote whose number is above the process's limit */
export function ensureOverwrite(process: ProcessOfVotes, vote: { readonly nonce: number }): void {
  const fault = overwriteFault(vote, process.maxVoteOverwrites);
  if (fault !== undefined) throw new Refusal("ballot/overwrites", fault);
}

/**
 * The vote of an envelope, opened, for a process whose census is fixed and whose ballots are in the clear. Its proof is not checked.
 * @throws PsephosError `ballot/other-process`, `ballot/census-root`, `ballot/sealed`, `ballot/overwrites`; `ballot/mismatch`: the package
 *   is not the ballot that was proved
 */
export function voteOfEnvelope(
  process: ProcessOfVotes,
  envelope: VoteEnvelope,
  hash?: Poseidon,
): AcceptedVote {
  const { processId, censusRoot, encryptionKeyIndexes, votePackage } = envelope;
  ensure(
    processId === process.processId,
    "ballot/other-process",
    "this vote is for another process",
    `It names process ${processId}.`,
  );
  ensure(
    censusRoot === undefined,
    "ballot/census-root",
    "this vote names a census root, but the process's census is fixed",
  );
  ensure(
    encryptionKeyIndexes.length === 0,
    "ballot/sealed",
    "this ballot is sealed, but the process takes unsealed ballots",
  );
  ensureOverwrite(process, envelope);
  const ballot = openBallot(votePackage, envelope, hash);
  ensure(ballot, "ballot/mismatch", "the ballot in this vote is not the ballot that was proved");
  return { ...closedVote(envelope), ballot };
}

/**
 * The vote of a line of a file: of a vote envelope, or of an accepted vote as `encodeVoteLine` writes it. A vote whose ballot could not be
 * opened is one too, and counts as invalid.
 * @throws PsephosError `ballot/envelope`, `ballot/not-canonical`, `ballot/vote-line`, and as {@link voteOfEnvelope}
 */
export function voteOfLine(process: ProcessOfVotes, text: string, hash?: Poseidon): AcceptedVote {
  if (text.includes('"processId"')) return voteOfEnvelope(process, decodeEnvelope(text), hash);
  const vote = decodeVoteLine(text, hash);
  ensureOverwrite(process, vote);
  return vote;
}
