/** A snapshot by the votes in it: made beside the chain, fetched chunk by chunk from the shelf of another node, and restored with all roots computed again. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SnapshotShelf } from "../../packages/node/src/ordering/comet/index.js";
import { SnapshotRestore } from "../../packages/node/src/ordering/comet/snapshot-restore.js";
import { Validators } from "../../packages/node/src/ordering/comet/validators.js";
import { NodeStore } from "../../packages/node/src/store/index.js";
import { toHex } from "../../src/bytes/index.js";
import { Ledger } from "../../src/ledger/index.js";
import { World } from "../../test/support/ledger/world.js";
import { cometGenesis } from "../../test/support/node/comet.js";
import { given, givenVote } from "../support/given-votes.js";
import { cpuTime } from "../support/measure.js";
import { type Row, rowsOf } from "./table.js";

const SIZES = (process.env.SIZES_SNAPSHOTS ?? "1000,10000,40000").split(",").map(Number);
const A_BLOCK = 1_000;
const fail = (error: unknown): never => {
  throw error;
};

/** A store with so many votes, and the root of its state. */
async function filled(store: NodeStore, votes: number): Promise<Uint8Array> {
  const world = new World(given, cometGenesis(4));
  const ledger = new Ledger(world.genesis, store.state);
  const step = async (transactions: readonly Uint8Array[]) => {
    const height = ledger.height + 1;
    const applied = await ledger.apply({ height, transactions }, given);
    store.commit(applied, { height, transactions, stateRoot: toHex(applied.stateRoot), time: height });
  };
  const id = await world.declare({ blockCount: 0 });
  await world.until(world.process(id).start!);
  for (const { transactions } of world.blocks) await step(transactions);
  for (let first = 0; first < votes; first += A_BLOCK)
    await step(Array.from({ length: Math.min(A_BLOCK, votes - first) }, (_, i) => givenVote(id, first + i)));
  return ledger.stateRoot;
}

async function snapshotOf(votes: number): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), "psephos-sizes-"));
  const genesis = cometGenesis(4);
  const from = NodeStore.open(join(folder, "from"));
  const into = NodeStore.open(join(folder, "into"));
  try {
    const root = await filled(from, votes);
    const shelf = await SnapshotShelf.open({
      ...{ genesis, folder: join(folder, "snapshots"), interval: from.height, failed: fail },
    });
    const begun = cpuTime();
    shelf.committed(from);
    while (shelf.list().length === 0) await sleep(2);
    const making = cpuTime() - begun;
    await shelf.close();
    const [offered] = shelf.list();
    let restored = 0;
    const restore = new SnapshotRestore({
      ...{ genesis, store: into, validators: new Validators(genesis, into.notes, () => into.height) },
      ...{ restored: (height: number) => (restored = height), refused: fail },
    });
    const started = cpuTime();
    const clock = performance.now();
    restore.offer(offered, root);
    let bytes = 0;
    for (let i = 0; i < offered!.chunks; i++) {
      const chunk = await shelf.chunk(Number(offered!.height), offered!.format, i);
      bytes += chunk!.length;
      restore.apply(i, chunk!, "another node");
    }
    if (restored !== from.height) throw new Error("the snapshot was not restored");
    return {
      chunks: offered!.chunks,
      "MB to fetch": bytes / 1e6,
      "bytes a vote": bytes / votes,
      "made, ms": making,
      "fetched from the disk, checked and stored, ms": cpuTime() - started,
      "the same by the clock, ms": performance.now() - clock,
    };
  } finally {
    await from.close();
    await into.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function snapshots(): Promise<readonly Row[]> {
  await snapshotOf(Math.min(1_000, SIZES[0]!)); // the compiler's time is nobody's
  const measured = [];
  for (const votes of SIZES) measured.push(await snapshotOf(votes));
  return rowsOf(
    SIZES.map((votes) => `${votes.toLocaleString("en")} votes`),
    measured,
  );
}
