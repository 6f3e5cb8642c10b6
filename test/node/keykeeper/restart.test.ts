// A keykeeper that is killed at any point of a ceremony deals once, and reveals after the end all the same.
import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Hex } from "../../../src/bytes/index.js";
import { decodeTransaction, type Transaction } from "../../../src/ledger/index.js";
import {
  castSealed,
  countsOf,
  eventually,
  genesisOf,
  Link,
  layersOf,
  type Member,
  makeKey,
  type NodeWorld,
  newMembers,
  newWorld,
  removeFolders,
  SEALED,
  settled,
  thresholdOf,
  until,
} from "./support.js";

type Moment = "before it is sent" | "after it is sent, and lost";

/** The way to the node of a program that is killed when it sends its first message of a kind: whatever it wants to do afterwards does not happen. */
class Deadly extends Link {
  readonly #kind: Transaction["kind"];
  readonly #moment: Moment;
  /** What it sent, or was about to send. */
  last: Uint8Array | undefined;

  constructor(world: NodeWorld, kind: Transaction["kind"], moment: Moment) {
    super(world);
    this.#kind = kind;
    this.#moment = moment;
  }

  override async submit(transaction: Uint8Array): Promise<void> {
    if (this.last) return new Promise(() => {});
    if (decodeTransaction(transaction).kind !== this.#kind) return super.submit(transaction);
    this.last = transaction;
    if (this.#moment === "after it is sent, and lost") {
      await super.submit(transaction);
      this.world.pending.splice(this.world.pending.indexOf(transaction), 1);
    }
    return new Promise(() => {});
  }
}

describe("keykeeper: restarts", () => {
  let members: Member[] = [];

  afterEach(async () => {
    await Promise.all(members.map((member) => member.stop()));
    await removeFolders();
  });

  const dealsOf = (world: NodeWorld, { self }: Member) =>
    world.sent("deal").filter((tx) => tx.kind === "deal" && tx.keykeeper === self.address);

  /** The other keykeepers act, and the victim is stuck in its message: then it is killed, and started again. */
  async function killAt(world: NodeWorld, victim: Member, kind: Transaction["kind"], moment: Moment) {
    const link = new Deadly(world, kind, moment);
    await victim.start(world.genesis, link);
    return async (id: Hex): Promise<Uint8Array> => {
      const others = members.filter((member) => member !== victim);
      for (let i = 0; i < 40 && !link.last; i++) {
        await settled(others);
        await eventually(
          "the victim follows",
          () => link.last !== undefined || victim.status.height === world.ledger.height,
        );
        const heads = link.heads;
        await eventually("the victim acts", () => link.last !== undefined || link.heads >= heads + 2);
        if (!link.last) await (world.process(id).phase === "open" ? step(world, id) : world.block());
      }
      assert.ok(link.last, "the victim did not come to the message");
      victim.daemon = undefined; // what it awaits never comes: it is as good as killed
      await victim.start(world.genesis, new Link(world));
      return link.last;
    };
  }

  /** A vote as soon as votes are taken, then empty blocks. */
  async function step(world: NodeWorld, id: Hex): Promise<void> {
    if (world.process(id).record.logSize === 0) await castSealed(world, id, 0, 2);
    else await world.block();
  }

  for (const kind of ["deal", "confirm", "reveal"] as const)
    for (const moment of ["before it is sent", "after it is sent, and lost"] as const)
      it(`goes on after a kill at its ${kind}, ${moment}`, async () => {
        members = await newMembers(3);
        const [victim, two, three] = members;
        const world = newWorld(genesisOf(thresholdOf(members, 3)));
        await two!.start(world.genesis, new Link(world));
        await three!.start(world.genesis, new Link(world));
        const kill = await killAt(world, victim!, kind, moment);
        const id = await world.declare(SEALED);
        const message = await kill(id);
        if (kind !== "reveal") {
          await makeKey(world, members, id);
          await castSealed(world, id, 0, 2);
        }
        await until(world, members, world.process(id).end! + 3);
        assert.deepEqual(countsOf(world, id), ["0", "0", "1", "0"]);
        assert.equal(dealsOf(world, victim!).length, 1, "it dealt twice");
        assert.ok(
          world.received.some((sent) => Buffer.from(sent).equals(message)),
          "the same message goes out again",
        );
      });

  it("keeps a layer's key through a kill before its deal is sent", async () => {
    members = await newMembers(2);
    const world = newWorld(genesisOf(layersOf(members)));
    await members[1]!.start(world.genesis, new Link(world));
    const kill = await killAt(world, members[0]!, "deal", "before it is sent");
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

  it("confirms no second key in a round", async () => {
    members = await newMembers(2);
    const [one, two] = members;
    const genesis = genesisOf(thresholdOf(members, 2));
    const world = newWorld(genesis);
    for (const member of members) await member.start(genesis, new Link(world));
    const id = await world.declare(SEALED);
    await makeKey(world, members, id);
    await Promise.all(members.map((member) => member.stop()));
    // The other keykeeper lost its folder's records: it deals anew on a chain that was reset.
    const again = newWorld(genesis);
    const hash = Buffer.from(genesis.hash).toString("hex").slice(0, 16);
    await rm(join(one!.folder, `chain-${hash}.json`));
    await rm(join(two!.folder, `chain-${hash}.json`));
    await rm(join(two!.folder, `ceremony-${hash}-${id.slice(2)}-0.json`));
    for (const member of members) await member.start(genesis, new Link(again));
    await again.declare(SEALED);
    await until(again, members, 11);
    assert.equal(one!.ceremony(id).phase, "confirm");
    assert.equal(one!.ceremony(id).problem?.code, "keykeeper/other-key");
    assert.deepEqual(
      again.sent("confirm").map((tx) => tx.kind === "confirm" && tx.keykeeper),
      [two!.self.address],
    );
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
