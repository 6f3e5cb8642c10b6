// Proving a rollup: batches in any order, resumed, shared and aborted; and the transcript that comes of it.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compactKey, createVerifier } from "../../src/groth16/index.js";
import {
  batchSignals,
  checkTranscript,
  openSignals,
  planRollup,
  proveBatches,
  proveOpening,
  type RollupTranscript,
  rollupTranscript,
  TALLY_8,
} from "../../src/rollup/index.js";
import { rejectsCode, throwsCode } from "../support/errors.js";
import { type TallyCircuit, tallyCircuit } from "../support/rollup/keys.js";
import { PROCESS_ID, randomVotes, resent, seeded } from "../support/rollup/votes.js";

describe("proving a rollup", () => {
  const ballot = { maxCount: 3, maxValue: 3, uniqueValues: true, maxTotalCost: 5 };
  const votes = randomVotes(seeded(9), 19, ballot);
  const plan = planRollup(TALLY_8, { processId: PROCESS_ID, scope: 3n, ballot, maxVoteOverwrites: 0 }, votes);
  let batch: TallyCircuit;
  let open: TallyCircuit;
  let folder: string;
  let proofs: Uint8Array[];
  let opening: Uint8Array;
  let transcript: RollupTranscript;
  const file = (index: number) => join(folder, `batch-000000${index}.json`);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos-rollup-"));
    batch = await tallyCircuit("tally-8");
    open = await tallyCircuit("tally-open-8");
    const counts: number[] = [];
    proofs = await proveBatches(plan, batch, {
      folder: join(folder, "whole"),
      threads: 2,
      onProgress: (done, total) => counts.push(10 * done + total),
    });
    assert.deepEqual(counts, [13, 23, 33]);
    opening = await proveOpening(plan, open, { threads: 1 });
    transcript = JSON.parse(JSON.stringify(rollupTranscript(plan, proofs, opening)));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("makes proofs that verify for the plan's public signals and no others", async () => {
    await using verifier = await createVerifier(batch.verificationKey);
    for (const [i, planned] of plan.batches.entries()) {
      const publicSignals = batchSignals(planned);
      assert.ok(await verifier.verify({ proof: proofs[i]!, publicSignals }));
      for (let k = 0; k < publicSignals.length; k++) {
        const other = publicSignals.with(k, publicSignals[k]! + 1n);
        assert.ok(!(await verifier.verify({ proof: proofs[i]!, publicSignals: other })));
      }
    }
    await using opened = await createVerifier(open.verificationKey);
    assert.ok(await opened.verify({ proof: opening, publicSignals: openSignals(plan) }));
  });

  it("is shared among machines, and takes up what is there", async () => {
    await proveBatches(plan, batch, { folder, from: 2, threads: 1 });
    assert.deepEqual(
      [0, 1, 2].map((i) => existsSync(file(i))),
      [false, false, true],
    );
    const there = readFileSync(file(2), "utf8");
    await proveBatches(plan, batch, { folder, threads: 1 });
    assert.equal(readFileSync(file(2), "utf8"), there);
  });

  it("makes anew a proof that is cut short, of other signals, or does not hold", async () => {
    const good = readFileSync(file(0), "utf8");
    const document = JSON.parse(good);
    for (const bad of [
      good.slice(0, 100),
      "null",
      readFileSync(file(1), "utf8"),
      JSON.stringify({ ...document, proof: JSON.parse(readFileSync(file(1), "utf8")).proof }),
      JSON.stringify({ ...document, proof: `0x${"00".repeat(256)}` }),
    ]) {
      writeFileSync(file(0), bad);
      const [proof] = await proveBatches(plan, batch, { folder, threads: 1, to: 1 });
      await using verifier = await createVerifier(batch.verificationKey);
      assert.ok(await verifier.verify({ proof: proof!, publicSignals: batchSignals(plan.batches[0]!) }));
      assert.equal(
        JSON.parse(readFileSync(file(0), "utf8")).proof,
        `0x${Buffer.from(proof!).toString("hex")}`,
      );
    }
  });

  it("stops when it is aborted, and keeps what was done", async () => {
    const abort = new AbortController();
    const stopped = join(folder, "stopped");
    await assert.rejects(
      proveBatches(plan, batch, {
        folder: stopped,
        threads: 1,
        signal: abort.signal,
        onProgress: () => abort.abort(new Error("enough")),
      }),
      /enough/,
    );
    // Two batches are in work at once, and either may be done first.
    assert.ok(readdirSync(stopped).some((name) => /^batch-\d{7}\.json$/.test(name)));
    await assert.rejects(proveBatches(plan, batch, { signal: abort.signal }), /enough/);
  });

  it("proves with the key's compact form", async () => {
    const [proof] = await proveBatches(
      plan,
      { ...batch, zkey: await compactKey(batch.zkey) },
      { threads: 1, to: 1 },
    );
    await using verifier = await createVerifier(batch.verificationKey);
    assert.ok(await verifier.verify({ proof: proof!, publicSignals: batchSignals(plan.batches[0]!) }));
  });

  it("keeps no proof that is not valid under the verification key", async () => {
    const { vk_gamma_2, vk_delta_2 } = batch.verificationKey;
    const other = { ...batch.verificationKey, vk_gamma_2: vk_delta_2, vk_delta_2: vk_gamma_2 };
    const kept = join(folder, "other");
    await rejectsCode(
      "rollup/artifacts",
      proveBatches(plan, { ...batch, verificationKey: other }, { folder: kept, threads: 1, to: 1 }),
    );
    assert.ok(!existsSync(kept));
  });

  it("refuses a key of another circuit", async () => {
    await rejectsCode(
      "groth16/key-mismatch",
      proveBatches(plan, { ...batch, zkey: open.zkey }, { threads: 1 }),
    );
  });

  it("leaves a transcript that the votes alone give again", async () => {
    const keys = { batch: batch.verificationKey, open: open.verificationKey, maxVoteOverwrites: 0 };
    const again = await checkTranscript(transcript, [...votes].reverse(), keys);
    assert.deepEqual(again.last, plan.last);
    const refused = (document: unknown, from = votes) =>
      rejectsCode("rollup/transcript", checkTranscript(document, from, keys));
    await refused(null);
    await refused({});
    await refused({ ...transcript, ballot: null });
    await rejectsCode("ballot/rules", checkTranscript({ ...transcript, ballot: {} }, votes, keys));
    await refused({ ...transcript, processId: 1 });
    await rejectsCode("rollup/instance", checkTranscript({ ...transcript, instance: "no" }, votes, keys));
    assert.match((await refused(transcript, votes.slice(1))).message, /counts other votes/);
    const unopened = votes.map((vote) => ({ ...vote, ballot: null }));
    assert.match((await refused(transcript, unopened)).message, /other ballots/);
    const beyond = votes.with(0, resent(votes[0]!, { nonce: 1 }));
    await rejectsCode("rollup/vote", checkTranscript(transcript, beyond, keys));
    await refused({ ...transcript, voteCount: "20" });
    await refused({ ...transcript, extra: 1 });
    await refused({ ...transcript, results: transcript.results.toReversed() });
    await refused({ ...transcript, batches: transcript.batches.slice(1) });
    await refused({ ...transcript, ballot: { ...ballot, maxTotalCost: 6 } });
    const [first, second] = transcript.batches;
    await refused({
      ...transcript,
      batches: transcript.batches.with(0, { ...first!, proof: second!.proof }),
    });
    await refused({ ...transcript, opening: { ...transcript.opening, proof: first!.proof } });
    throwsCode("rollup/transcript", () => rollupTranscript(plan, proofs.slice(1), opening));
  });
});
