// A disk that is full: nothing that was recorded is lost, reads go on, and writing goes on when there is room again.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { OrderingEvent } from "../../packages/node/src/ordering/index.js";
import { backupStore, NodeStore } from "../../packages/node/src/store/index.js";
import { toHex } from "../../src/bytes/index.js";
import { encodeTransaction, Ledger, processView } from "../../src/ledger/index.js";
import { leaveOut } from "../support/leave-out.js";
import { namedVote, ruleFacts } from "../support/ledger/votes.js";
import {
  CENSUS,
  declared,
  nodeGenesis,
  replay,
  startSolo,
  tell,
  temporaryFolder,
  until,
  VOTERS,
} from "../support/node/solo.js";

const SIZE = 64 * 2 ** 20;
const RESERVE = 8 * 2 ** 20;

const run = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;

describe("node: a full disk", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const filler = join(folder.path, "filler");
  let mounted = false;

  // A small disk in memory, which only a machine's administrator can make.
  beforeEach(function () {
    mounted = run("mount", "-t", "tmpfs", "-o", `size=${SIZE}`, "tmpfs", folder.path);
    if (!mounted) leaveOut(this, "only root can mount a disk in memory");
  });
  afterEach(() => {
    if (mounted) assert.ok(run("umount", "-l", folder.path));
  });
  after(() => folder.remove());

  function fill(): void {
    const file = openSync(filler, "w");
    const page = new Uint8Array(4096);
    try {
      for (;;) writeSync(file, page);
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, "ENOSPC");
    } finally {
      closeSync(file);
    }
  }

  const votes = async (count: number) => {
    const { world, id, told } = await declared();
    const sent = VOTERS.slice(0, count).map((voter, i) => namedVote(world, id, voter, CENSUS.member(i)));
    return { id, told, sent: (await Promise.all(sent)).map(encodeTransaction) };
  };

  it("keeps what it has when a block finds no room, and takes the block when there is some", async () => {
    const { told, sent } = await votes(VOTERS.length);
    const facts = ruleFacts();
    let store = NodeStore.open(join(folder.path, "store"), { reserve: RESERVE });
    let ledger = new Ledger(nodeGenesis(), store.state);
    const commit = async (transactions: readonly Uint8Array[]) => {
      const block = { height: ledger.height + 1, transactions };
      const applied = await ledger.apply(block, facts);
      store.commit(applied, { ...block, stateRoot: toHex(applied.stateRoot), time: 0 });
    };
    await commit(told);
    await commit([]);
    await commit([]);
    fill();
    const [root, before] = [toHex(ledger.stateRoot), [...store.state.entries()]];
    for (let attempt = 0; attempt < 3; attempt++) {
      await assert.rejects(commit(sent), { code: "store/full" });
      assert.deepEqual([store.height, toHex(ledger.stateRoot)], [3, root]);
      assert.deepEqual([...store.state.entries()], before);
      assert.deepEqual(store.block(1)!.transactions, told);
      assert.throws(() => store.notes.put("large", new Uint8Array(2 ** 19)), { code: "store/full" });
    }
    await assert.rejects(backupStore(store.folder, join(folder.path, "copy")), { code: "store/backup" });
    await store.close();

    store = NodeStore.open(join(folder.path, "store"), { reserve: RESERVE });
    ledger = new Ledger(nodeGenesis(), store.state);
    assert.equal(toHex(ledger.stateRoot), root, "it does not open while the disk is full");
    await assert.rejects(commit(sent), { code: "store/full" });
    rmSync(filler);
    await commit(sent);
    assert.equal(store.height, 4);
    await replay(store);
    await store.close();
  });

  it("stops a node's acceptance, and what waits is recorded later", async () => {
    const { id, told, sent } = await votes(VOTERS.length);
    const { store, ordering, close } = await startSolo(
      join(folder.path, "store"),
      { interval: 1_000 },
      { reserve: RESERVE },
    );
    await tell(ordering, id, told);
    await until(ordering, ordering.head.height + 1);
    const events: OrderingEvent[] = [];
    ordering.subscribe((event) => events.push(event));
    const waiting = await Promise.all(sent.slice(0, 4).map((bytes) => ordering.submit(bytes)));
    fill();
    const begun = performance.now();
    while (!events.some(({ kind }) => kind === "trouble")) {
      assert.ok(performance.now() - begun < 10_000, "the node did not notice");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const { status } = ordering;
    assert.ok(!status.accepting && status.error.code === "ordering/storage" && status.retryAfter > 0);
    await assert.rejects(ordering.submit(sent[5]!), { code: "ordering/storage" });
    assert.equal(processView(ordering.state, id)!.phase, "open");
    rmSync(filler);
    const recorded = await Promise.all(waiting.map((one) => one.recorded));
    assert.ok(recorded.every(({ height }) => height <= ordering.head.height));
    assert.equal(ordering.status.accepting, true);
    await ordering.stop();
    await replay(store);
    await close();
  });
});
