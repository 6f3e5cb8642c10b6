import assert from "node:assert/strict";
import { resultsAbi } from "../../src/chain/index.js";
import { POSTER_BOND, RollupWorld, rollupDeployment, WINDOWS } from "./rollup-world.js";
import { afresh } from "./support.js";

describe("contracts: rollup", () => {
  const made = afresh(() => rollupDeployment());

  it("counts, and settles in the results contract", async () => {
    const world = await RollupWorld.open(made());
    const plan = world.plan(world.votes(19));
    await world.atPosting();
    await world.postAll(plan);
    const { deadline, batches, votes } = await world.turn();
    assert.equal(batches, 3);
    assert.equal(votes, 19n);
    assert.equal(await world.isFinal(), false);
    await world.atBlock(deadline);
    assert.equal(await world.isFinal(), true);
    const tally = world.tally(plan);
    await world.settle(tally);
    const [kept, hash, proven] = await world.people.owner.readContract({
      address: world.deployment.results,
      abi: resultsAbi,
      functionName: "getResults",
      args: [world.processId],
    });
    assert.deepEqual([kept, BigInt(hash), proven], [tally, 0n, true]);
    await world.as(world.people.watcher).release(world.processId);
    assert.equal(await world.claim(world.people.poster), POSTER_BOND);
    assert.equal(WINDOWS.challenge, 30);
  });
});
