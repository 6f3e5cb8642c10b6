// Four validators of which one is not as it should be, under load: it votes for wrong state roots, or its application is slow; or all have mempools that are too
// small. Nothing is lost, nothing is there twice, and the others have one history.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { hasEngine } from "../../support/node/comet.js";
import { type ChainOptions, LoadedChain } from "../../support/node/validators.js";

const FAULTY = 3;
const AT_ONCE = 8;

describe("comet: a validator that is not as it should be", function () {
  this.timeout(600_000);
  let chain: LoadedChain | undefined;
  before(function () {
    if (hasEngine) return;
    console.log("      skipped: there is no engine (npm run build:cometbft)");
    this.skip();
  });
  afterEach(async () => {
    await chain?.close();
    chain = undefined;
  });

  const start = async (change: ChainOptions["change"]) => {
    chain = await LoadedChain.start(change ? { change } : {});
    const { validators } = chain;
    return { chain, validators, honest: validators.slice(0, FAULTY), faulty: validators[FAULTY]! };
  };

  it("stops alone where it votes for another state root, and the others go on without it", async () => {
    const lieFrom = 60;
    const { chain, honest, faulty } = await start((i) => (i === FAULTY ? { faults: { lieFrom } } : {}));
    await chain.until(() => faulty.height >= lieFrom, "the lie");
    const height = Math.max(...honest.map((one) => one.height));
    await chain.vote(faulty, AT_ONCE);
    for (const one of honest) await chain.vote(one, AT_ONCE);
    await chain.blocks(15, honest);
    assert.ok(honest.every((one) => one.height >= height + 15));
    assert.ok(faulty.height <= lieFrom + 1, "it decided a block after its lie");
    await chain.answerAll(honest[0]!);
    await chain.ensureOneHistory(honest);
  });

  it("stands still where two of four vote for another state root", async () => {
    const lieFrom = 60;
    const { chain, validators } = await start((i) => (i >= 2 ? { faults: { lieFrom } } : {}));
    await chain.until(() => validators.every((one) => one.height >= lieFrom), "the lie");
    await sleep(500);
    const { size } = chain.records;
    for (const one of validators) await chain.vote(one, AT_ONCE);
    await sleep(6_000);
    assert.ok(
      validators.every(({ height }) => height <= lieFrom + 1),
      "a block after the lie was decided",
    );
    assert.equal(chain.records.size, size);
  });

  it("holds the others up little where its application is slow, and has what they have", async () => {
    const late = { checkTx: 200, processProposal: 700, finalizeBlock: 700 };
    const { chain, validators, honest } = await start((i) => (i === FAULTY ? { faults: { late } } : {}));
    for (let i = 0; i < 4; i++) {
      for (const one of validators) await chain.vote(one, AT_ONCE);
      await chain.blocks(4, honest);
    }
    await chain.answerAll(honest[1]!);
    await chain.ensureOneHistory();
  });

  it("with full mempools and full pools refuses for the moment, and loses nothing that it took", async () => {
    const { chain, validators } = await start(() => ({
      mempool: 3,
      ordering: { batch: 1, waiting: { transactions: 40, bytes: 2 ** 20 } },
    }));
    for (let i = 0; i < 4; i++) for (const one of validators) await chain.vote(one, 25);
    await chain.answerAll(validators[2]!);
    assert.ok((chain.unsent.get("ordering/full") ?? 0) > 0, "no pool was ever full");
    await chain.ensureOneHistory();
  });
});
