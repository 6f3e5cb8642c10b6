// A node that lies about heights, blocks or ends learns no key.
import assert from "node:assert/strict";
import { createKeykeeper } from "../../../packages/node/src/keykeeper/index.js";
import type { Head } from "../../../src/api/index.js";
import type { Hex } from "../../../src/bytes/index.js";
import type { ToldBlock } from "../../../src/ledger/index.js";
import { Status } from "../../../src/process/index.js";
import { throwsCode } from "../../support/errors.js";
import { ruleFacts } from "../../support/ledger/votes.js";
import { testGenesis } from "../../support/ledger/world.js";
import {
  castSealed,
  countsOf,
  eventually,
  genesisOf,
  Link,
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

describe("keykeeper: nodes that lie", () => {
  let members: Member[] = [];

  afterEach(async () => {
    await Promise.all(members.map((member) => member.stop()));
    await removeFolders();
  });

  /** A chain with a key and one vote, whose keykeepers run on these links. */
  async function voting(link: (world: NodeWorld) => Link[] = (world) => [new Link(world)]) {
    members = await newMembers(2);
    const world = newWorld(genesisOf(thresholdOf(members, 2)));
    for (const member of members) await member.start(world.genesis, ...link(world));
    const id = await world.declare({ ...SEALED, blockCount: 20 });
    await makeKey(world, members, id);
    await castSealed(world, id, 0, 2);
    await settled(members);
    return { world, id };
  }

  /** The same chain in the hands of somebody else, who makes empty blocks up to the end. */
  async function forked(world: NodeWorld, id: Hex): Promise<NodeWorld> {
    const fork = newWorld(world.genesis);
    for (const { height, transactions } of world.told) {
      const applied = await fork.ledger.apply({ height, transactions }, fork.facts);
      applied.commit();
      fork.told.push(world.told[height - 1]!);
    }
    await fork.until(fork.process(id).end! + 1);
    assert.equal(fork.process(id).phase, "ended");
    return fork;
  }

  it("ends nothing early with empty blocks that no validator signed", async () => {
    const { world, id } = await voting();
    const fork = await forked(world, id);
    fork.signer = new Uint8Array(32).fill(9);
    for (const { links } of members) links[0]!.world = fork;
    await settled(members);
    for (const member of members) {
      assert.equal(member.status.height, world.ledger.height, "it follows blocks that nobody vouches for");
      assert.match(member.status.nodes[0]!.problem!, /^api\/head: /);
    }
    assert.equal(fork.received.length, 0, "a message for a chain that nobody vouches for");
    for (const { links } of members) links[0]!.world = world;
    await until(world, members, world.process(id).end! + 2);
    assert.deepEqual(countsOf(world, id), ["0", "0", "1", "0"]);
  });

  it("ends nothing early with a head of one chain and the blocks of another", async () => {
    const { world, id } = await voting();
    const fork = await forked(world, id);
    /** Heads as the validator signed them later; blocks without the votes that came meanwhile. */
    class Mixed extends Link {
      override async head(): Promise<Head> {
        this.heads += 1;
        return world.head();
      }
    }
    await castSealed(world, id, 1, 3);
    while (world.ledger.height < fork.ledger.height) await world.block();
    await members[0]!.stop();
    await members[0]!.start(world.genesis, new Mixed(fork));
    await assert.rejects(members[0]!.daemon!.stopped, { code: "keykeeper/other-root" });
    assert.equal(fork.received.length, 0);
    assert.equal(members[0]!.status.running, false);
    assert.equal(members[0]!.status.problem?.code, "keykeeper/other-root");
  });

  it("stops for a block that does not give the root that its node reports, and for a hole", async () => {
    const none = { height: 99, transactions: [], stateRoot: null };
    const { world } = await voting();
    const [one] = members;
    for (const [change, code] of [
      [
        (block: ToldBlock) => ({ ...block, stateRoot: `0x${"ab".repeat(32)}` as const }),
        "keykeeper/other-root",
      ],
      [(block: ToldBlock) => ({ ...block, stateRoot: null }), "keykeeper/other-root"],
      [(block: ToldBlock) => ({ ...block, transactions: [] }), "keykeeper/other-root"],
      [(block: ToldBlock) => ({ ...none, height: block.height + 1 }), "ledger/height"],
    ] as const) {
      class Wrong extends Link {
        override async blocks(from: number): Promise<readonly ToldBlock[]> {
          // The second block has the deals.
          return (await super.blocks(from)).map((block) => (block.height === 2 ? change(block) : block));
        }
      }
      await one!.stop();
      await one!.start(world.genesis, new Wrong(world));
      await assert.rejects(one!.daemon!.stopped, { code });
    }
  });

  it("goes on with an honest node when another one gives wrong blocks, and says which", async () => {
    class Wrong extends Link {
      override async blocks(from: number): Promise<readonly ToldBlock[]> {
        return (await super.blocks(from)).map((block) => ({ ...block, transactions: [] }));
      }
    }
    const { world, id } = await voting((of) => [new Wrong(of, "a liar"), new Link(of, "an honest node")]);
    for (const member of members) {
      const [liar, honest] = member.status.nodes;
      assert.ok(liar!.distrusted && !honest!.distrusted);
      assert.match(liar!.problem!, /^keykeeper\/other-root: /);
      assert.ok(member.log.some(({ level, message }) => level === "error" && message.startsWith("a liar: ")));
    }
    await until(world, members, world.process(id).end! + 2);
    assert.deepEqual(countsOf(world, id), ["0", "0", "1", "0"]);
  });

  it("uses the next node while the first does not answer, and says so", async () => {
    class Down extends Link {
      override async head(): Promise<Head> {
        throw new Error("connect ECONNREFUSED");
      }
      override async blocks(): Promise<readonly ToldBlock[]> {
        throw new Error("connect ECONNREFUSED");
      }
      override async submit(): Promise<void> {
        throw new Error("connect ECONNREFUSED");
      }
    }
    const { world, id } = await voting((of) => [new Down(of, "the first"), new Link(of, "the second")]);
    await until(world, members, world.process(id).end! + 2);
    assert.deepEqual(countsOf(world, id), ["0", "0", "1", "0"]);
    assert.match(members[0]!.status.nodes[0]!.problem!, /does not answer: connect ECONNREFUSED/);
    // Alone with the node that is down it waits, and says why.
    await members[0]!.stop();
    await members[0]!.start(world.genesis, new Down(world));
    await eventually("it waits", () => members[0]!.status.problem?.code === "keykeeper/no-node");
    assert.equal(members[0]!.status.running, true);
  });

  it("stops when a validator signed two states of one height", async () => {
    const { world, id } = await voting();
    const fork = newWorld(world.genesis);
    await fork.until(world.ledger.height);
    members[1]!.links[0]!.world = fork;
    await assert.rejects(members[1]!.daemon!.stopped, { code: "keykeeper/two-roots" });
    // Also at a height that lies back.
    const early = newWorld(world.genesis);
    await early.until(world.ledger.height - 2);
    members[0]!.links[0]!.world = early;
    await assert.rejects(members[0]!.daemon!.stopped, { code: "keykeeper/two-roots" });
    assert.equal(world.process(id).phase, "open");
    assert.equal(world.sent("reveal").length, 0);
  });

  it("does not follow a chain that names no validator", async () => {
    members = await newMembers(1);
    const { log, ...options } = {
      folder: members[0]!.folder,
      passphrase: "",
      genesis: testGenesis(),
      facts: ruleFacts(),
      nodes: [],
      log: { info() {}, warn() {}, error() {} },
    };
    throwsCode("keykeeper/no-validators", () => createKeykeeper({ ...options, log }));
  });

  it("does not reveal what another program tells it to: the message cannot be made before the end", async () => {
    const { makeReveal } = await import("../../../packages/node/src/keykeeper/messages.js");
    const { world, id } = await voting();
    const secret = new Uint8Array(32).fill(1);
    throwsCode("keykeeper/too-early", () => makeReveal(world.process(id), 0, 1, secret));
    await world.attest(id, { kind: "status", status: Status.CANCELED });
    throwsCode("keykeeper/too-early", () => makeReveal(world.process(id), 0, 1, secret));
  });
});
