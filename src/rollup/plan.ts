/** A rollup worked out in the clear: every batch with its states and public signals, before anything is proved. */
import type { Hex } from "../bytes/index.js";
import { type Poseidon, poseidon } from "../engine/index.js";
import { ensure } from "../errors/index.js";
import {
  addToVotesDigest,
  batchVector,
  bindBatch,
  bindOpening,
  type Evaluation,
  FIRST_VOTES_DIGEST,
  openVector,
} from "./binding.js";
import { commitment } from "./hashes.js";
import type { TallyInstance } from "./instances.js";
import { type TallyParams, type TallyProcess, tallyParams } from "./params.js";
import { countBatch, firstState, type OpenedVote, stateHash, type TallyState } from "./state.js";
import { type AcceptedVote, batchLeaves, cutBatches, openedBitmap, openVote, sortVotes } from "./votes.js";

/** A process whose votes are counted, with the highest nonce that a vote may have. */
export interface CountedProcess extends TallyProcess {
  /** A vote above it is none, though its census proof may hold: the chain takes no demand's answer with it. */
  readonly maxVoteOverwrites: number;
}

/** One batch: what is posted, what is proved. */
export interface PlannedBatch extends Evaluation {
  /** From 0. */
  readonly index: number;
  /** In their slots' order; fewer than the instance has slots in the last batch. */
  readonly votes: readonly OpenedVote[];
  /** One for each slot. */
  readonly leaves: readonly bigint[];
  /** Bit i is set when slot i was opened. */
  readonly bitmap: bigint;
  readonly before: TallyState;
  readonly after: TallyState;
  readonly commitment: bigint;
  readonly stateBefore: bigint;
  readonly stateAfter: bigint;
}

/** All batches of a process, and the opening of the last state. */
export interface RollupPlan {
  readonly instance: TallyInstance;
  readonly processId: Hex;
  readonly process: CountedProcess;
  readonly params: TallyParams;
  readonly batches: readonly PlannedBatch[];
  /** The count, and its hash. */
  readonly last: TallyState;
  readonly state: bigint;
  /** Binding of the last state's opening. */
  readonly opening: Evaluation;
  readonly votesDigest: Hex;
}

/** Public signals of a batch's proof: `[commitment, stateBefore, stateAfter, z, y]`. */
export function batchSignals({ commitment, stateBefore, stateAfter, z, y }: PlannedBatch): bigint[] {
  return [commitment, stateBefore, stateAfter, z, y];
}

/** Public signals of the opening's proof: `[state, z, y]`. */
export function openSignals({ state, opening }: RollupPlan): bigint[] {
  return [state, opening.z, opening.y];
}

/** Of all of them, since one that is none would displace its voter's vote. */
function assertNonces(votes: readonly AcceptedVote[], { maxVoteOverwrites }: CountedProcess): void {
  ensure(
    votes.every(({ nonce }) => nonce <= maxVoteOverwrites),
    "rollup/vote",
    `a vote's nonce is at most ${maxVoteOverwrites}, the process's maxVoteOverwrites`,
    "No honest node took a vote above it: leave the vote out, or its poster loses the bond.",
  );
}

/**
 * Sorts, opens and counts a process's accepted votes and cuts them into batches, on the calling thread: about 0.2 ms a vote
 * with the hash of `kernelPoseidon`, and ten times that without.
 * @param processId 32 bytes; the scope that the process's votes were cast in belongs to it
 * @param votes verified, in the order in which they were accepted: of a nullifier's, the highest nonce counts, the first among equals
 * @throws PsephosError `rollup/vote`: one is malformed, or its nonce above `maxVoteOverwrites`; `rollup/too-large`; `ballot/rules`
 */
export function planRollup(
  instance: TallyInstance,
  processId: Hex,
  process: CountedProcess,
  votes: readonly AcceptedVote[],
  hash: Poseidon = poseidon,
): RollupPlan {
  const params = tallyParams(instance, process);
  assertNonces(votes, process);
  let after = firstState(instance);
  let stateAfter = stateHash(after, hash);
  let digest = FIRST_VOTES_DIGEST;
  const batches = cutBatches(instance, sortVotes(votes)).map((accepted, index): PlannedBatch => {
    const opened = accepted.map((vote) => ({ ...vote, opening: openVote(vote, params.maxCount, hash) }));
    const [before, stateBefore] = [after, stateAfter];
    after = countBatch(process, before, opened);
    stateAfter = stateHash(after, hash);
    const leaves = batchLeaves(instance, opened, hash);
    const bitmap = openedBitmap(opened.map(({ opening }) => opening));
    digest = addToVotesDigest(digest, { leaves, bitmap });
    const statement = {
      processId,
      batchIndex: index,
      commitment: commitment(instance, params, leaves, hash),
      stateBefore,
      stateAfter,
    };
    const evaluation = bindBatch(batchVector(leaves, bitmap, params), statement);
    return { ...statement, ...evaluation, index, votes: opened, leaves, bitmap, before, after };
  });
  return {
    instance,
    processId,
    process,
    params,
    batches,
    last: after,
    state: stateAfter,
    opening: bindOpening(openVector(after), stateAfter),
    votesDigest: digest,
  };
}
