/** The inputs of the tally circuits' witness programs, by signal name. */
import type { AcceptedVote } from "../ballot/index.js";
import type { CircuitInput } from "../groth16/index.js";
import { paramsVector } from "./params.js";
import type { PlannedBatch, RollupPlan } from "./plan.js";
import { limbs, type TallyState } from "./state.js";

function stateInput({ lastNullifier, voteCount, invalid, results }: TallyState): CircuitInput {
  const [lastHi, lastLo] = limbs(lastNullifier);
  return { lastHi, lastLo, voteCount, invalid, results };
}

/** A value for each slot: `read` of its vote, or `empty`. */
function perSlot<T>(
  votes: readonly AcceptedVote[],
  slots: number,
  read: (vote: AcceptedVote) => T,
  empty: T,
): T[] {
  return Array.from({ length: slots }, (_, i) => (votes[i] ? read(votes[i]) : empty));
}

/** Inputs of `tally_batch` for one batch of a plan. They contain the ballots, but not who cast them. */
export function batchInput({ instance, params }: RollupPlan, batch: PlannedBatch): CircuitInput {
  const { slots, fields } = instance;
  const { votes, before, z, y } = batch;
  const each = <T>(read: (vote: AcceptedVote) => T, empty: T) => perSlot(votes, slots, read, empty);
  const gaps = votes.map(({ nullifier }, i) =>
    limbs(nullifier - (i === 0 ? before.lastNullifier : votes[i - 1]!.nullifier) - 1n),
  );
  const slot = (i: number) => gaps[i] ?? [0n, 0n];
  const blank = Array<number>(fields).fill(0);
  return {
    ...stateInput(before),
    z,
    y,
    params: paramsVector(params),
    real: each(() => 1, 0),
    opened: each(({ ballot }) => (ballot ? 1 : 0), 0),
    gapHi: Array.from({ length: slots }, (_, i) => slot(i)[0]),
    gapLo: Array.from({ length: slots }, (_, i) => slot(i)[1]),
    weight: each(({ weight }) => weight, 0n),
    voteHash: each(({ voteHash }) => voteHash, 0n),
    envelopeHash: each(({ envelopeHash }) => envelopeHash, 0n),
    votes: each(({ ballot }) => blank.map((zero, m) => ballot?.votes[m] ?? zero), blank),
    nonce: each(({ ballot }) => ballot?.nonce ?? 0n, 0n),
  };
}

/** Inputs of `tally_open` for a plan's last state. */
export function openInput({ last, opening }: RollupPlan): CircuitInput {
  return { ...stateInput(last), ...opening };
}
