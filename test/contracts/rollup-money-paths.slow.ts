// No path locks or loses money: histories against a model of whose each wei is. Many random ones: rollup-money.slow.ts.
import assert from "node:assert/strict";
import { send } from "../../src/evm/client.js";
import { rollupDeployment } from "./rollup-deployment.js";
import { accounted, type Move, moneyModel } from "./rollup-money.js";
import { POSTER_BOND, RollupWorld } from "./rollup-world.js";
import { afresh, deployTest, refused } from "./support.js";

describe("contracts: a rollup's money", () => {
  const made = afresh(() => rollupDeployment());

  const model = () => moneyModel(made());

  it("is always accounted for, and can all be taken out at last", () => accounted(made, 1));

  const histories: Record<string, Move[]> = {
    "a false demand, and finality": [
      { do: "take", by: "poster" },
      { do: "post", by: "poster", honest: true },
      { do: "close", by: "poster" },
      { do: "demand", by: "watcher", index: 2 },
      { do: "answer", by: "poster", index: 2 },
      { do: "wait", blocks: 80 },
      { do: "release", by: "other" },
    ],
    "two demands of which one is right": [
      { do: "take", by: "poster" },
      { do: "post", by: "poster", honest: false },
      { do: "demand", by: "watcher", index: 1 },
      { do: "demand", by: "stranger", index: 2 },
      { do: "wait", blocks: 64 },
      { do: "unanswered", by: "other", index: 1 },
      { do: "take", by: "other" },
      { do: "refund", by: "poster", index: 2 },
      { do: "post", by: "other", honest: true },
      { do: "close", by: "other" },
      { do: "wait", blocks: 80 },
      { do: "release", by: "other" },
    ],
  };
  for (const [name, moves] of Object.entries(histories)) {
    it(`goes where it should: ${name}`, async () => {
      const money = await model();
      for (const move of moves) {
        const before = money.done.get(move.do) ?? 0;
        await money.carryOut(move);
        assert.equal(money.done.get(move.do), before + 1, `${move.do} is allowed`);
      }
      await money.finish();
    });
  }

  it("is paid once to a receiver that asks again while it is being paid", async () => {
    const world = await RollupWorld.open(made(), { signatures: 0 });
    await world.atPosting();
    const plan = world.plan(world.votes(3));
    const { poster, watcher } = world.people;
    await world.as(poster).takeTurn(world.statement(plan), [], POSTER_BOND);
    await world.atBlock((await world.turn()).deadline);
    const greedy = await deployTest("TestGreedyChallenger", [world.contracts.rollup]);
    const run = (functionName: string, args: unknown[] = []) =>
      send(watcher, { ...greedy, functionName, args } as never);
    await run("challengeLate", [world.processId]);
    const half = POSTER_BOND / 2n;
    assert.equal(await world.balance(), POSTER_BOND, "half is owed, half is burnt");
    await watcher.setBalance({ address: world.contracts.rollup, value: POSTER_BOND });
    await run("withdraw");
    assert.equal(await world.balance(), half, "what was not its own is still there");
    assert.equal(await watcher.getBalance({ address: greedy.address }), half);
    await refused(world.as(watcher).withdraw(watcher.account.address), "NothingToWithdraw");
  });
});
