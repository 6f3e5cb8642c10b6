// Rollups of full batches for tally-64: eight fields of 0 to 15, a limit that some ballots break.
import { kernelPoseidon } from "../../src/engine/index.js";
import { planRollup, type RollupPlan, TALLY_64 } from "../../src/rollup/index.js";
import { PROCESS_ID, randomVotes, seeded } from "../../test/support/rollup/votes.js";

/** Makes the votes and plans their rollup. @returns the plan, and how long planning took */
export async function fullBatches(count: number): Promise<{ plan: RollupPlan; planMs: number }> {
  const ballot = { maxCount: 8, maxValue: 15, maxTotalCost: 70 };
  const hash = await kernelPoseidon();
  const votes = randomVotes(seeded(1), TALLY_64.slots * count, ballot);
  const start = performance.now();
  const plan = planRollup(
    TALLY_64,
    { processId: PROCESS_ID, scope: 7n, ballot, maxVoteOverwrites: 9 },
    votes,
    hash,
  );
  return { plan, planMs: performance.now() - start };
}
