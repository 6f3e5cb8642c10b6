// Validators with real engines: what they record is the same everywhere, durable, and replays; what one of them is told, all of them have.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Hex } from "../../../src/bytes/index.js";
import { encodeTransaction, loggedVote, processView } from "../../../src/ledger/index.js";
import { namedVote, ruleFacts } from "../../support/ledger/votes.js";
import { World } from "../../support/ledger/world.js";
import { accepting, type CometNode, cometGenesis, startChain } from "../../support/node/comet.js";
import { CENSUS, replay, tell, temporaryFolder, until, VOTERS } from "../../support/node/solo.js";

for (const count of [1, 4])
  describe(`comet: ${count} validator${count > 1 ? "s" : ""}`, () => {
    const genesis = cometGenesis(count);
    const folder = temporaryFolder();
    let nodes: CometNode[] = [];
    let world: World;
    let id: Hex;
    const vote = async (i: number, change = {}) =>
      encodeTransaction(await namedVote(world, id, VOTERS[i]!, { ...CENSUS.member(i), ...change }));

    before(async () => {
      nodes = await startChain(folder.path, count);
      for (const node of nodes) await accepting(node);
      world = new World(ruleFacts(), genesis);
      id = await world.declare({ censusRoot: CENSUS.root, blockCount: 0, maxVoteOverwrites: 2 });
      const told = world.blocks.flatMap(({ transactions }) => transactions);
      const start = await tell(nodes[0]!.ordering, id, told);
      for (const { ordering } of nodes) await until(ordering, start - 1);
    });
    after(async () => {
      for (const node of nodes) await node.close();
      folder.remove();
    });

    /** Every node's state root after a height, which all of them have reached. */
    async function rootsAt(height: number): Promise<(string | undefined)[]> {
      for (const { ordering } of nodes) await until(ordering, height);
      return nodes.map(({ store }) => store.block(height)?.stateRoot);
    }

    it("records what any node is sent, in one order", async () => {
      const sent = await Promise.all(VOTERS.slice(0, 40).map((_, i) => vote(i)));
      const recorded = await Promise.all(
        sent.map(async (bytes, i) => (await nodes[i % count]!.ordering.submit(bytes)).recorded),
      );
      for (const [i, { height, index }] of recorded.entries())
        assert.deepEqual(nodes[i % count]!.store.block(height)!.transactions[index!], sent[i]);
      const last = Math.max(...recorded.map(({ height }) => height));
      const [root, ...others] = await rootsAt(last + 1);
      assert.ok(root !== undefined && others.every((other) => other === root));
      for (const { ordering } of nodes)
        assert.equal(processView(ordering.state, id)!.record.logSize, sent.length);
    });

    it("answers a vote that another node recorded with its record", async () => {
      const bytes = await vote(0);
      const last = nodes.at(-1)!.ordering;
      const pending = await last.submit(bytes);
      assert.equal(pending.outcome.repeated, true);
      const { height, index } = await pending.recorded;
      assert.deepEqual(nodes[0]!.store.block(height)!.transactions[index!], bytes);
    });

    it("counts one of two votes of a voter that two nodes take at once, and tells the other sender", async () => {
      const [first, second] = [nodes[0]!.ordering, nodes.at(-1)!.ordering];
      const sent = await Promise.all([vote(50, { votes: [1] }), vote(50, { votes: [2] })]);
      const answers = await Promise.allSettled([
        first.submit(sent[0]!).then(({ recorded }) => recorded),
        second.submit(sent[1]!).then(({ recorded }) => recorded),
      ]);
      const kept = answers.filter(({ status }) => status === "fulfilled");
      assert.equal(kept.length, 1, JSON.stringify(answers));
      const refused = answers.find(({ status }) => status === "rejected") as PromiseRejectedResult;
      assert.equal(refused.reason.code, "ledger/superseded");
    });

    it("lets an overwrite with a higher number wait beside the first vote, and counts the last", async () => {
      const { ordering } = nodes[0]!;
      const pendings = [];
      for (const nonce of [0, 1])
        pendings.push(await ordering.submit(await vote(51, { nonce, votes: [nonce] })));
      const outcomes = await Promise.allSettled(pendings.map(({ recorded }) => recorded));
      assert.equal(outcomes[1]!.status, "fulfilled");
      const { outcome } = (outcomes[1] as PromiseFulfilledResult<Awaited<(typeof pendings)[0]["recorded"]>>)
        .value;
      assert.ok(outcome.kind === "vote");
      const process = processView(ordering.state, id)!;
      assert.equal(loggedVote(ordering.state, process, outcome.index)!.counts, true);
    });

    it("refuses a vote with a false signature before it costs the others anything", async () => {
      const { height } = nodes[0]!.ordering.head;
      const bytes = await vote(52);
      bytes[bytes.length - 40]! ^= 1;
      await assert.rejects(nodes[0]!.ordering.submit(bytes));
      await until(nodes[0]!.ordering, height + 2);
    });

    it("has blocks that replay to its root, and no transaction in them that changes nothing", async () => {
      for (const { store, ordering } of nodes) {
        const replayed = await replay(store, ruleFacts(), genesis);
        assert.ok(replayed.height <= ordering.head.height);
      }
    });

    if (count === 4)
      it("goes on without one engine, stands still without two, and has one history when they are back", async () => {
        const [first, , third, fourth] = nodes as [CometNode, CometNode, CometNode, CometNode];
        const signal = (node: CometNode, name: NodeJS.Signals) => process.kill(node.engine.pid, name);
        signal(fourth, "SIGSTOP");
        const { height } = first.ordering.head;
        await until(first.ordering, height + 3);
        signal(third, "SIGSTOP");
        await sleep(3_000);
        const halted = first.ordering.head.height;
        const pending = await first.ordering.submit(await vote(54));
        await sleep(3_000);
        assert.equal(first.ordering.head.height, halted, "two of four made a block");
        for (const node of [third, fourth]) signal(node, "SIGCONT");
        const recorded = await pending.recorded;
        assert.ok(recorded.height > halted);
        const roots = await rootsAt(recorded.height + 1);
        assert.ok(roots[0] !== undefined && new Set(roots).size === 1);
      });

    it("goes on where it stopped", async () => {
      const node = nodes[0]!;
      const { height } = node.ordering.head;
      await node.restart();
      await accepting(node);
      await until(node.ordering, height + 2);
      const pending = await node.ordering.submit(await vote(53));
      assert.ok((await pending.recorded).height > height);
    });
  });

describe("comet: an engine whose mempool is too small", () => {
  it("drops what it acknowledged, and is given it again until all of it is recorded", async () => {
    const folder = temporaryFolder();
    const [node] = await startChain(folder.path, 1, { batch: 1, engine: { mempool: 3 } });
    try {
      await accepting(node!);
      const world = new World(ruleFacts(), cometGenesis(1));
      const id = await world.declare({ censusRoot: CENSUS.root, blockCount: 0 });
      const told = world.blocks.flatMap(({ transactions }) => transactions);
      await tell(node!.ordering, id, told);
      const sent = await Promise.all(
        VOTERS.slice(0, 32).map(async (voter, i) =>
          encodeTransaction(await namedVote(world, id, voter, CENSUS.member(i))),
        ),
      );
      const pending = await Promise.all(sent.map((bytes) => node!.ordering.submit(bytes)));
      const recorded = await Promise.all(pending.map((one) => one.recorded));
      assert.ok(new Set(recorded.map(({ height }) => height)).size > 5, "the mempool held more than it may");
      assert.equal(processView(node!.ordering.state, id)!.record.logSize, sent.length);
    } finally {
      await node!.close();
      folder.remove();
    }
  });
});
