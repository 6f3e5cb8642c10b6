// The whole way with real proofs of the tally circuits: their statement is the contract's.
import assert from "node:assert/strict";
import {
  proveBatches,
  proveOpening,
  type RollupTranscript,
  rollupTranscript,
  TALLY_8,
  transcriptBatches,
  transcriptTally,
} from "../../src/rollup/index.js";
import { type TallyCircuit, tallyCircuit } from "../support/rollup/keys.js";
import { rollupDeployment } from "./rollup-deployment.js";
import { RollupWorld } from "./rollup-world.js";
import { afresh, refused } from "./support.js";

describe("contracts: a rollup with real proofs", () => {
  let batch: TallyCircuit;
  let open: TallyCircuit;
  before(async () => {
    batch = await tallyCircuit(TALLY_8.name);
    open = await tallyCircuit(TALLY_8.open);
  });
  const made = afresh(() => rollupDeployment(TALLY_8, { batch, open }));

  it("is posted, closed and settled; what is altered, or in another order, is refused", async () => {
    const world = await RollupWorld.open(made(), {}, { maxTotalCost: 3 });
    // Valid ballots, one above the limit, one out of range, one that cannot be opened.
    const votes = world
      .votes(11)
      .with(4, world.vote(4, { votes: [2, 2] }))
      .with(5, world.vote(5, { votes: [0, 3] }));
    const withheld = votes.map((vote, i) => (i === 9 ? { ...vote, ballot: null } : vote));
    const plan = world.plan(withheld, { maxTotalCost: 3 });
    assert.ok(plan.last.invalid > 0n);
    const proofs = await proveBatches(plan, batch);
    const transcript: RollupTranscript = rollupTranscript(plan, proofs, await proveOpening(plan, open));
    const batches = transcriptBatches(transcript);
    const { tally, proof } = transcriptTally(transcript);
    assert.deepEqual(tally, world.tally(plan));

    await world.atPosting();
    await world.takeTurn(plan);
    const account = world.as(world.people.poster);
    const [first, second] = batches as [(typeof batches)[0], (typeof batches)[0]];
    const post = (...list: typeof batches) => account.post(world.processId, 0, list);
    await refused(post(first, { ...second, proof: first.proof }), "ProofRefused");
    await refused(post({ ...first, bitmap: first.bitmap ^ 1n }, second), "ProofRefused");
    await refused(post({ ...second }, first), "AfterLastBatch");
    await refused(post({ ...first, stateAfter: first.stateAfter + 1n }, second), "ProofRefused");
    await post(first, second);
    await refused(account.close(world.processId, tally.with(2, tally[2]! + 1n), proof), "ProofRefused");
    await refused(account.close(world.processId, tally.with(1, tally[1]! - 1n), proof), "ProofRefused");
    await account.close(world.processId, tally, proof);
    await world.atBlock((await world.turn()).deadline);
    await world.settle(tally);
  });
});
