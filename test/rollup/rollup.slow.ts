// The rollup end to end on tally-64: accepted votes as lines, sorted, counted, proved, opened, checked by a stranger, and
// settled on chain. ROLLUP_VOTES says how many votes; 130 unless told, which is three batches, the last one with empty
// slots. ROLLUP_PROOFS names a folder that keeps the proofs, so that a long run goes on where it was stopped.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type BallotRules,
  costTable,
  decodeVoteLine,
  encodeVoteLine,
  Tally,
} from "../../src/ballot/index.js";
import { readResults } from "../../src/evm/index.js";
import {
  checkTranscript,
  kernelPoseidon,
  planRollup,
  proveBatches,
  proveOpening,
  type RollupPlan,
  rollupTranscript,
  TALLY_64,
  transcriptBatches,
  transcriptTally,
} from "../../src/rollup/index.js";
import { rollupDeployment } from "../contracts/rollup-deployment.js";
import { RollupWorld } from "../contracts/rollup-world.js";
import { afresh, ENVELOPE } from "../contracts/support.js";
import { compactTallyCircuit, type TallyCircuit } from "../support/rollup/keys.js";
import { randomVotes, seeded } from "../support/rollup/votes.js";

const COUNT = Number(process.env.ROLLUP_VOTES ?? 130);
/** Batches of one transaction: its input stays below the 128 KiB that nodes pass on. */
const AT_ONCE = 45;
const costs = { maxCount: 6, maxValue: 10, costExponent: 15_000 };
const ballot: BallotRules = { ...costs, costFromWeight: true };

describe(`a rollup of ${COUNT} votes on tally-64`, function () {
  this.timeout(0);
  let batch: TallyCircuit;
  let open: TallyCircuit;
  before(async () => {
    [batch, open] = [await compactTallyCircuit(TALLY_64.name), await compactTallyCircuit(TALLY_64.open)];
  });
  const made = afresh(() => rollupDeployment(TALLY_64, { batch, open }));

  /** Proves a plan, and says how long it took. */
  async function proved(plan: RollupPlan) {
    const folder = process.env.ROLLUP_PROOFS ?? mkdtempSync(join(tmpdir(), "psephos-rollup-"));
    try {
      const start = performance.now();
      const proofs = await proveBatches(plan, batch, { folder });
      const opening = await proveOpening(plan, open, { folder });
      const seconds = (performance.now() - start) / 1000;
      console.log(
        `      ${COUNT} votes proved in ${seconds.toFixed(0)} s, ${(COUNT / seconds).toFixed(1)} a second; ` +
          `peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`,
      );
      return rollupTranscript(plan, proofs, opening);
    } finally {
      if (process.env.ROLLUP_PROOFS === undefined) rmSync(folder, { recursive: true });
    }
  }

  it("gives the count in the clear, a transcript that a stranger recomputes, and results on chain", async () => {
    const world = await RollupWorld.open(
      made(),
      { posting: 1000, costTable: costTable(costs.maxValue, costs.costExponent) },
      { ...costs, envelopeType: ENVELOPE.anonymous | ENVELOPE.costFromWeight },
    );
    const random = randomVotes(seeded(COUNT), COUNT, ballot);
    // The circuits count a weight of 0, but no node takes it.
    const lines = random.map((vote) => encodeVoteLine({ ...vote, weight: vote.weight || 1n }));
    const hash = await kernelPoseidon();
    const votes = lines.map((line) => decodeVoteLine(line, hash));
    const { processId, scope } = world;
    const plan = planRollup(TALLY_64, { processId, scope, ballot, maxVoteOverwrites: 1 }, votes, hash);
    assert.equal(plan.batches.length, Math.ceil(COUNT / TALLY_64.slots));

    const inTheClear = new Tally(ballot);
    for (const vote of votes) inTheClear.add(vote);
    const { counts, invalid } = inTheClear;
    assert.equal(plan.last.invalid, invalid);
    assert.deepEqual(
      plan.last.results,
      plan.last.results.map((row, m) => row.map((_, v) => counts[m]?.[v] ?? 0n)),
    );
    assert.ok(invalid > 0n && counts.flat().some((count) => count > 0n));

    const transcript = JSON.parse(JSON.stringify(await proved(plan)));
    const keys = { batch: batch.verificationKey, open: open.verificationKey, maxVoteOverwrites: 1 };
    assert.deepEqual((await checkTranscript(transcript, votes, keys)).last, plan.last);

    const { tally, proof } = transcriptTally(transcript);
    assert.deepEqual(tally, [BigInt(COUNT), invalid, ...counts.flat()]);
    await world.atPosting();
    await world.takeTurn(plan);
    const account = world.as(world.people.poster);
    const batches = transcriptBatches(transcript);
    for (let first = 0; first < batches.length; first += AT_ONCE)
      await account.post(world.processId, first, batches.slice(first, first + AT_ONCE));
    await account.close(world.processId, tally, proof);
    await world.atBlock((await world.turn()).deadline);
    await world.settle(tally);
    const settled = await readResults(world.people.owner, world.deployment.processes, world.processId);
    assert.deepEqual([settled.tally, settled.proven], [tally, true]);
  });
});
