// A whole node in a folder: begun, started, asked over HTTP, ended, started again, and its blocks run again.
import assert from "node:assert/strict";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { checkStore } from "../../../packages/node/src/main/check.js";
import { nodeKeys, pathsOf, readGenesis } from "../../../packages/node/src/main/home.js";
import { initHome, loadSettings, startNode } from "../../../packages/node/src/main/index.js";
import { backupStore, NodeStore } from "../../../packages/node/src/store/index.js";
import { checkHead, createNodeClient, gatewaysOf } from "../../../src/api/index.js";
import { toHex } from "../../../src/bytes/index.js";
import { createFacts } from "../../../src/facts/index.js";
import { Ledger, MemoryStore } from "../../../src/ledger/index.js";
import { rejectsCode, throwsCode } from "../../support/errors.js";

const WORKER = new URL("../../../scripts/check-worker.mjs", import.meta.url);
const facts = createFacts({ verifiers: [] });

describe("node: a home", () => {
  let folder: string;
  let home: string;
  const lines: string[] = [];
  const stream = { write: (line: string) => void lines.push(line) };

  const init = (change = {}) =>
    initHome({
      home,
      votingChain: 7,
      evm: null,
      oracles: [],
      keykeepers: null,
      keys: [],
      development: false,
      ...change,
    });
  const start = () =>
    startNode(loadSettings({ flags: { home, port: "0", blockTime: "20", threads: "1" } }), {
      stream,
      worker: WORKER,
    });

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "psephos-home-"));
  });
  beforeEach(() => {
    home = mkdtempSync(join(folder, "home-"));
    lines.length = 0;
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("is begun once: its keys are for its user alone, and the genesis document names them", async () => {
    const made = await init();
    const { genesis, nodeKey, oracleKey } = { ...pathsOf(home) };
    for (const key of [nodeKey, oracleKey]) assert.equal(statSync(key).mode & 0o777, 0o600);
    const { lists } = readGenesis(home);
    assert.deepEqual([lists.validators, lists.oracles, lists.quorum], [[made.validator], [made.oracle], 1]);
    const before = readFileSync(genesis, "utf8");
    await rejectsCode("node/genesis-exists", init());
    assert.equal(readFileSync(genesis, "utf8"), before);
  });

  it("is refused without a genesis document, or with a key that is none, which no error shows", async () => {
    await rejectsCode("node/files", start());
    await init();
    const { nodeKey } = pathsOf(home);
    const secret = readFileSync(nodeKey, "utf8").trim();
    writeFileSync(nodeKey, `${secret}00`);
    const { message, hint } = throwsCode("node/key-file", () => nodeKeys(home));
    assert.ok(!`${message}${hint}`.includes(secret.slice(2, 20)));
  });

  it("is refused with a key that others can read", async () => {
    await init();
    for (const key of ["nodeKey", "oracleKey"] as const) {
      const path = pathsOf(home)[key];
      chmodSync(path, 0o640);
      throwsCode("node/key-file", () => nodeKeys(home));
      chmodSync(path, 0o600);
      nodeKeys(home);
    }
  });

  it("runs, makes blocks that it signs, and goes on where it stopped", async () => {
    await init();
    const first = await start();
    const client = createNodeClient(first.url);
    const { head } = await client.chain();
    checkHead(await client.genesis(first.genesis.hash), head);
    while (first.ordering.head.height < 3) await sleep(10);
    await first.close();
    await first.close();
    const { height } = first.ordering.head;
    const second = await start();
    assert.ok(second.ordering.head.height >= height);
    while (second.ordering.head.height < height + 2) await sleep(10);
    await second.close();
    const keys = nodeKeys(home);
    const log = lines.join("");
    assert.ok(log.includes(toHex(first.genesis.hash)));
    assert.ok(!log.includes(Buffer.from(keys.seed).toString("hex")));
  });

  it("gossips with another that its operator names, has its address in its record, and takes the other's", async () => {
    await init();
    const other = mkdtempSync(join(folder, "other-"));
    cpSync(home, other, { recursive: true });
    const settings = (of: string, gossipPeers: readonly string[]) =>
      loadSettings({
        flags: {
          ...{ home: of, port: "0", blockTime: "20", threads: "1", insecure: "true" },
          ...{ gossip: ["/ip4/127.0.0.1/tcp/0"], gossipPeers },
        },
      });
    const first = await startNode(settings(home, []), { stream, worker: WORKER });
    const [record] = await gatewaysOf(first.url);
    const [address] = record!.gossip;
    assert.match(address!, /^\/ip4\/127\.0\.0\.1\/tcp\/\d+\/p2p\/12D3/);
    const second = await startNode(settings(other, [address!]), { stream, worker: WORKER });
    try {
      assert.ok(!lines.join("").includes("a peer does not answer"));
      for (const at of [home, other]) {
        const secret = readFileSync(pathsOf(at).gossipKey, "utf8").trim();
        assert.ok(!lines.join("").includes(secret.slice(2)));
      }
      assert.notEqual(
        readFileSync(pathsOf(home).gossipKey, "utf8"),
        readFileSync(pathsOf(other).gossipKey, "utf8"),
      );
    } finally {
      await second.close();
      await first.close();
    }
    await rejectsCode("network/multiaddr", startNode(settings(home, ["node.example:1"]), { stream }));
  });

  it("has its blocks run again by `check`, from a back-up too, which is made while it runs", async () => {
    await init();
    const node = await start();
    while (node.ordering.head.height < 3) await sleep(10);
    const copy = join(folder, "copy");
    await backupStore(pathsOf(home).store, copy);
    await node.close();
    for (const path of [pathsOf(home).store, copy]) {
      const store = NodeStore.open(path);
      const heights: number[] = [];
      const report = await checkStore(store, node.genesis, facts, { told: (height) => heights.push(height) });
      assert.ok(report.blocks >= 3 && heights.length === report.blocks);
      await store.close();
    }
    await rejectsCode("store/backup", backupStore(copy, copy));
    await rejectsCode("store/open", backupStore(join(folder, "nothing"), join(folder, "other")));
    assert.ok(!existsSync(join(folder, "other")));
  });

  it("finds by `check` a block whose root is another", async () => {
    const { genesis } = await init();
    const store = NodeStore.open(pathsOf(home).store);
    const ledger = new Ledger(genesis, store.state);
    for (const height of [1, 2]) {
      const block = { height, transactions: [] };
      const applied = await ledger.apply(block, facts);
      const stateRoot = toHex(height === 2 ? new Uint8Array(32).fill(9) : applied.stateRoot);
      store.commit(applied, { ...block, stateRoot, time: 0 });
    }
    const { message } = await rejectsCode("node/root-differs", checkStore(store, genesis, facts));
    assert.ok(message.includes("height 2"), message);
    await store.close();
  });

  it("finds by `check` a state that is not that of the blocks", async () => {
    const { genesis } = await init();
    const store = NodeStore.open(pathsOf(home).store);
    const replay = new Ledger(genesis, new MemoryStore());
    const ledger = new Ledger(genesis, store.state);
    const block = { height: 1, transactions: [] };
    const applied = await ledger.apply(block, facts);
    store.commit(applied, {
      ...block,
      stateRoot: toHex((await replay.apply(block, facts)).stateRoot),
      time: 0,
    });
    await checkStore(store, genesis, facts);
    const [key, bytes] = [...store.state.entries()].find(([name]) => name.startsWith("chain"))!;
    const other = bytes.slice();
    other[other.length - 2]! ^= 1;
    store.state.write(new Map([[key, other]]));
    await rejectsCode("node/root-differs", checkStore(store, genesis, facts));
    await store.close();
  });
});
