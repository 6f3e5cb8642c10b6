// The node's store: one durable change for a block, places of transactions, notes, back-ups, and one process at a time.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { open } from "lmdb";
import { backupStore, NodeStore, STORE_VERSION } from "../../../packages/node/src/store/index.js";
import { toHex } from "../../../src/bytes/index.js";
import { Ledger, MemoryStore, transactionId } from "../../../src/ledger/index.js";
import { leaveOut } from "../../support/leave-out.js";
import { ruleFacts } from "../../support/ledger/votes.js";
import { declared, nodeGenesis, temporaryFolder } from "../../support/node/solo.js";

describe("node: the store", () => {
  const folder = temporaryFolder();
  let folders = 0;
  const fresh = () => join(folder.path, String(folders++));
  const facts = ruleFacts();
  let transactions: readonly Uint8Array[];
  before(async () => {
    transactions = (await declared({}, facts)).told;
  });
  after(() => folder.remove());

  const applied = async (ledger: Ledger, told: readonly Uint8Array[]) => {
    const block = { height: ledger.height + 1, transactions: told };
    const result = await ledger.apply(block, facts);
    return {
      result,
      stored: { ...block, stateRoot: toHex(result.stateRoot), time: 1_700_000_000_000 + block.height },
    };
  };

  it("has a block, the state after it and the places of its transactions, also when it is opened again", async () => {
    const place = fresh();
    const store = NodeStore.open(place);
    const ledger = new Ledger(nodeGenesis(), store.state);
    const { result, stored } = await applied(ledger, transactions);
    store.commit(result, stored);
    const empty = await applied(ledger, []);
    store.commit(empty.result, empty.stored);
    await store.close();
    assert.throws(() => store.state.get("chain"), { code: "store/closed" });

    const again = NodeStore.open(place);
    assert.equal(again.height, 2);
    assert.deepEqual(again.block(1), stored);
    assert.deepEqual([...again.blocks(1)], [stored, empty.stored]);
    assert.deepEqual([...again.blocks(2, 9)], [empty.stored]);
    assert.equal(again.block(3), undefined);
    for (const [index, bytes] of transactions.entries())
      assert.deepEqual(again.transaction(toHex(transactionId(bytes))), { height: 1, index });
    assert.equal(again.transaction(`0x${"00".repeat(32)}`), undefined);
    const opened = new Ledger(nodeGenesis(), again.state);
    assert.equal(toHex(opened.stateRoot), empty.stored.stateRoot);
    await again.close();
  });

  it("has the same entries as a store in memory, in the same order, as plain bytes", async () => {
    const store = NodeStore.open(fresh());
    const memory = new MemoryStore();
    const ledgers = [new Ledger(nodeGenesis(), store.state), new Ledger(nodeGenesis(), memory)] as const;
    const { result, stored } = await applied(ledgers[0], transactions);
    store.commit(result, stored);
    (await applied(ledgers[1], transactions)).result.commit();
    assert.deepEqual([...store.state.entries()], [...memory.entries()]);
    assert.equal(Object.getPrototypeOf(store.state.get("chain")), Uint8Array.prototype);
    const long = new Uint8Array(100_000).fill(9);
    store.state.write(new Map([["long", long]]));
    assert.deepEqual(store.state.get("long"), long);
    store.state.write(new Map([["long", null]]));
    assert.equal(store.state.get("long"), undefined);
    await store.close();
  });

  it("refuses a block of another height, and keeps nothing of a change that fails half way", async () => {
    const store = NodeStore.open(fresh());
    const ledger = new Ledger(nodeGenesis(), store.state);
    const { result, stored } = await applied(ledger, transactions);
    assert.throws(() => store.commit(result, { ...stored, height: 2 }), { code: "store/height" });
    const before = [...store.state.entries()];
    // The time does not fit its eight bytes, which shows only after the state was written.
    assert.throws(() => store.commit(result, { ...stored, time: -1.5 }), { code: "store/write" });
    assert.deepEqual([...store.state.entries()], before);
    assert.deepEqual([store.height, store.block(1)], [0, undefined]);
    store.commit(result, stored);
    assert.equal(store.height, 1);
    await store.close();
  });

  it("keeps the notes of other rooms", async () => {
    const place = fresh();
    const store = NodeStore.open(place);
    assert.equal(store.notes.get("cursor"), undefined);
    store.notes.put("cursor", Uint8Array.of(1, 2));
    store.notes.put("cursor", Uint8Array.of(3));
    await store.close();
    const again = NodeStore.open(place);
    assert.deepEqual(again.notes.get("cursor"), Uint8Array.of(3));
    await again.close();
  });

  it("is copied while it is used, and the copy is a store of its own", async () => {
    const store = NodeStore.open(fresh());
    const ledger = new Ledger(nodeGenesis(), store.state);
    const first = await applied(ledger, transactions);
    store.commit(first.result, first.stored);
    const copy = fresh();
    const copying = backupStore(store.folder, copy);
    const second = await applied(ledger, []);
    store.commit(second.result, second.stored);
    await copying;
    await assert.rejects(backupStore(store.folder, copy), { code: "store/backup" });
    const restored = NodeStore.open(copy);
    assert.ok(restored.height === 1 || restored.height === 2, String(restored.height));
    const root = new Ledger(nodeGenesis(), restored.state).stateRoot;
    assert.equal(toHex(root), restored.block(restored.height)!.stateRoot);
    await restored.close();
    await store.close();
    assert.ok(!readdirSync(folder.path).some((name) => name.endsWith(".partial")));
  });

  it("is open in one process at a time, and opens after that one was killed", async () => {
    const place = fresh();
    const store = NodeStore.open(place);
    assert.throws(() => NodeStore.open(place), { code: "store/locked", message: /this process/ });
    await store.close();
    const source = new URL("../../../packages/node/src/store/index.ts", import.meta.url).href;
    const program = `
      import { NodeStore } from "${source}";
      NodeStore.open(${JSON.stringify(place)});
      console.log("open");
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    assert.throws(() => NodeStore.open(place), { code: "store/locked", message: /open in process \d+/ });
    child.kill("SIGKILL");
    await once(child, "exit");
    await NodeStore.open(place).close();
    // The number of a process that runs, but began at another time: it was used again.
    writeFileSync(join(place, "owner"), `${process.pid} 1 boot`.padEnd(128));
    await NodeStore.open(place).close();
  });

  it("is opened without reading it: as fast with many entries as with few", async function () {
    if (process.platform !== "linux") leaveOut(this, "only Linux tells which pages of a file were read");
    const mapped = () => Number(/^RssFile:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))![1]);
    const place = fresh();
    const store = NodeStore.open(place);
    const entry = new Uint8Array(400);
    const keys = Array.from({ length: 100_000 }, (_, i) => `entry/${String(i).padStart(8, "0")}`);
    store.state.write(new Map(keys.map((key) => [key, entry])));
    await store.close();
    const before = mapped();
    const again = NodeStore.open(place);
    assert.equal(again.height, 0);
    const read = mapped() - before;
    await again.close();
    assert.ok(read < 8_000, `${read} KiB of about 50,000 were read`);
  });

  it("refuses a store of another version by name", async () => {
    const place = fresh();
    await NodeStore.open(place).close();
    const change = async (version: string | undefined) => {
      const environment = open({ path: place, encoding: "binary", overlappingSync: false });
      const about = environment.openDB({ name: "about", encoding: "binary" });
      const state = environment.openDB({ name: "state", encoding: "binary" });
      environment.transactionSync(() => {
        if (version === undefined) about.remove("version");
        else about.put("version", Buffer.from(version));
        state.put("chain", Buffer.from([1]));
      });
      await environment.close();
    };
    await change("99");
    assert.throws(() => NodeStore.open(place), { code: "store/version", message: /version 99.*version 1/ });
    await change(undefined);
    assert.throws(() => NodeStore.open(place), { code: "store/version", message: /no version/ });
    await change(String(STORE_VERSION));
    await NodeStore.open(place).close();
  });

  it("says why a folder cannot be opened", () => {
    const place = fresh();
    writeFileSync(place, "a file");
    assert.throws(() => NodeStore.open(place), { code: "store/open" });
  });
});
