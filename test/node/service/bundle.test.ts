/** What an election bundle takes from a node: records under signed roots, heads, and the transactions about one process. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { checkHead, checkSignedRecord } from "../../../src/api/index.js";
import { toHex } from "../../../src/bytes/index.js";
import { decodeTransaction, processView, subjectOf } from "../../../src/ledger/index.js";
import { temporaryFolder, until } from "../../support/node/solo.js";
import { errorOf, type OpenDoor, openDoor, openPoll, type Poll } from "./support.js";

describe("node service: what a bundle takes", () => {
  const folder = temporaryFolder();
  let door: OpenDoor;
  let polls: readonly [Poll, Poll];
  /** The height of the block that counted the second poll. */
  let countedAt: number;

  before(async () => {
    door = await openDoor({ folder: folder.path });
    const first = await openPoll(door, { maxVoteOverwrites: 1 });
    const second = await openPoll(door, { blockCount: 40 }, first.world);
    polls = [first, second];
    for (const poll of polls) for (const voter of [0, 1, 2]) await door.client.vote(await poll.vote(voter));
    const phase = () => processView(door.ordering.state, second.id)!.phase;
    while (phase() !== "counted") await sleep(5);
    countedAt = processView(door.ordering.state, second.id)!.end!;
    await until(door.ordering, countedAt + 3);
  });
  after(async () => {
    await door.close();
    folder.remove();
  });

  const allBlocks = async (process?: Poll) => {
    const { height } = door.ordering.head;
    const blocks = [];
    while (blocks.length < height)
      blocks.push(
        ...(await door.client.blocks({
          from: blocks.length + 1,
          count: Math.min(40, height - blocks.length),
          ...(process && { process: process.id }),
        })),
      );
    return blocks;
  };

  it("has a process's record under the signed root of the last block", async () => {
    const { genesis } = door.ordering;
    const [{ id }] = polls;
    const signed = await door.client.record(id);
    const record = checkSignedRecord(genesis, signed);
    assert.deepEqual([record.processId, record.logSize, record.counted], [id, 3, null]);
    assert.ok(signed.head.height >= countedAt);
    assert.ok(checkSignedRecord(genesis, await door.client.record(id, { at: "head" })));
    await assert.rejects(door.client.record(id, { at: "count" }), { code: "ledger/not-counted" });
    await assert.rejects(door.client.record(toHex(new Uint8Array(32))), { code: "ledger/no-process" });
  });

  it("has the record of the block of the count, the same at any later time and after a restart", async () => {
    const [, { id }] = polls;
    const text = (await door.get(`/v1/processes/${id}/record?at=count`)).text;
    const signed = await door.client.record(id, { at: "count" });
    const record = checkSignedRecord(door.ordering.genesis, signed);
    assert.equal(signed.head.height, countedAt);
    assert.deepEqual([record.counted?.size, record.logSize], [3, 3]);
    await until(door.ordering, door.ordering.head.height + 2);
    assert.equal((await door.get(`/v1/processes/${id}/record?at=count`)).text, text);
    await door.close();
    door = await openDoor({ folder: folder.path });
    assert.equal((await door.get(`/v1/processes/${id}/record?at=count`)).text, text);
  });

  it("has the signed head of each block, with the root that its line reports", async () => {
    const { genesis } = door.ordering;
    for (const { height, stateRoot } of (await allBlocks()).slice(-5)) {
      const head = await door.client.head(height);
      checkHead(genesis, head);
      assert.deepEqual([head.height, head.stateRoot], [height, stateRoot]);
      assert.ok(head.time > 1_700_000_000_000);
    }
    const later = await door.get("/v1/heads/999999");
    assert.deepEqual([later.status, errorOf(later).code], [404, "service/no-block"]);
    for (const height of ["0", "01", "-1", "x"])
      assert.equal((await door.get(`/v1/heads/${height}`)).status, 400, height);
  });

  it("has the transactions of one process with their heights, as they are in the blocks", async () => {
    const blocks = await allBlocks();
    const subjects = new Set<string>();
    for (const poll of polls) {
      const own = await allBlocks(poll);
      const shortest = Math.min(own.length, blocks.length);
      assert.ok(shortest >= countedAt);
      let found = 0;
      for (const [i, block] of blocks.slice(0, shortest).entries()) {
        const expected = block.transactions.filter((bytes) => {
          const subject = subjectOf(decodeTransaction(bytes));
          subjects.add(subject);
          return subject === poll.id;
        });
        assert.deepEqual(own[i], { ...block, transactions: expected });
        found += expected.length;
      }
      assert.equal(found, 5, "two attestations and three votes");
    }
    assert.deepEqual(subjects, new Set(polls.map(({ id }) => id)));
    assert.equal((await door.get("/v1/blocks?process=0x00")).status, 400);
  });

  it("says how many processes there are, and lists pages of them", async () => {
    assert.equal((await door.client.chain()).processes, 2);
    const page = await door.client.processes({ from: 1, count: 5 });
    assert.deepEqual([page.total, page.processes.map(({ processId }) => processId)], [2, [polls[1].id]]);
    assert.deepEqual((await door.client.processes({ from: 3 })).processes, []);
  });
});
