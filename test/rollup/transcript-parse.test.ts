// A transcript from anywhere: what is not one is told apart by its form, or by what it gives when it is recomputed.
import assert from "node:assert/strict";
import {
  parseRollupTranscript,
  planRollup,
  rollupTranscript,
  TALLY_8,
  type TallyKeys,
  verifyTranscript,
  votesDigest,
} from "../../src/rollup/index.js";
import { rejectsCode, throwsCode } from "../support/errors.js";
import { PROCESS_ID, randomVotes, seeded } from "../support/rollup/votes.js";

describe("a rollup's transcript from anywhere", () => {
  const ballot = { maxCount: 3, maxValue: 2 };
  const plan = planRollup(
    TALLY_8,
    { processId: PROCESS_ID, scope: 3n, ballot, maxVoteOverwrites: 0 },
    randomVotes(seeded(4), 11, ballot),
  );
  const proof = new Uint8Array(256);
  const made = rollupTranscript(plan, [proof, proof], proof);
  const text = JSON.stringify(made);
  const [first, second] = made.batches;
  const R = "21888242871839275222246405745257275088548364400416034343698204186575808495617";
  const withFirst = (change: object) => ({ ...made, batches: [{ ...first!, ...change }, second!] });

  it("is read as it was written", () => {
    assert.deepEqual(parseRollupTranscript(JSON.parse(text)), made);
  });

  it("is refused when it is malformed, truncated, oversized or not canonical", () => {
    const { opening: _opening, ...truncated } = made;
    const bad: unknown[] = [
      null,
      [],
      "text",
      {},
      truncated,
      { ...made, extra: 1 },
      { ...made, version: 2 },
      { ...made, processId: 1 },
      { ...made, processId: PROCESS_ID.toUpperCase() },
      { ...made, votesDigest: "0x" },
      { ...made, ballot: [] },
      { ...made, scope: R },
      { ...made, voteCount: 11 },
      { ...made, voteCount: "011" },
      { ...made, invalid: "-1" },
      { ...made, results: made.results.slice(1) },
      { ...made, results: made.results.map((row) => [...row, "0"]) },
      { ...made, results: null },
      { ...made, batches: null },
      { ...made, batches: [{}] },
      { ...made, batches: [null] },
      { ...made, opening: {} },
      { ...made, opening: { ...made.opening, proof: `${made.opening.proof}00` } },
      withFirst({ leaves: first!.leaves.slice(1) }),
      withFirst({ leaves: [...first!.leaves, "0"] }),
      withFirst({ leaves: first!.leaves.with(0, R) }),
      withFirst({ bitmap: "0x1" }),
      withFirst({ stateAfter: ` ${first!.stateAfter}` }),
      withFirst({ proof: first!.proof.slice(0, -2) }),
    ];
    for (const document of bad) throwsCode("rollup/transcript", () => parseRollupTranscript(document));
    throwsCode("rollup/instance", () => parseRollupTranscript({ ...made, instance: "tally-9" }));
    throwsCode("ballot/rules", () => parseRollupTranscript({ ...made, ballot: {} }));
    for (const more of [{ uniquevalues: true }, { uniqueValues: "false" }, { maxTotalCost: null }])
      throwsCode("ballot/rules", () =>
        parseRollupTranscript({ ...made, ballot: { ...made.ballot, ...more } }),
      );
  });

  it("is refused before its proofs are looked at when one number of it is another", async () => {
    const leaves = first!.leaves.with(3, "5");
    const read = ({ leaves, bitmap }: Pick<typeof second & object, "leaves" | "bitmap">) => ({
      leaves: leaves.map(BigInt),
      bitmap: BigInt(bitmap),
    });
    const digest = votesDigest([read({ ...first!, leaves }), read(second!)]);
    const last = (change: object) => ({ ...made, batches: [first!, { ...second!, ...change }] });
    const cases: [object, RegExp][] = [
      [withFirst({ leaves }), /commitment of batch 0/],
      [{ ...withFirst({ leaves }), votesDigest: digest }, /commitment of batch 0/],
      [withFirst({ leaves: first!.leaves.with(7, "0") }), /not full/],
      [last({ leaves: second!.leaves.with(0, "0") }), /empty slot before/],
      [last({ bitmap: "8" }), /opens an empty slot/],
      [withFirst({ stateAfter: "7" }), /z or y of batch 0/],
      [last({ stateBefore: "7" }), /does not begin/],
      [last({ y: "1" }), /z or y of batch 1/],
      [{ ...made, batches: made.batches.toReversed() }, /not full/],
      [{ ...made, batches: [first!] }, /votesDigest/],
      [{ ...made, votesDigest: PROCESS_ID }, /votesDigest/],
      [{ ...made, voteCount: "12" }, /voteCount/],
      [{ ...made, opening: { ...made.opening, state: "1" } }, /last batch's state/],
      [{ ...made, invalid: "1" }, /z or y of the opening/],
      [{ ...made, results: made.results.with(3, ["1", "0", "0", "0"]) }, /process does not have/],
      [{ ...made, scope: "4" }, /commitment of batch 0/],
    ];
    for (const [document, message] of cases) {
      const refused = verifyTranscript(document, {} as TallyKeys);
      await rejectsCode("rollup/transcript", refused);
      await assert.rejects(refused, message);
    }
  });
});
