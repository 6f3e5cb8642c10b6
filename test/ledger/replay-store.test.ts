/** The store of a replay beside the one in memory: the same state, block by block; and blocks that are applied in parts beside whole ones. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { given, givenVote } from "../../bench/support/given-votes.js";
import {
  decodeTransaction,
  encodeTransaction,
  Ledger,
  memoryScratch,
  openedVotes,
  processView,
  ReplayStore,
} from "../../src/ledger/index.js";
import { IdTable } from "../../src/ledger/replay/id-table.js";
import { Packages } from "../../src/ledger/replay/pages.js";
import { bytesOf, World } from "./../support/ledger/world.js";

/** A chain on which voters vote again, and on which full pages end with a block and within one. */
async function chainOf(sizes: readonly number[]) {
  const world = new World(given);
  const id = await world.declare({ blockCount: sizes.length + 1, maxVoteOverwrites: 3 });
  await world.until(world.process(id).start! - 1);
  let count = 0;
  for (const size of sizes) {
    const votes = Array.from({ length: size }, () => {
      const i = count++;
      const vote = decodeTransaction(givenVote(id, i % 5 === 4 ? i - 4 : i));
      assert.ok(vote.kind === "named");
      return i % 5 === 4 ? { ...vote, nonce: 1 } : vote;
    });
    await world.take(...votes);
  }
  await world.until(world.process(id).end!);
  return { world, id };
}

/** Applies blocks, each in parts of so many transactions. */
async function applyInParts({ genesis, blocks }: World, part: number) {
  const ledger = new Ledger(genesis, new ReplayStore(memoryScratch()));
  const roots: Uint8Array[] = [];
  for (const { transactions } of blocks) {
    const block = ledger.open();
    for (let at = 0; at < transactions.length; at += part) {
      if (at > 0) block.write();
      const results = await block.take(transactions.slice(at, at + part), given);
      assert.ok(results.every(({ accepted }) => accepted));
    }
    const ended = block.end();
    ended.commit();
    roots.push(ended.stateRoot);
  }
  return { ledger, roots };
}

describe("ledger: the store of a replay", () => {
  it("gives the state, the votes and the count that a store in memory gives", async () => {
    const { world, id } = await chainOf([1, 31, 32, 33, 64, 7, 200]);
    for (const part of [1, 5, 32, 1000]) {
      const { ledger, roots } = await applyInParts(world, part);
      assert.deepEqual(ledger.stateRoot, world.ledger.stateRoot, `parts of ${part}`);
      assert.equal(roots.length, world.blocks.length);
      const view = processView(ledger.state, id)!;
      const expected = world.process(id);
      assert.ok(expected.record.counted && expected.results);
      assert.deepEqual(view, expected);
      assert.deepEqual([...openedVotes(ledger.state, view)], [...openedVotes(world.ledger.state, expected)]);
    }
  });

  it("gives the same roots for each block", async () => {
    const { world } = await chainOf([40, 40]);
    const whole = new Ledger(world.genesis, new ReplayStore(memoryScratch()));
    const expected: Uint8Array[] = [];
    for (const block of world.blocks) {
      const applied = await whole.apply(block, given);
      applied.commit();
      expected.push(applied.stateRoot);
    }
    assert.deepEqual((await applyInParts(world, 7)).roots, expected);
  });

  it("tells a refused transaction of a later part, and which votes were counted in the block", async () => {
    const { world, id } = await chainOf([3]);
    const ledger = new Ledger(world.genesis, new ReplayStore(memoryScratch()));
    for (const block of world.blocks.slice(0, -1)) (await ledger.apply(block, given)).commit();
    const block = ledger.open(); // counts the votes
    block.write();
    const late = encodeTransaction(decodeTransaction(givenVote(id, 9)));
    const [result] = await block.take([late], given);
    assert.ok(result && !result.accepted && result.error.code === "ledger/ended");
    const { counted } = block.end();
    assert.deepEqual(
      counted.map(({ processId }) => processId),
      [id],
    );
  });

  it("has a number for each id, also when ids differ in one byte", () => {
    const id = fc.uint8Array({ minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(fc.tuple(id, fc.nat())), fc.integer({ min: 0, max: 3000 }), (some, many) => {
        const table = new IdTable(20);
        const model = new Map<string, number>();
        const all: [Uint8Array, number][] = [...some];
        for (let i = 0; i < many; i++) {
          const one = new Uint8Array(20);
          new DataView(one.buffer).setUint32((i % 5) * 4, i);
          all.push([one, i]);
        }
        for (const [one, value] of all) {
          table.set(one, value);
          model.set(Buffer.from(one).toString("hex"), value);
        }
        assert.equal(table.size, model.size);
        for (const [hex, value] of model) assert.equal(table.get(bytesOf(`0x${hex}`)), value);
        assert.equal(table.get(new Uint8Array(20).fill(255)), undefined);
      }),
      { numRuns: 30 },
    );
  });

  it("finds each package by its vote's place, also where some have none", () => {
    const step = fc.tuple(fc.integer({ min: 1, max: 70 }), fc.uint8Array({ maxLength: 90 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const packages = new Packages(memoryScratch());
        const model = new Map<number, Uint8Array>();
        let index = -1;
        for (const [gap, bytes] of steps) {
          index += gap;
          packages.append(index, bytes);
          model.set(index, bytes);
        }
        for (let i = 0; i < index + 40; i++) assert.deepEqual(packages.get(i), model.get(i));
        if (index >= 0) assert.throws(() => packages.append(index, new Uint8Array()), /before/);
      }),
    );
  });

  it("keeps bytes that are longer than a chunk", () => {
    const scratch = memoryScratch();
    const parts = [5, 3_000_000, 0, 1 << 20, 77].map((length, i) => new Uint8Array(length).fill(i + 1));
    const places = parts.map((part) => scratch.append(part));
    for (const [i, part] of parts.entries()) assert.deepEqual(scratch.read(places[i]!, part.length), part);
  });
});
