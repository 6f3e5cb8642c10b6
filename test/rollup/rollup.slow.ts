// The tally end to end on tally-64: accepted votes as lines, sorted, counted, proved, opened, and checked by a stranger.
// ROLLUP_VOTES says how many votes; 130 unless told, which is three batches, the last one with empty slots.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BallotRules, Tally } from "../../src/ballot/index.js";
import {
  checkTranscript,
  decodeVoteLine,
  encodeVoteLine,
  openVote,
  planRollup,
  proveBatches,
  proveOpening,
  rollupTranscript,
  TALLY_64,
} from "../../src/rollup/index.js";
import { tallyCircuit } from "../support/rollup/keys.js";
import { PROCESS_ID, randomVotes, seeded } from "../support/rollup/votes.js";

const COUNT = Number(process.env.ROLLUP_VOTES ?? 130);

describe(`a rollup of ${COUNT} votes on tally-64`, function () {
  this.timeout(0);

  it("gives the count in the clear, and a transcript that a stranger recomputes", async () => {
    const ballot: BallotRules = { maxCount: 6, maxValue: 10, costFromWeight: true, costExponent: 15_000 };
    const lines = randomVotes(seeded(COUNT), COUNT, ballot).map(encodeVoteLine);
    const votes = lines.map((line, i) => decodeVoteLine(line, i + 1));
    const plan = planRollup(TALLY_64, PROCESS_ID, { scope: 7n, ballot }, votes);
    assert.equal(plan.batches.length, Math.ceil(COUNT / 64));

    const tally = new Tally(ballot);
    for (const vote of votes) tally.add({ votes: openVote(vote, 6)?.votes ?? null, weight: vote.weight });
    assert.equal(plan.last.invalid, tally.invalid);
    const { counts } = tally;
    assert.deepEqual(
      plan.last.results,
      plan.last.results.map((row, m) => row.map((_, v) => counts[m]?.[v] ?? 0n)),
    );
    assert.ok(tally.invalid > 0n && counts.flat().some((count) => count > 0n));

    const [batch, open] = [await tallyCircuit("tally-64"), await tallyCircuit("tally-open-64")];
    const folder = mkdtempSync(join(tmpdir(), "psephos-rollup-"));
    try {
      const start = performance.now();
      const proofs = await proveBatches(plan, batch, { folder });
      const opening = await proveOpening(plan, open, { folder });
      const seconds = (performance.now() - start) / 1000;
      console.log(
        `      ${COUNT} votes proved in ${seconds.toFixed(0)} s, ${(COUNT / seconds).toFixed(1)} a second; ` +
          `peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`,
      );
      const transcript = JSON.parse(JSON.stringify(rollupTranscript(plan, proofs, opening)));
      const keys = { batch: batch.verificationKey, open: open.verificationKey };
      assert.deepEqual((await checkTranscript(transcript, votes, keys)).last, plan.last);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
