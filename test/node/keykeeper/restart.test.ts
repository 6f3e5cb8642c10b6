// A keykeeper that is killed at any point of a ceremony deals once, and reveals after the end all the same.
import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { countsAfterKill, dealsOf, killAt } from "./kill.js";
import {
  castSealed,
  countsOf,
  genesisOf,
  Link,
  layersOf,
  type Member,
  makeKey,
  newMembers,
  newWorld,
  removeFolders,
  SEALED,
  settled,
  thresholdOf,
  until,
} from "./support.js";

describe("keykeeper: restarts", () => {
  let members: Member[] = [];

  afterEach(async () => {
    await Promise.all(members.map((member) => member.stop()));
    await removeFolders();
  });

  it("goes on after a kill before its deal is sent", async () => {
    members = await newMembers(2);
    await countsAfterKill(members, "deal", "before it is sent");
  });

  it("keeps a layer's key through a kill before its deal is sent", async () => {
    members = await newMembers(2);
    const world = newWorld(genesisOf(layersOf(members)));
    await members[1]!.start(world.genesis, new Link(world));
    const kill = await killAt(world, members, members[0]!, "deal", "before it is sent");
    const id = await world.declare(SEALED);
    await kill(id);
    await makeKey(world, members, id);
    await castSealed(world, id, 0, 3);
    await until(world, members, world.process(id).end! + 2);
    assert.deepEqual(countsOf(world, id), ["0", "0", "0", "1"]);
    assert.equal(dealsOf(world, members[0]!).length, 1);
  });

  for (const clean of [true, false])
    it(`checks nothing a second time after a restart, ${clean ? "and goes on" : "unless a block has what was refused"}`, async () => {
      members = await newMembers(1);
      const [one] = members;
      const world = newWorld(genesisOf(layersOf(members)));
      await one!.start(world.genesis, new Link(world));
      const id = await world.declare(SEALED);
      await makeKey(world, members, id);
      if (!clean) {
        const [deal] = world.sent("deal");
        assert.ok(deal?.kind === "deal");
        const other = await world.declare(SEALED);
        const [result] = await world.block({ ...deal, processId: other });
        assert.ok(result && !result.accepted && result.error.code === "ledger/signature");
      }
      await castSealed(world, id, 0, 2);
      await settled(members);
      assert.ok(one!.checked >= 4, "the first time all is checked");
      await one!.stop();
      one!.checked = 0;
      await one!.start(world.genesis, new Link(world));
      await settled(members);
      assert.equal(one!.status.height, world.ledger.height);
      assert.equal(one!.checked === 0, clean);
      assert.equal(one!.status.problem, null);
      assert.ok(!one!.status.nodes[0]!.distrusted);
      await until(world, members, world.process(id).end! + 2);
      assert.deepEqual(countsOf(world, id), ["0", "0", "1", "0"]);
    });

  it("does nothing on a chain that was reset, and never deals again in the same round", async () => {
    members = await newMembers(2);
    const genesis = genesisOf(layersOf(members));
    const world = newWorld(genesis);
    for (const member of members) await member.start(genesis, new Link(world));
    const id = await world.declare(SEALED);
    await until(world, members, world.ledger.height + 2);
    assert.equal(world.sent("deal").length, 2);
    const [one] = members;
    await Promise.all(members.map((member) => member.stop()));

    const reset = newWorld(genesis);
    await reset.block();
    await one!.start(genesis, new Link(reset));
    await settled([one!]);
    assert.equal(one!.status.problem?.code, "keykeeper/behind");
    assert.equal(await reset.declare(SEALED), id, "the same process again");
    for (let i = 0; i < 6; i++) await reset.block();
    await assert.rejects(one!.daemon!.stopped, { code: "keykeeper/other-history" });
    assert.equal(one!.status.running, false);
    assert.equal(reset.received.length, 0);

    // The operator knows that it was reset. The record of the deal is still there.
    const again = newWorld(genesis);
    const name = `chain-${Buffer.from(genesis.hash).toString("hex").slice(0, 16)}.json`;
    await rm(join(one!.folder, name));
    await one!.start(genesis, new Link(again));
    await again.block();
    await again.declare(SEALED);
    await until(again, [one!], again.ledger.height + 2);
    const [first] = dealsOf(world, one!);
    assert.deepEqual(dealsOf(again, one!), [first], "the same deal, and no other");
  });

  it("takes no part in a round that it has finished before the chain was reset", async () => {
    members = await newMembers(1);
    const [one] = members;
    const genesis = genesisOf(layersOf(members));
    const world = newWorld(genesis);
    await one!.start(genesis, new Link(world));
    const id = await world.declare(SEALED);
    await makeKey(world, members, id);
    await castSealed(world, id, 0, 3);
    await until(world, members, world.process(id).end! + 2);
    assert.equal(one!.ceremony(id).phase, "counted");
    await one!.stop();
    const again = newWorld(genesis);
    await rm(join(one!.folder, `chain-${Buffer.from(genesis.hash).toString("hex").slice(0, 16)}.json`));
    await one!.start(genesis, new Link(again));
    await again.declare(SEALED);
    await until(again, members, again.ledger.height + 2);
    assert.equal(again.received.length, 0, "a key that everybody knows is dealt again");
    assert.equal(one!.ceremony(id).problem?.code, "keykeeper/over");
  });

  it("says that a deal in its name is not its own: in layers it cannot go on, with shares it can", async () => {
    for (const kind of ["layered", "threshold"] as const) {
      members = await newMembers(1);
      const [one] = members;
      const genesis = genesisOf(kind === "layered" ? layersOf(members) : thresholdOf(members, 1));
      const world = newWorld(genesis);
      await one!.start(genesis, new Link(world));
      const id = await world.declare(SEALED);
      await until(world, members, world.ledger.height + 1);
      await one!.stop();
      const hash = Buffer.from(genesis.hash).toString("hex").slice(0, 16);
      await rm(join(one!.folder, `ceremony-${hash}-${id.slice(2)}-0.json`));
      await one!.start(genesis, new Link(world));
      await makeKey(world, members, id);
      assert.equal(one!.ceremony(id).problem?.code, "keykeeper/other-deal");
      await castSealed(world, id, 0, 1);
      await until(world, members, world.process(id).end! + 3);
      assert.equal(world.process(id).phase, kind === "layered" ? "ended" : "counted");
      await one!.stop();
    }
  });
});
