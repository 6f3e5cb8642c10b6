/** Passing heights without transactions: the same state as from empty blocks, however many there are. */
import assert from "node:assert/strict";
import { toHex } from "../../src/bytes/index.js";
import { encodeTransaction, type Ledger, openedVotes } from "../../src/ledger/index.js";
import { council } from "../support/ledger/council.js";
import { person } from "../support/ledger/people.js";
import { namedCensus, namedVote, ruleFacts } from "../support/ledger/votes.js";
import { testGenesis, World } from "../support/ledger/world.js";

const ada = person("ada");
const census = namedCensus([ada]);

describe("ledger: passing heights", () => {
  const { keykeepers } = council(3, 2);
  const genesis = testGenesis({ lists: { ...testGenesis().lists, keykeepers } });

  /** A ledger that applies the blocks of a world that have transactions, and passes the others. */
  async function passing(world: World, height: number): Promise<Ledger> {
    const other = new World(world.facts, genesis);
    for (const block of world.blocks) {
      if (block.transactions.length === 0) continue;
      await other.ledger.pass(block.height - 1);
      (await other.ledger.apply(block, world.facts)).commit();
    }
    await other.ledger.pass(height);
    return other.ledger;
  }

  it("gives the roots of empty blocks: starts, ends, and windows of ceremonies without keykeepers", async () => {
    const world = new World(ruleFacts(), genesis);
    await world.declare({ blockCount: 30, startBlock: 9 });
    await world.declare({ blockCount: 5, startBlock: 2, envelopeType: { encryptedVotes: true } });
    await world.declare({ blockCount: 0 });
    const roots: string[] = [];
    while (world.ledger.height < 150) {
      await world.block();
      roots.push(toHex(world.ledger.stateRoot));
    }
    for (const [i, root] of roots.entries()) {
      const ledger = await passing(world, world.ledger.height - roots.length + i + 1);
      assert.equal(toHex(ledger.stateRoot), root);
    }
  });

  it("takes no longer for a thousand million heights, and never goes back", async () => {
    const world = new World(ruleFacts(), genesis);
    const id = await world.declare({ censusRoot: census.root, blockCount: 10 });
    await world.until(world.process(id).start! - 1);
    await world.take(await namedVote(world, id, ada, { ...census.member(0), votes: [2] }));
    const { end } = world.process(id);
    await world.ledger.pass(10 ** 9);
    assert.equal(world.ledger.height, 10 ** 9);
    assert.equal(world.process(id).record.endedAt, end);
    await world.ledger.pass(5);
    assert.equal(world.ledger.height, 10 ** 9);
  });

  it("tells the votes of the log, opened once they are counted", async () => {
    const world = new World(ruleFacts(), genesis);
    const id = await world.declare({ censusRoot: census.root, blockCount: 10, maxVoteOverwrites: 1 });
    await world.until(world.process(id).start! - 1);
    for (const nonce of [0, 1])
      await world.take(await namedVote(world, id, ada, { ...census.member(0), nonce, votes: [nonce + 1] }));
    const told = () =>
      [...openedVotes(world.ledger.state, world.process(id))].map(({ counts, ballot }) => ({
        counts,
        ballot,
      }));
    assert.deepEqual(told(), Array(2).fill({ counts: false, ballot: null }));
    await world.until(world.process(id).end!);
    assert.deepEqual(told(), [
      { counts: false, ballot: null },
      { counts: true, ballot: [2] },
    ]);
  });

  it("foresees what the votes of later blocks will ask", async () => {
    const world = new World(ruleFacts(), genesis);
    const id = await world.declare({ censusRoot: census.root, blockCount: 10 });
    await world.until(world.process(id).start! - 1);
    const bytes = world.blocks.at(-1)!.transactions;
    assert.deepEqual(world.ledger.foresee(bytes), []);
    const vote = await namedVote(world, id, ada, census.member(0));
    const kinds = world.ledger.foresee([encodeTransaction(vote)]).map(({ kind }) => kind);
    assert.deepEqual(kinds, ["signature", "membership"]);
    assert.equal(world.process(id).record.logSize, 0, "nothing is changed");
  });
});
