import assert from "node:assert/strict";
import { council, dealOf, thresholdIn } from "../support/ledger/council.js";
import { ruleFacts } from "../support/ledger/votes.js";
import { ORACLES, type ParamsChange, testGenesis, testParams, World } from "../support/ledger/world.js";

/** Declares processes in one block. */
async function declareTogether(world: World, count: number, change: ParamsChange = {}) {
  const made = Array.from({ length: count }, () => world.declaration(testParams(change)));
  const words = made.flatMap(({ id, declaration }) =>
    ORACLES.slice(0, 2).map((oracle) =>
      world.attestation(id, 0, { kind: "declared", declaration, snapshot: null }, oracle),
    ),
  );
  await world.take(...(await Promise.all(words)));
  return made.map(({ id }) => id);
}

describe("ledger: processes that are declared in one block", () => {
  for (const count of [2, 3, 5])
    it(`takes ${count} of them, beside one that was there`, async () => {
      const world = new World(ruleFacts());
      await world.declare();
      const ids = await declareTogether(world, count);
      assert.deepEqual(
        ids.map((id) => world.process(id).record.number),
        ids.map((_, i) => i + 1),
      );
      await world.block();
    });

  it("keeps their key ceremonies apart, though they begin alike", async () => {
    const keykeepers = council(3, 2);
    const base = testGenesis();
    const genesis = testGenesis({ lists: { ...base.lists, keykeepers: keykeepers.keykeepers } });
    const world = new World(ruleFacts(), genesis);
    const ids = await declareTogether(world, 2, { envelopeType: { encryptedVotes: true } });
    for (const id of ids) {
      const [member] = keykeepers.members;
      await world.take(await dealOf(world, id, member!));
      assert.equal(thresholdIn(world, id).ceremony.deals.length, 1);
    }
  });
});
