// Statements for the tests of tally-8.

import type { AcceptedVote, BallotRules } from "../../../src/ballot/index.js";
import { batchInput, planRollup, TALLY_8 } from "../../../src/rollup/index.js";
import { PROCESS_ID, seeded, voteBy } from "../rollup/votes.js";

/** Names of the private and public inputs, but for y, which follows from the others. */
export const TALLY_INPUTS = [
  "z",
  "params",
  "lastHi",
  "lastLo",
  "voteCount",
  "invalid",
  "results",
  "real",
  "opened",
  "gapHi",
  "gapLo",
  "weight",
  "voteHash",
  "envelopeHash",
  "votes",
  "nonce",
].map((name) => `main.${name}`);

/** A slot: its ballot and weight; `null` for a vote that was not opened. */
export interface SlotVote {
  readonly votes: readonly number[];
  readonly weight?: bigint;
  readonly opened?: boolean;
  readonly nullifier?: bigint;
}

/** Numbers as the integers that the generator of the circuit tests takes. */
export const integersOf = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(integersOf) : BigInt(value as number | bigint);

/** Eight votes before, then a batch of the given ones; nonces and proofs are the same for the same places. */
export function batchOf(ballot: BallotRules, slots: readonly SlotVote[]): object {
  const random = seeded(31);
  const before = Array.from({ length: 8 }, (_, i) =>
    voteBy(random, BigInt(i + 1), Array<number>(ballot.maxCount).fill(0), 3n),
  );
  const votes = slots.map(({ votes, weight = 10n, opened = true, nullifier }, i): AcceptedVote => {
    const vote = voteBy(random, nullifier ?? BigInt(1000 * (i + 1)), votes, weight);
    return opened ? vote : { ...vote, ballot: null };
  });
  const plan = planRollup(TALLY_8, { processId: PROCESS_ID, scope: 7n, ballot, maxVoteOverwrites: 9 }, [
    ...before,
    ...votes,
  ]);
  const input = Object.entries(batchInput(plan, plan.batches[1]!));
  return Object.fromEntries(input.map(([name, value]) => [name, integersOf(value)]));
}

/** A batch with something of every kind: all verdicts, weights below and above 2^32, an empty slot. */
export function mixedBatch(): object {
  const rules = { maxCount: 3, maxValue: 2, uniqueValues: true, costFromWeight: true };
  const huge = { votes: [2, 1, 0], weight: 2n ** 128n - 1n };
  const votes = [
    [0, 1, 2],
    [1, 1, 1],
    [3, 0, 0],
    [2, 0, 1],
    [0, 0, 0],
  ].map((votes) => ({ votes }));
  const slots = [...votes, huge, { votes: [1, 2, 0], weight: 2n }];
  return batchOf(rules, slots);
}
