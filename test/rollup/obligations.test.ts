// What a poster owes for votes that voters put on chain: each is found among the batches, and shown before the turn is closed.
import assert from "node:assert/strict";
import { readIncludedVotes, readTerms } from "../../src/evm/index.js";
import { findIncluded, showIncludedVotes, voteLeaf } from "../../src/rollup/index.js";
import { rollupDeployment } from "../contracts/rollup-deployment.js";
import { RollupWorld } from "../contracts/rollup-world.js";
import { afresh, refused } from "../contracts/support.js";
import { throwsCode } from "../support/errors.js";

describe("rollup: votes that were put on chain", () => {
  const made = afresh(() => rollupDeployment());

  it("are shown, each or a later vote of its voter, and then the turn can be closed", async () => {
    const world = await RollupWorld.open(made());
    const { poster, stranger, owner } = world.people;
    const votes = world.votes(10);
    const later = world.vote(4, { number: 1, votes: [2, 0] });
    await world.atBlock(world.closing);
    for (const vote of [votes[9]!, votes[4]!])
      await world.as(stranger).includeVote(world.processId, world.included(vote));
    const at = { processId: world.processId, fromBlock: world.closing };
    const included = await readIncludedVotes(owner, world.contracts, at);
    await world.atPosting();
    const plan = world.plan(votes.with(4, later));
    throwsCode("rollup/included-missing", () => findIncluded(included, [], plan.batches));
    const found = findIncluded(included, [...votes, later], plan.batches);
    assert.deepEqual(
      found.map((vote) => voteLeaf(vote)).sort(),
      [votes[9]!, later].map((vote) => voteLeaf(vote)).sort(),
    );
    await world.takeTurn(plan);
    const account = world.as(poster);
    await account.post(world.processId, 0, world.batches(plan));
    const close = () => account.close(world.processId, world.tally(plan), world.openProof(plan));
    await refused(close(), "IncludedVoteMissing");
    const terms = await readTerms(owner, world.contracts, world.processId);
    const rollup = { contracts: world.contracts, terms, censusKey: made().censusKey };
    const show = () =>
      showIncludedVotes(account, rollup, { client: poster, processId: world.processId, votes: found });
    assert.ok((await show()) > 0n);
    assert.equal(await show(), 0n, "what is shown already is left alone");
    await close();
    assert.equal((await world.turn()).closed, true);
  });
});
