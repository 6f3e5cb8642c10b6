/**
 * The second verifier replays the chains of test/vectors/ledger, block by block: the same answer to each message, the same state root after each
 * block, the same results. Cases with anonymous votes are left out: their proofs are stand-ins, and the verifier checks real ones.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "../../src/bytes/index.js";
import { encodeBlockLine, encodeGenesisLine, Ledger, MemoryStore } from "../../src/ledger/index.js";
import { HOW_TO_BUILD, isBuilt, runSecond } from "../support/audit/second-verifier.js";
import { TABLE } from "../support/ledger/cases/data.js";
import { answerOf, CaseRun } from "../support/ledger/cases/run.js";
import type { World } from "../support/ledger/world.js";

interface ToldBlock {
  readonly height: number;
  readonly stateRoot: string;
  readonly answers: readonly string[];
}

/** What the state machine says of each block of a chain, and the chain's lines. */
async function replayed({ genesis, blocks, facts }: World) {
  const ledger = new Ledger(genesis, new MemoryStore());
  const lines = [encodeGenesisLine(genesis)];
  const told: ToldBlock[] = [];
  for (const block of blocks) {
    const applied = await ledger.apply(block, facts);
    applied.commit();
    const stateRoot = toHex(applied.stateRoot);
    lines.push(encodeBlockLine({ ...block, stateRoot }));
    told.push({ height: block.height, stateRoot, answers: applied.results.map(answerOf) });
  }
  return { told, text: lines.map((line) => `${line}\n`).join("") };
}

describe("audit: the second verifier replays the table of cases", () => {
  let folder: string;

  before(function () {
    if (!isBuilt) {
      console.log(`      ${HOW_TO_BUILD}`);
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), "psephos-cases-"));
  });

  after(() => {
    if (folder) rmSync(folder, { recursive: true });
  });

  const cases = TABLE.cases.filter(({ process, steps }) =>
    steps.every(
      (step) => !step.vote || (step.kind ?? (process.anonymous ? "anonymous" : "named")) === "named",
    ),
  );

  it("has most of them", () => assert.ok(cases.length > TABLE.cases.length / 2, `${cases.length}`));

  for (const one of cases)
    it(one.name, async () => {
      const run = new CaseRun(one);
      await run.run();
      const { told, text } = await replayed(run.world);
      const file = join(folder, "chain.jsonl");
      writeFileSync(file, text);
      const { code, stdout, stderr } = await runSecond("replay", file, "--json");
      const blocks = stdout
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as ToldBlock);
      const shown = blocks.map(({ height, stateRoot, answers }) => ({ height, stateRoot, answers }));
      assert.deepEqual(shown, told, stderr);
      assert.equal(code, 0);
    });
});
