// A chain that was made with viem and Node's hashes alone: the machine computes the same state root after each block.
import assert from "node:assert/strict";
import { toHex } from "../../src/bytes/index.js";
import { createFacts } from "../../src/facts/index.js";
import {
  decodeBlockLine,
  decodeGenesisLine,
  Ledger,
  MemoryStore,
  processViews,
} from "../../src/ledger/index.js";
import { vectorLines } from "../support/vectors.js";

describe("ledger: a chain of another implementation", () => {
  it("has its state roots and results", async () => {
    const [genesis, ...blocks] = vectorLines("ledger/chain");
    const ledger = new Ledger(decodeGenesisLine(genesis!), new MemoryStore());
    const facts = createFacts({ verifiers: [] });
    for (const [i, text] of blocks.entries()) {
      const block = decodeBlockLine(text, i + 2);
      const applied = await ledger.apply(block, facts);
      assert.ok(applied.results.every(({ accepted }) => accepted));
      applied.commit();
      assert.equal(toHex(applied.stateRoot), block.stateRoot, `block ${block.height}`);
    }
    const [process] = processViews(ledger.state);
    assert.deepEqual(
      JSON.parse(process!.results!).questions[0].results.map(({ count }: { count: string }) => count),
      ["3", "0", "2", "0"],
    );
  });
});
