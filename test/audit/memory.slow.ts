/** What an audit has in memory does not grow with its votes, but for what later votes are compared with. */
import assert from "node:assert/strict";
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { given, givenVote } from "../../bench/support/given-votes.js";
import { auditBundle, makeBundle } from "../../src/audit/index.js";
import { toHex } from "../../src/bytes/index.js";
import { fileScratch } from "../../src/cli/scratch.js";
import { decodeTransaction } from "../../src/ledger/index.js";
import { fileOf } from "../support/audit/bundles.js";
import { World } from "../support/ledger/world.js";

const VOTES = 24_000;
/** Bytes for each vote: an id of 32, its place, a table's slots; and what a runtime adds in some runs. Whole votes take 470. */
const MOST = 200;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Bytes that are in use, in the heap and outside of it. */
function liveBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe("audit: memory", () => {
  let folder: string;
  let file: string;
  let stateRoot: string;

  before(async function () {
    this.timeout(120_000);
    const world = new World(given);
    const processId = await world.declare({ blockCount: 2 });
    await world.until(world.process(processId).start! - 1);
    await world.take(...Array.from({ length: VOTES }, (_, i) => decodeTransaction(givenVote(processId, i))));
    await world.until(world.process(processId).end!);
    const bundle = await makeBundle({
      genesis: world.genesis,
      blocks: world.blocks.map((block) => ({ ...block, stateRoot: null })),
      processId,
      facts: given,
      content: { metadata: null, census: null, key: async () => undefined, heads: async () => [] },
    });
    folder = mkdtempSync(join(tmpdir(), "psephos-memory-"));
    file = join(folder, "bundle.zip");
    writeFileSync(file, await fileOf(bundle));
    stateRoot = toHex(world.ledger.stateRoot);
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it("has the ids of voters, and no votes, not even those of the block that is applied", async () => {
    const live: { readonly votes: number; readonly bytes: number }[] = [];
    const scratch = fileScratch();
    const report = await auditBundle((start) => createReadStream(file, { start, highWaterMark: 1 << 18 }), {
      scratch,
      resume: async () => VOTES * 2, // an earlier audit has checked the facts: these votes have none
      onProgress({ stage, done }) {
        if (stage === "votes") live.push({ votes: done, bytes: liveBytes() });
      },
    }).finally(scratch.close);
    assert.deepEqual(
      report.lines.filter(({ state }) => state === "wrong"),
      [],
    );
    assert.equal(report.lines.find(({ check }) => check === "record")?.figures.stateRoot, stateRoot);
    assert.ok(live.length > 8, "one block is applied in parts");
    // The least of three, because what is not used any more is not always free yet.
    const least = (from: number) => Math.min(...live.slice(from, from + 3).map(({ bytes }) => bytes));
    const [early, late] = [2, live.length - 4];
    const each = (least(late) - least(early)) / (live[late]!.votes - live[early]!.votes);
    assert.ok(each < MOST, `${Math.round(each)} bytes for each vote`);
  });
});
