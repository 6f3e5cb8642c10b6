import assert from "node:assert/strict";
import { person } from "../support/ledger/people.js";
import { namedCensus, namedVote, ruleFacts } from "../support/ledger/votes.js";
import { World } from "../support/ledger/world.js";

const [ada, bob, eve] = ["ada", "bob", "eve"].map(person);

describe("ledger: votes by name", () => {
  const census = namedCensus([ada!, bob!]);

  it("takes the votes of members with their weight, and counts them at the end", async () => {
    const world = new World(ruleFacts());
    const id = await world.declare({ censusRoot: census.root, blockCount: 3 });
    await world.until(world.process(id).start! - 1);
    const early = await namedVote(world, id, ada!, census.member(0));
    await world.block();
    const [first] = await world.take(early);
    assert.deepEqual(first, { ...first, kind: "vote", index: 0, repeated: false });
    await world.take(await namedVote(world, id, bob!, { ...census.member(1), votes: [2] }));
    assert.equal(world.process(id).phase, "open");
    await world.block();
    assert.equal(world.process(id).phase, "counted");
    const { results } = world.process(id);
    assert.deepEqual(JSON.parse(results!).questions[0].results, [
      { value: "0", count: "0" },
      { value: "1", count: "1" },
      { value: "2", count: "2" },
      { value: "3", count: "0" },
    ]);
  });

  it("refuses who is not in the census, another weight, and another's signature", async () => {
    const world = new World(ruleFacts());
    const id = await world.declare({ censusRoot: census.root });
    assert.equal(
      (await world.refusal(await namedVote(world, id, ada!, census.member(0)))).code,
      "ledger/not-started",
    );
    await world.until(world.process(id).start!);
    const refusal = async (vote: Parameters<typeof world.refusal>[0]) => (await world.refusal(vote)).code;
    assert.equal(await refusal(await namedVote(world, id, eve!, census.member(0))), "ledger/not-eligible");
    assert.equal(
      await refusal(await namedVote(world, id, ada!, { ...census.member(0), weight: 2n })),
      "ledger/not-eligible",
    );
    const vote = await namedVote(world, id, ada!, census.member(0));
    const { signature } = await namedVote(world, id, bob!, census.member(1));
    assert.equal(await refusal({ ...vote, signature }), "ledger/signature");
    assert.equal(await refusal({ ...vote, nonce: 1 }), "ledger/overwrites");
  });
});
