// A node joins by a snapshot under load, though one of the others offers a false one: it has the same state as they, and answers votes and receipts.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  findSnapshotSource,
  SnapshotShelf,
  type Snapshots,
} from "../../../packages/node/src/ordering/comet/index.js";
import { encodeSnapshot } from "../../../packages/node/src/ordering/comet/snapshot-form.js";
import { checkCommitReceipt, receiptOf } from "../../../src/api/index.js";
import { type Hex, toHex } from "../../../src/bytes/index.js";
import { encodeTransaction, loggedVote, processView } from "../../../src/ledger/index.js";
import { rejectsCode } from "../../support/errors.js";
import { namedVote, ruleFacts } from "../../support/ledger/votes.js";
import { World } from "../../support/ledger/world.js";
import {
  accepting,
  type CometNode,
  cometGenesis,
  type Place,
  placeOf,
  startChain,
  startComet,
} from "../../support/node/comet.js";
import { CENSUS, tell, temporaryFolder, until, VOTERS } from "../../support/node/solo.js";

const genesis = cometGenesis(4);
const INTERVAL = 10;

const shelf = ({ folder }: Place) =>
  SnapshotShelf.open({
    genesis,
    folder: join(folder, "snapshots"),
    interval: INTERVAL,
    kept: 8,
    failed: (error) => assert.fail(error),
  });

/** While it holds there are no newer snapshots: the engine begins with the highest that it heard of, which is then the false one. */
let held = false;

const holding = (honest: Snapshots): Snapshots => ({
  get oldest() {
    return honest.oldest;
  },
  committed: (store) => {
    if (!held) honest.committed(store);
  },
  close: () => honest.close(),
  list: () => honest.list(),
  chunk: (...asked) => honest.chunk(...asked),
});

/** Offers for the block after each snapshot one whose content was changed, with the hashes of that content. */
function liar(honest: Snapshots): Snapshots {
  const forged = new Map<number, Uint8Array>();
  return {
    get oldest() {
      return honest.oldest;
    },
    committed: (store) => {
      honest.committed(store);
      for (const { height } of honest.list())
        void honest.chunk(Number(height), 1, 0).then((bytes) => {
          if (bytes) forged.set(Number(height) + 1, bytes.with(bytes.length - 1, bytes.at(-1)! ^ 1));
        });
    },
    close: () => honest.close(),
    list: () =>
      [...forged].map(([height, bytes]) =>
        encodeSnapshot(genesis, height, [toHex(createHash("sha256").update(bytes).digest())]),
      ),
    chunk: async (height) => forged.get(height),
  };
}

describe("comet: a node that joins by a snapshot", () => {
  const folder = temporaryFolder();
  let nodes: CometNode[] = [];
  let joined: CometNode;
  let world: World;
  let id: Hex;
  const refused: string[] = [];
  const vote = async (i: number) =>
    encodeTransaction(await namedVote(world, id, VOTERS[i]!, CENSUS.member(i)));
  const send = async (node: CometNode, i: number) => (await node.ordering.submit(await vote(i))).recorded;

  before(async () => {
    nodes = await startChain(folder.path, 4, async (place, i) => {
      const honest = await shelf(place);
      return { snapshots: i === 3 ? liar(honest) : holding(honest) };
    });
    for (const node of nodes) await accepting(node);
    world = new World(ruleFacts(), genesis);
    id = await world.declare({ censusRoot: CENSUS.root, blockCount: 0 });
    const told = world.blocks.flatMap(({ transactions }) => transactions);
    const start = await tell(nodes[0]!.ordering, id, told);
    for (const { ordering } of nodes) await until(ordering, start - 1);
    await Promise.all(Array.from({ length: 20 }, (_, i) => send(nodes[i % 4]!, i)));
    await until(nodes[0]!.ordering, nodes[0]!.ordering.head.height + 2 * INTERVAL);
  });
  after(async () => {
    for (const node of [...nodes, ...(joined ? [joined] : [])]) await node.close();
    folder.remove();
  });

  it("has their state without their blocks, though a false snapshot comes first", async () => {
    const servers = nodes.slice(0, 2).map((one) => `http://127.0.0.1:${one.place.rpcPort}`);
    const snapshot = await findSnapshotSource(genesis, servers);
    await rejectsCode("comet/snapshot-servers", findSnapshotSource(genesis, [servers[0]!, servers[0]!]));
    await assert.rejects(findSnapshotSource(cometGenesis(3), servers), { code: /^api\// });
    const place = await placeOf(join(folder.path, "joined"));
    held = true;
    await until(nodes[3]!.ordering, nodes[3]!.ordering.head.height + 2 * INTERVAL);
    joined = await startComet(place, genesis, undefined, [...nodes.map((one) => one.place), place], {
      engine: { snapshot },
    });
    joined.ordering.subscribe((event) => {
      if (event.kind === "trouble") refused.push(event.error.code);
    });
    for (let i = 20; i < 40; i++) {
      await send(nodes[i % 4]!, i);
      await sleep(200);
    }
    await accepting(joined, 40_000);
    held = false;
    assert.ok(joined.store.base > 0);
    assert.equal(joined.store.block(joined.store.base), undefined);
    assert.ok(refused.includes("comet/snapshot"), refused.join());
    const { height } = joined.ordering.head;
    await until(nodes[0]!.ordering, height);
    assert.equal(joined.store.block(height)!.stateRoot, nodes[0]!.store.block(height)!.stateRoot);
  });

  it("answers votes that were recorded before and after, and those that it is sent itself", async () => {
    const again = await joined.ordering.submit(await vote(0));
    assert.equal(again.outcome.repeated, true);
    const before = await again.recorded;
    assert.equal(before.index, null);
    assert.ok(before.height <= joined.store.base, "a vote before the snapshot has another height");
    const own = await send(joined, 41);
    await until(nodes[0]!.ordering, own.height);
    assert.deepEqual(nodes[0]!.store.block(own.height)!.transactions[own.index!], await vote(41));
    assert.equal(processView(joined.ordering.state, id)!.record.logSize, 41);
  });

  it("gives receipts of votes that were recorded before it joined", async () => {
    const { outcome } = await joined.ordering.submit(await vote(0));
    assert.ok(outcome.kind === "vote");
    const { entry } = loggedVote(
      joined.ordering.state,
      processView(joined.ordering.state, id)!,
      outcome.index,
    )!;
    assert.ok(entry.height <= joined.store.base);
    const name = { processId: id, voterId: entry.voterId, envelopeHash: entry.envelopeHash };
    await until(joined.ordering, joined.ordering.head.height + 3);
    const receipt = (await joined.ordering.commitReceipt(name))!;
    assert.equal(receipt.recorded, null, "the engine has a block that it never fetched");
    assert.deepEqual(checkCommitReceipt(genesis, receipt).entry, entry);
    assert.ok(receiptOf(joined.ordering.state, joined.ordering.head, name));
  });

  it("goes on after a restart, and offers its blocks from the snapshot on", async () => {
    const { base } = joined.store;
    await joined.restart();
    await accepting(joined);
    assert.equal(joined.store.base, base);
    const first = [...joined.store.blocks(1)][0]!;
    assert.equal(first.height, base + 1);
  });
});
