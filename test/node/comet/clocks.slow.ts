// Four validators of which one has a clock that is an hour wrong: no block has a time to come, times never go back, and nothing else follows any clock. A clock that is
// slow can hold the time of a block back, to a millisecond after the one before it, where only three of four signed that one.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { hasEngine } from "../../support/node/comet.js";
import { buildSkewedEngines } from "../../support/node/skewed-engine.js";
import { LoadedChain } from "../../support/node/validators.js";

const HOUR = 3_600;
const FAULTY = 3;
const AT_ONCE = 8;

describe("comet: a validator whose clock is wrong", function () {
  this.timeout(900_000);
  let engines: readonly string[];
  let chain: LoadedChain | undefined;
  before(function () {
    if (!hasEngine) {
      console.log("      skipped: there is no engine (npm run build:cometbft)");
      return this.skip();
    }
    if (spawnSync("go", ["version"]).error) {
      console.log("      skipped: Go is not installed, with which an engine with another clock is built");
      return this.skip();
    }
    engines = buildSkewedEngines(HOUR, -HOUR);
  });
  afterEach(async () => {
    await chain?.close();
    chain = undefined;
  });

  for (const [i, name] of ["fast", "slow"].entries())
    it(`harms nothing, an hour ${name}`, async () => {
      const begun = Date.now();
      chain = await LoadedChain.start({ change: (one) => (one === FAULTY ? { engine: engines[i]! } : {}) });
      for (let round = 0; round < 4; round++) {
        for (const one of chain.validators) await chain.vote(one, AT_ONCE);
        await chain.blocks(5);
      }
      await chain.answerAll(chain.validators[FAULTY]!);
      const times = [...(await chain.ensureOneHistory())];
      const ended = Date.now();
      let last = 0;
      for (const [height, time] of times) {
        assert.ok(time >= last, `block ${height} is before the one that it follows`);
        assert.ok(time <= ended, `block ${height} has a time to come`);
        last = time;
      }
      assert.ok(last >= begun, `the last block is ${begun - last} ms before the chain`);
    });
});
