// One node orders: what it answers is durable, its blocks replay to its root, and nobody's vote is dropped in silence.
import assert from "node:assert/strict";
import { secp256k1 } from "@noble/curves-2/secp256k1.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { hashMessage } from "viem";
import type { OrderingEvent } from "../../../packages/node/src/ordering/index.js";
import { NodeStore } from "../../../packages/node/src/store/index.js";
import { checkHead } from "../../../src/api/index.js";
import { namedVoteText } from "../../../src/ballot/index.js";
import type { Hex } from "../../../src/bytes/index.js";
import { createFacts } from "../../../src/facts/index.js";
import {
  decodeTransaction,
  encodeTransaction,
  Ledger,
  loggedVote,
  type NamedVote,
  processView,
  SupersededVote,
  voteOf,
} from "../../../src/ledger/index.js";
import { keyId } from "../../../src/process/index.js";
import { anonymousVote, namedVote, ruleFacts, scopeIn } from "../../support/ledger/votes.js";
import { CENSUS_KEY, type World } from "../../support/ledger/world.js";
import {
  CENSUS,
  declared,
  nodeGenesis,
  replay,
  type SoloNode,
  startSolo,
  tell,
  temporaryFolder,
  until,
  VOTERS,
} from "../../support/node/solo.js";

const vote = async (
  world: World,
  id: Hex,
  i: number,
  change: Partial<NamedVote> & { votes?: number[] } = {},
) => encodeTransaction(await namedVote(world, id, VOTERS[i]!, { ...CENSUS.member(i), ...change }));

/** The same vote with another signature. */
function signedAgain(world: World, id: Hex, i: number, bytes: Uint8Array): Uint8Array {
  const sent = decodeTransaction(bytes) as NamedVote;
  const digest = hexToBytes(hashMessage(namedVoteText(sent, scopeIn(world, id))).slice(2));
  const key = sha256(utf8ToBytes(`psephos test person node voter ${i}`));
  const options = { prehash: false, format: "recovered", extraEntropy: true } as const;
  const signed = secp256k1.sign(digest, key, options);
  const signature = concatBytes(signed.slice(1), Uint8Array.of(27 + signed[0]!));
  return encodeTransaction({ ...sent, signature });
}

describe("node: ordering alone", () => {
  const folder = temporaryFolder();
  const nodes: SoloNode[] = [];
  let folders = 0;
  const fresh = () => `${folder.path}/${folders++}`;
  const start = async (...args: Parameters<typeof startSolo>) => {
    const node = await startSolo(...args);
    nodes.push(node);
    return node;
  };
  afterEach(async () => {
    for (const node of nodes.splice(0)) await node.close();
  });
  after(() => folder.remove());

  it("records votes, across a restart, in blocks that replay to the same root", async () => {
    const { world, id, told } = await declared();
    const place = fresh();
    const node = await start(place);
    await tell(node.ordering, id, told);
    const sent = await Promise.all([0, 1, 2].map((i) => vote(world, id, i)));
    const pending = await Promise.all(sent.map((bytes) => node.ordering.submit(bytes)));
    const recorded = await Promise.all(pending.map((one) => one.recorded));
    for (const [i, { height, index }] of recorded.entries()) {
      assert.deepEqual(node.store.block(height)!.transactions[index!], sent[i]);
      assert.deepEqual(node.store.transaction(pending[i]!.id), { height, index });
    }
    checkHead(nodeGenesis(), node.ordering.head);
    await node.close();
    const { height } = node.ordering.head;

    const again = await start(place);
    assert.deepEqual(
      [again.ordering.head.height, again.ordering.head.stateRoot],
      [height, node.ordering.head.stateRoot],
    );
    const last = await again.ordering.submit(await vote(world, id, 3));
    assert.equal((await last.recorded).height > height, true);
    await again.ordering.stop();
    const replayed = await replay(again.store);
    assert.equal(`0x${Buffer.from(replayed.stateRoot).toString("hex")}`, again.ordering.head.stateRoot);
    assert.equal(processView(replayed.state, id)!.record.logSize, 4);
  });

  it("answers a recorded vote with its record again", async () => {
    const { world, id, told } = await declared();
    const { ordering } = await start(fresh());
    await tell(ordering, id, told);
    const bytes = await vote(world, id, 0);
    const recorded = await (await ordering.submit(bytes)).recorded;
    for (const again of [bytes, signedAgain(world, id, 0, bytes)]) {
      const pending = await ordering.submit(again);
      assert.equal(pending.outcome.repeated, true);
      const { height, index } = await pending.recorded;
      assert.deepEqual({ height, index }, { height: recorded.height, index: recorded.index });
    }
  });

  it("lets the same statement share the place of the one that waits, and accepts no vote twice", async () => {
    const { world, id, told } = await declared();
    const { ordering, store } = await start(fresh(), { interval: 40 });
    await tell(ordering, id, told);
    const bytes = await vote(world, id, 0);
    const other = signedAgain(world, id, 0, bytes);
    assert.notDeepEqual(bytes, other);
    const all = await Promise.all([bytes, bytes, other, bytes, other].map((one) => ordering.submit(one)));
    const places = await Promise.all(all.map(({ recorded }) => recorded));
    assert.equal(new Set(places.map(({ height, index }) => `${height}/${index}`)).size, 1);
    assert.equal(processView(ordering.state, id)!.record.logSize, 1);
    await replay(store);
  });

  it("refuses a vote that cannot replace the waiting one, and queues one that can", async () => {
    const { world, id, told } = await declared({ maxVoteOverwrites: 3 });
    const { ordering, store } = await start(fresh(), { interval: 60 });
    await tell(ordering, id, told);
    await until(ordering, ordering.head.height + 1);
    const one = await ordering.submit(await vote(world, id, 0, { nonce: 1, votes: [1] }));
    await assert.rejects(ordering.submit(await vote(world, id, 0, { nonce: 1, votes: [2] })), (error) => {
      assert.ok(error instanceof SupersededVote);
      assert.equal(error.counts, 1);
      return true;
    });
    await assert.rejects(ordering.submit(await vote(world, id, 0, { nonce: 0, votes: [2] })), {
      code: "ledger/superseded",
    });
    const two = await ordering.submit(await vote(world, id, 0, { nonce: 2, votes: [3] }));
    const [first, second] = await Promise.all([one.recorded, two.recorded]);
    assert.ok(first.height <= second.height);
    const process = processView(ordering.state, id)!;
    assert.ok(first.outcome.kind === "vote" && second.outcome.kind === "vote");
    assert.equal(loggedVote(ordering.state, process, first.outcome.index)!.counts, false);
    assert.equal(voteOf(ordering.state, process, second.outcome.voterId)!.entry.nonce, 2);
    await replay(store);
  });

  it("refuses a waiting vote whose process ends first, and leaves it out of the block", async () => {
    const facts = ruleFacts();
    const { world, id, told } = await declared({ blockCount: 6 }, facts);
    const sent = await Promise.all([0, 1, 2, 3].map((i) => vote(world, id, i)));
    // The facts are known before the node is asked, so that the votes arrive between two blocks.
    await world.until(world.process(id).start! - 1);
    for (const bytes of sent) await world.ledger.check(bytes, facts);
    const events: OrderingEvent[] = [];
    const { ordering, store } = await start(fresh(), {
      interval: 120,
      facts,
      block: { transactions: 1, bytes: 1e6 },
    });
    ordering.subscribe((event) => events.push(event));
    const end = (await tell(ordering, id, told)) + 6;
    await until(ordering, end - 3);
    const results = await Promise.all(sent.map((bytes) => ordering.submit(bytes)));
    const settled = await Promise.allSettled(results.map(({ recorded }) => recorded));
    assert.deepEqual(
      settled.map((one) => (one.status === "fulfilled" ? one.value.height : one.reason.code)),
      [end - 2, end - 1, "ledger/ended", "ledger/ended"],
    );
    await assert.rejects(ordering.submit(await vote(world, id, 5)), { code: "ledger/ended" });
    const refused = events.filter(({ kind }) => kind === "refused").map((event) => "id" in event && event.id);
    assert.deepEqual(refused, [results[2]!.id, results[3]!.id]);
    await replay(store);
  });

  it("bounds what waits, says so, and rejects it when it stops", async () => {
    const { world, id, told } = await declared();
    const place = fresh();
    const fast = await start(place);
    await tell(fast.ordering, id, told);
    await fast.close();
    const { ordering } = await start(place, { interval: 60_000, waiting: { transactions: 2, bytes: 1e6 } });
    const sent = await Promise.all([0, 1, 2].map((i) => vote(world, id, i)));
    const waiting = [await ordering.submit(sent[0]!), await ordering.submit(sent[1]!)];
    assert.equal(ordering.status.accepting, false);
    await assert.rejects(ordering.submit(sent[2]!), { code: "ordering/full" });
    await ordering.stop();
    for (const { recorded } of waiting) await assert.rejects(recorded, { code: "ordering/stopping" });
    await assert.rejects(ordering.submit(sent[2]!), { code: "ordering/stopping" });
    const small = await startSolo(fresh(), { interval: 60_000, waiting: { transactions: 9, bytes: 100 } });
    await assert.rejects(small.ordering.submit(sent[0]!), { code: "ordering/full" });
    await small.close();
  });

  it("refuses a vote whose proof it has no key for, and records those beside it", async () => {
    const { world, id } = await declared();
    const other = await world.declare({
      envelopeType: { anonymous: true },
      censusKey: keyId(CENSUS_KEY.circuit, CENSUS_KEY.keyHash),
      blockCount: 0,
    });
    const told = world.blocks.flatMap(({ transactions }) => transactions);
    const { ordering, store } = await start(fresh(), { facts: createFacts({ verifiers: [] }) });
    await tell(ordering, other, told);
    const unproved = encodeTransaction(anonymousVote(world, other, 7n, CENSUS.root, {}, () => 0n));
    const named = await Promise.all([0, 1].map((i) => vote(world, id, i)));
    const [first, bad, second] = await Promise.allSettled(
      [named[0]!, unproved, named[1]!].map((bytes) => ordering.submit(bytes)),
    );
    assert.equal(bad!.status === "rejected" && bad!.reason.code, "facts/no-verifier");
    for (const one of [first!, second!]) {
      assert.equal(one.status, "fulfilled");
      if (one.status === "fulfilled") await one.value.recorded;
    }
    await replay(store);
  });

  it("makes smaller blocks if the checks of a large one fail together", async () => {
    const facts = ruleFacts();
    const { world, id, told } = await declared({}, facts);
    const sent = await Promise.all([0, 1, 2, 3, 4].map((i) => vote(world, id, i)));
    await world.until(world.process(id).start! - 1);
    for (const bytes of sent) await world.ledger.check(bytes, facts);
    let failures = 0;
    const { ordering, store } = await start(fresh(), {
      interval: 60,
      gather: { delay: 1, most: 1 },
      facts: {
        ask: async (statements) => {
          if (statements.length < 5) return facts.ask(statements);
          failures += 1;
          throw new Error("out of memory");
        },
      },
    });
    await tell(ordering, id, told);
    const pending = await Promise.all(sent.map((bytes) => ordering.submit(bytes)));
    await Promise.all(pending.map(({ recorded }) => recorded));
    assert.ok(failures > 0, "no block was too large");
    await replay(store);
  });

  it("accepts nothing while the disk takes no blocks, and goes on reading", async () => {
    const { world, id, told } = await declared();
    const place = fresh();
    const before = await start(place);
    await tell(before.ordering, id, told);
    await before.close();
    const { ordering } = await start(place, {}, { reserve: Number.MAX_SAFE_INTEGER });
    const [{ error }] = await new Promise<[Extract<OrderingEvent, { kind: "trouble" }>]>((resolve) => {
      ordering.subscribe((event) => event.kind === "trouble" && resolve([event]));
    });
    assert.equal(error.code, "ordering/storage");
    assert.deepEqual(ordering.status, { accepting: false, error, retryAfter: 5 });
    await assert.rejects(ordering.submit(await vote(world, id, 0)), { code: "ordering/storage" });
    assert.ok(processView(ordering.state, id));
    assert.equal(ordering.head.stateRoot, before.ordering.head.stateRoot);
  });

  it("refuses a store whose state is not that of its last block", async () => {
    const place = fresh();
    const store = NodeStore.open(place);
    const ledger = new Ledger(nodeGenesis(), store.state);
    (await ledger.apply({ height: 1, transactions: [] }, ruleFacts())).commit();
    await store.close();
    await assert.rejects(startSolo(place), { code: "ordering/store-disagrees" });
  });

  it("makes empty blocks steadily, and refuses transactions before its start and with the wrong key", async () => {
    const { ordering, store } = await start(fresh(), { interval: 20 });
    const begun = performance.now();
    const { height } = ordering.head;
    await until(ordering, height + 10);
    const passed = performance.now() - begun;
    assert.ok(passed > 150 && passed < 5_000, `${passed} ms for 10 blocks`);
    assert.deepEqual(store.block(1)!.transactions, []);
    await assert.rejects(startSolo(fresh(), { secretKey: new Uint8Array(32).fill(7) }), {
      code: "ordering/not-validator",
    });
  });
});
