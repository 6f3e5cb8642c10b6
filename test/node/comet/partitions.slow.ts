// Four validators on hosts of their own, whose network is divided while votes come: a minority records nothing, half and half stand still, and when the network is
// whole again all have one history with everything that anybody was told. It needs Linux, and the right to make namespaces.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { hasEngine } from "../../support/node/comet.js";
import { TestNetwork } from "../../support/node/network.js";
import { LoadedChain, type Validator } from "../../support/node/validators.js";

const AT_ONCE = 8;

describe("comet: a network that is divided", function () {
  this.timeout(600_000);
  let network: TestNetwork | undefined;
  let chain: LoadedChain;

  before(async function () {
    if (!hasEngine) {
      console.log("      skipped: there is no engine (npm run build:cometbft)");
      return this.skip();
    }
    try {
      network = await TestNetwork.open(4);
    } catch (error) {
      console.log(`      skipped: network namespaces are not allowed here (${(error as Error).message})`);
      return this.skip();
    }
    const { on, address } = { on: network.on.bind(network), address: network.address.bind(network) };
    chain = await LoadedChain.start({ host: (i) => ({ host: address(i), words: on(i) }) });
  });
  after(async () => {
    await chain?.close();
    await network?.close();
  });

  const isTold = (id: `0x${string}`) => chain.records.has(id);

  async function vote(...validators: readonly Validator[]): Promise<`0x${string}`[]> {
    const ids: `0x${string}`[] = [];
    for (const one of validators) ids.push(...(await chain.vote(one, AT_ONCE)));
    return ids;
  }

  it("goes on without one that is cut off, which records nothing alone, and has all of it when it is back", async () => {
    const [cut, ...others] = chain.validators as [Validator, ...Validator[]];
    await vote(cut, ...others);
    await network!.divide([1, 2, 3], [0]);
    await sleep(500); // what had left before the cut
    const halted = cut.height;
    const lost = await vote(cut);
    const kept = await vote(...others);
    await chain.blocks(20, others);
    await chain.until(() => kept.every(isTold), "the others record");
    assert.ok(cut.height <= halted + 1, "one of four made blocks alone");
    assert.ok(!lost.some(isTold), "one of four told of a record alone");
    await network!.heal();
    await chain.until(() => lost.every(isTold), "what the cut off one took is recorded");
    await chain.blocks(3);
  });

  it("stands still while it is divided in halves, and goes on when it is whole", async () => {
    const { validators } = chain;
    await vote(...validators);
    await network!.divide([0, 1], [2, 3]);
    await sleep(500);
    const { size } = chain.records;
    const heights = validators.map(({ height }) => height);
    const waiting = await vote(...validators);
    await sleep(8_000);
    for (const [i, one] of validators.entries())
      assert.ok(one.height <= heights[i]! + 1, "two of four made blocks");
    assert.ok(
      chain.records.size <= size + 4 * AT_ONCE && !waiting.some(isTold),
      "two of four told of a record",
    );
    await network!.heal();
    await chain.until(() => waiting.every(isTold), "everything is recorded");
    await chain.blocks(3);
  });

  it("has one history: every record at its place, no vote twice, one root", async () => {
    await chain.answerAll(chain.validators[0]!);
    await chain.ensureOneHistory();
  });
});
