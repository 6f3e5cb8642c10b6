// What a node that joins takes of snapshots, and what it refuses by name; how they are made and kept.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkStore } from "../../../packages/node/src/main/check.js";
import {
  ResponseApplySnapshotChunk_Result as Applied,
  ResponseOfferSnapshot_Result as Offer,
} from "../../../packages/node/src/ordering/comet/generated/tendermint/abci/types_pb.js";
import { SnapshotShelf } from "../../../packages/node/src/ordering/comet/index.js";
import {
  encodeSnapshot,
  type OfferedSnapshot,
} from "../../../packages/node/src/ordering/comet/snapshot-form.js";
import { buildService, ContentFolder } from "../../../packages/node/src/service/index.js";
import { encodeBatch } from "../../../src/api/index.js";
import { type Hex, toHex } from "../../../src/bytes/index.js";
import { encodeTransaction, processView } from "../../../src/ledger/index.js";
import { namedVote, ruleFacts } from "../../support/ledger/votes.js";
import { World } from "../../support/ledger/world.js";
import { type OpenApplication, openApplication } from "../../support/node/abci.js";
import { cometGenesis } from "../../support/node/comet.js";
import { CENSUS, temporaryFolder, VOTERS } from "../../support/node/solo.js";
import { until } from "../until.js";

const FACTS = ruleFacts();
const genesis = cometGenesis(1);
const sha256 = (bytes: Uint8Array): Hex => toHex(createHash("sha256").update(bytes).digest());

describe("comet: snapshots", () => {
  const folder = temporaryFolder();
  let count = 0;
  const fresh = () => {
    const place = join(folder.path, `${count++}`);
    mkdirSync(place, { recursive: true });
    return place;
  };
  let source: OpenApplication;
  let shelf: SnapshotShelf;
  let shelfFolder: string;
  let good: OfferedSnapshot;
  let appHash: Uint8Array;
  let chunk: Uint8Array;
  let id: Hex;
  let world: World;
  let next: Uint8Array;

  before(async () => {
    const place = fresh();
    shelfFolder = join(place, "snapshots");
    shelf = await SnapshotShelf.open({
      genesis,
      folder: shelfFolder,
      interval: 6,
      failed: (error) => assert.fail(error),
    });
    source = await openApplication(place, genesis, FACTS, { snapshots: shelf });
    world = new World(FACTS, genesis);
    id = await world.declare({ censusRoot: CENSUS.root, blockCount: 0 });
    for (const { transactions } of world.blocks)
      await source.block(transactions.map((bytes) => encodeBatch([bytes])));
    while (source.store.height < processView(source.ordering.state, id)!.start!) await source.block([]);
    const votes = await Promise.all(
      [0, 1, 2, 3].map(async (i) =>
        encodeTransaction(await namedVote(world, id, VOTERS[i]!, CENSUS.member(i))),
      ),
    );
    next = encodeBatch([votes[3]!]);
    await source.block([encodeBatch(votes.slice(0, 3))]);
    while (source.store.height % 6 !== 0) await source.block([]);
    appHash = Buffer.from(source.ordering.head.stateRoot.slice(2), "hex");
    await until("a snapshot is made", () => shelf.list().length === 1);
    const { snapshots } = await source.client.ask("listSnapshots", {});
    good = snapshots[0]!;
    chunk = (await source.client.ask("loadSnapshotChunk", { height: good.height, format: 1, chunk: 0 }))
      .chunk;
  });
  after(async () => {
    await source.close();
    await shelf.close();
    folder.remove();
  });

  /** A node without a state, and what it says of snapshots. */
  async function joining() {
    const said: string[] = [];
    const node = await openApplication(fresh(), genesis, FACTS, { begin: false });
    node.ordering.subscribe((event) => {
      if (event.kind === "trouble") said.push(event.error.message);
    });
    const offer = async (change: Partial<OfferedSnapshot> = {}, root = appHash) =>
      (await node.client.ask("offerSnapshot", { snapshot: { ...good, ...change }, appHash: root })).result;
    const apply = (bytes: Uint8Array, index = 0, sender = "one") =>
      node.client.ask("applySnapshotChunk", { index, chunk: bytes, sender });
    return { ...node, said, offer, apply };
  }

  it("are offered with the hash of each chunk, and loaded as they were made", async () => {
    assert.deepEqual(good, { ...good, ...encodeSnapshot(genesis, source.store.height, [sha256(chunk)]) });
    for (const ask of [
      { height: good.height, format: 2, chunk: 0 },
      { height: good.height + 1n, format: 1, chunk: 0 },
      { height: good.height, format: 1, chunk: 1 },
    ])
      assert.equal((await source.client.ask("loadSnapshotChunk", ask)).chunk.length, 0);
  });

  it("are refused when they are malformed, of another chain, or too many chunks", async () => {
    const node = await joining();
    const other = encodeSnapshot(cometGenesis(2), Number(good.height), [sha256(chunk)]);
    const { hash } = other;
    for (const change of [
      { format: 2 },
      { height: 0n },
      { chunks: 0 },
      { chunks: 2 },
      { chunks: 100_001 },
      { metadata: new Uint8Array(31) },
      { metadata: new Uint8Array(32) },
      { hash },
      { hash: new Uint8Array() },
      { height: good.height + 1n },
    ])
      assert.equal(await node.offer(change), Offer.REJECT, JSON.stringify(Object.keys(change)));
    assert.equal(node.said.length, 10);
    assert.ok(
      node.said.every((message) => /^the snapshot of block \d+ is not taken: .*malformed/.test(message)),
    );
    assert.equal((await node.apply(chunk)).result, Applied.REJECT_SNAPSHOT, "a chunk of no snapshot");
    assert.equal((await node.client.ask("info", {})).lastBlockHeight, 0n);
    await node.close();
  });

  it("are asked for again from others when a chunk is wrong, truncated or empty, and then restored", async () => {
    const node = await joining();
    assert.equal(await node.offer(), Offer.ACCEPT);
    for (const wrong of [chunk.subarray(0, -1), new Uint8Array(), chunk.with(9, chunk[9]! ^ 1)]) {
      const { result, refetchChunks, rejectSenders } = await node.apply(wrong, 0, "liar");
      assert.deepEqual([result, refetchChunks, rejectSenders], [Applied.RETRY, [0], ["liar"]]);
    }
    assert.ok(node.said.every((message) => /chunk 0 of the snapshot is not the one/.test(message)));
    assert.equal((await node.apply(chunk)).result, Applied.ACCEPT);
    const info = await node.client.ask("info", {});
    assert.deepEqual([info.lastBlockHeight, Buffer.from(info.lastBlockAppHash)], [good.height, appHash]);
    // It goes on as the node that it came from.
    const [found, expected] = [await node.block([next]), await source.block([next])];
    assert.deepEqual(found.appHash, expected.appHash);
    assert.equal(node.store.base, Number(good.height));
    assert.deepEqual(
      [...node.store.blocks(1)].map(({ height }) => height),
      [Number(good.height) + 1],
    );
    // What it never had is said at its door.
    const content = new ContentFolder(fresh());
    const door = await buildService({ ...node, content, version: "0.0.0-test" });
    for (const path of ["/v1/blocks?from=1", `/v1/heads/${good.height}`]) {
      const { statusCode, body } = await door.inject(path);
      assert.deepEqual([statusCode, JSON.parse(body).code], [404, "service/before-snapshot"], path);
    }
    for (const path of [`/v1/blocks?from=${good.height + 1n}`, `/v1/heads/${good.height + 1n}`])
      assert.equal((await door.inject(path)).statusCode, 200, path);
    await door.close();
    // With a block of its own it takes no other state.
    assert.equal(await node.offer(), Offer.REJECT);
    assert.match(node.said.at(-1)!, /a store that has blocks takes no snapshot/);
    const report = await checkStore(node.store, genesis, FACTS);
    assert.deepEqual([report.base, report.blocks], [Number(good.height), 1]);
    const log = [...node.store.state.entries("log/")][0]!;
    node.store.state.write(new Map([[log[0], log[1].with(20, log[1][20]! ^ 1)]]));
    await assert.rejects(checkStore(node.store, genesis, FACTS), { code: "node/root-differs" });
    await node.close();
  });

  it("are refused when they lie, with whoever sent them, and another one is taken after them", async () => {
    const node = await joining();
    const offerOf = (bytes: Uint8Array) =>
      node.offer(encodeSnapshot(genesis, Number(good.height), [sha256(bytes)]));
    for (const forged of [
      chunk.with(chunk.length - 1, chunk.at(-1)! ^ 1),
      chunk.with(30, chunk[30]! ^ 1),
      Uint8Array.of(0x80),
      Uint8Array.of(0xff),
    ]) {
      assert.equal(await offerOf(forged), Offer.ACCEPT);
      const { result, rejectSenders } = await node.apply(forged, 0, "liar");
      assert.equal(result, Applied.REJECT_SNAPSHOT);
      assert.deepEqual(new Set(rejectSenders), new Set(["liar"]));
      assert.equal((await node.client.ask("info", {})).lastBlockHeight, 0n);
    }
    // The validators signed another root than the snapshot's.
    assert.equal(
      await node.offer(
        {},
        appHash.map((byte) => byte ^ 1),
      ),
      Offer.ACCEPT,
    );
    assert.equal((await node.apply(chunk)).result, Applied.REJECT_SNAPSHOT);
    assert.match(node.said.at(-1)!, /does not give its state root/);
    // One that was begun, and not finished.
    assert.equal(
      await node.offer(encodeSnapshot(genesis, Number(good.height), [sha256(chunk), sha256(next)])),
      Offer.ACCEPT,
    );
    assert.equal((await node.apply(chunk)).result, Applied.ACCEPT);
    assert.equal((await node.apply(chunk, 5)).result, Applied.REJECT_SNAPSHOT);
    assert.equal(await node.offer(), Offer.ACCEPT);
    assert.equal((await node.apply(chunk)).result, Applied.ACCEPT);
    assert.equal((await node.client.ask("info", {})).lastBlockHeight, good.height);
    // The engine was killed before it noted that: it offers one again.
    assert.equal(await node.offer(), Offer.ACCEPT);
    assert.equal((await node.apply(chunk)).result, Applied.ACCEPT);
    assert.deepEqual(Buffer.from((await node.client.ask("info", {})).lastBlockAppHash), appHash);
    await node.close();
  });

  it("are kept a few at a time, and not offered when they are damaged or unfinished", async () => {
    const failures: string[] = [];
    const options = {
      genesis,
      folder: shelfFolder,
      interval: 1,
      kept: 2,
      failed: ({ code }: { readonly code: string }) => failures.push(code),
    };
    for (const name of ["77.partial", "other"]) mkdirSync(join(shelfFolder, name));
    mkdirSync(join(shelfFolder, "5"));
    writeFileSync(join(shelfFolder, "5", "hashes"), new Uint8Array(33));
    const again = await SnapshotShelf.open(options);
    assert.deepEqual(again.list(), [encodeSnapshot(genesis, Number(good.height), [sha256(chunk)])]);
    assert.deepEqual(readdirSync(shelfFolder), [String(good.height)]);
    for (let i = 0; i < 3; i++) {
      await source.block([]);
      await until("a snapshot is made", () => {
        again.committed(source.store);
        return again.list().some(({ height }) => Number(height) === source.store.height);
      });
    }
    const heights = again.list().map(({ height }) => Number(height));
    assert.deepEqual(heights, [source.store.height - 1, source.store.height]);
    assert.equal(again.oldest, heights[0]);
    const file = join(shelfFolder, String(heights[0]), "0");
    writeFileSync(file, readFileSync(file).subarray(1));
    assert.equal(await again.chunk(heights[0]!, 1, 0), undefined);
    assert.deepEqual(
      [again.list().length, existsSync(file), failures],
      [1, false, ["comet/snapshot-failed"]],
    );
    await again.close();
  });
});
