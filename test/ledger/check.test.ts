import assert from "node:assert/strict";
import { encodeTransaction, type Facts } from "../../src/ledger/index.js";
import { ruleFacts } from "../support/ledger/votes.js";
import { ORACLES, testParams, World } from "../support/ledger/world.js";

describe("ledger: check while blocks come", () => {
  it("judges again by the new state, a refusal too", async () => {
    const world = new World(ruleFacts());
    const { id, declaration } = world.declaration(testParams());
    const word = await world.attestation(
      id,
      0,
      { kind: "declared", declaration, snapshot: null },
      ORACLES[0]!,
    );
    let asked = 0;
    const slow: Facts = {
      ask: async (statements) => {
        // The first time, others make the declaration final meanwhile; and the answer is that of the old state.
        if (asked++ > 0) return world.facts.ask(statements);
        const others = ORACLES.slice(1).map((one) =>
          world.attestation(id, 0, { kind: "declared", declaration, snapshot: null }, one),
        );
        await world.take(...(await Promise.all(others)));
        return statements.map(() => false);
      },
    };
    await assert.rejects(world.ledger.check(encodeTransaction(word), slow), { code: "ledger/attested" });
  });
});
