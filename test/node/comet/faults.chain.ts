// Four validators under load, of which one at a time loses its application, its engine or both, at random moments: whatever anybody was told of is recorded at the
// same place everywhere, no vote is there twice, and the blocks replay to one root. ROUNDS=200 for the long run, MINUTES=60 to end it in time.
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { LoadedChain } from "../../support/node/validators.js";

const ROUNDS = Number(process.env.ROUNDS ?? 4);
const MINUTES = Number(process.env.MINUTES ?? Number.POSITIVE_INFINITY);
/** Votes under way at each node. */
const AT_ONCE = 8;

describe("comet: validators that are killed under load", function () {
  this.timeout(120_000 + ROUNDS * 60_000);
  let chain: LoadedChain;
  let rounds = 0;
  before(async () => {
    chain = await LoadedChain.start();
  });
  after(() => chain?.close());

  it(`go on, and keep what they told, through ${ROUNDS} kills`, async () => {
    const end = performance.now() + MINUTES * 60_000;
    const { validators, records } = chain;
    for (; rounds < ROUNDS && performance.now() < end; rounds++) {
      const victim = validators[randomInt(validators.length)]!;
      const others = validators.filter((one) => one !== victim);
      const before = records.size;
      for (const one of validators) await chain.vote(one, AT_ONCE);
      await sleep(randomInt(400));
      const kind = rounds % 3;
      if (kind !== 1) victim.killEngine();
      if (kind !== 0) await victim.killApplication();
      await chain.blocks(4, others);
      for (const one of others) await chain.vote(one, AT_ONCE);
      await chain.until(
        () => records.size >= before + AT_ONCE * 5,
        "the votes sent to the others are recorded",
      );
      if (kind !== 0) victim.start();
      const { height } = others[0]!;
      await chain.until(() => victim.accepting && victim.height > height, "the killed one catches up");
    }
  });

  it("have one history: every record at its place, no vote twice, one root", async () => {
    // What was cut off is sent again, to another node.
    await chain.answerAll(chain.validators[0]!);
    assert.ok(chain.records.size > rounds * AT_ONCE * 4, `only ${chain.records.size} votes were recorded`);
    await chain.ensureOneHistory();
    console.log(`      ${rounds} kills, ${chain.records.size} votes told as recorded`);
  });
});
