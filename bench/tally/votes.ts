// Rollups of full batches for tally-64: eight fields of 0 to 15, a limit that some ballots break.
import { planRollup, type RollupPlan, TALLY_64 } from "../../src/rollup/index.js";
import { PROCESS_ID, randomVotes, seeded } from "../../test/support/rollup/votes.js";

export function fullBatches(count: number): RollupPlan {
  const ballot = { maxCount: 8, maxValue: 15, maxTotalCost: 70 };
  const votes = randomVotes(seeded(1), TALLY_64.slots * count, ballot);
  return planRollup(TALLY_64, PROCESS_ID, { scope: 7n, ballot }, votes);
}
