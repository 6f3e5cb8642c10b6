// Asking what would happen counts no votes: otherwise strangers could make a node count again and again.
import assert from "node:assert/strict";
import { encodeTransaction, MemoryStore, type Store } from "../../src/ledger/index.js";
import { people } from "../support/ledger/people.js";
import { namedCensus, namedVote, ruleFacts } from "../support/ledger/votes.js";
import { ORACLES, testGenesis, World } from "../support/ledger/world.js";

describe("ledger: what a check costs", () => {
  it("reads no ballots, also where the transaction or the next block ends a process", async () => {
    const voters = people("voter", 3);
    const census = namedCensus(voters);
    const memory = new MemoryStore();
    let ballots = 0;
    const store: Store = {
      get: (key) => {
        if (key.startsWith("package/")) ballots++;
        return memory.get(key);
      },
      entries: (prefix) => memory.entries(prefix),
      write: (changes) => memory.write(changes),
    };
    const world = new World(ruleFacts(), testGenesis(), store);
    const id = await world.declare({ censusRoot: census.root, blockCount: 6 });
    await world.until(world.process(id).start!);
    const votes = await Promise.all(voters.map((voter, i) => namedVote(world, id, voter, census.member(i))));
    await world.take(...votes);
    const ended = { kind: "status", status: 1 } as const;
    const words = await Promise.all(
      ORACLES.slice(0, 2).map((oracle) => world.attestation(id, 1, ended, oracle)),
    );
    await world.take(words[0]!);
    await world.ledger.check(encodeTransaction(words[1]!), world.facts);
    await world.until(world.process(id).end! - 1);
    await assert.rejects(world.ledger.check(encodeTransaction(votes[0]!), world.facts), {
      code: "ledger/ended",
    });
    assert.equal(ballots, 0, "a check read the ballots");
    await world.block();
    assert.equal(world.process(id).phase, "counted");
    assert.equal(ballots, 3);
  });
});
