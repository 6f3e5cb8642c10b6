/** A node that orders alone, in a folder of its own, for the people of the test chains. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { type Ordering, type SoloOptions, SoloOrdering } from "../../../packages/node/src/ordering/index.js";
import { NodeStore, type StoreOptions } from "../../../packages/node/src/store/index.js";
import { validatorKey } from "../../../src/api/index.js";
import { type Hex, toHex } from "../../../src/bytes/index.js";
import {
  type CheckedGenesis,
  type Facts,
  type Genesis,
  Ledger,
  MemoryStore,
  processView,
} from "../../../src/ledger/index.js";
import { people } from "../ledger/people.js";
import { namedCensus, ruleFacts } from "../ledger/votes.js";
import { ORACLES, type ParamsChange, testGenesis, World } from "../ledger/world.js";

export const SECRET_KEY = sha256(utf8ToBytes("psephos test validator"));

export const nodeGenesis = (change: Partial<Genesis> = {}): CheckedGenesis =>
  testGenesis({
    lists: {
      oracles: ORACLES.map(({ address }) => address),
      quorum: 2,
      keykeepers: null,
      validators: [validatorKey(SECRET_KEY)],
    },
    ...change,
  });

export const VOTERS = people("node voter", 64);
export const CENSUS = namedCensus(VOTERS);

/** A folder that `remove` takes away. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "psephos-node-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export interface SoloNode {
  readonly store: NodeStore;
  readonly ordering: SoloOrdering;
  close(): Promise<void>;
}

/** Starts a node on a folder. */
export async function startSolo(
  folder: string,
  options: Partial<SoloOptions> = {},
  storeOptions: StoreOptions = {},
): Promise<SoloNode> {
  const store = NodeStore.open(folder, storeOptions);
  try {
    const ordering = new SoloOrdering({
      genesis: nodeGenesis(),
      store,
      facts: ruleFacts(),
      secretKey: SECRET_KEY,
      interval: 5,
      ...options,
    });
    await ordering.start();
    const close = async () => {
      await ordering.stop();
      await store.close();
    };
    return { store, ordering, close };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Resolves when the node's chain has a height. */
export const until = (ordering: Ordering, height: number): Promise<void> =>
  new Promise((resolve) => {
    if (ordering.head.height >= height) return resolve();
    const end = ordering.subscribe((event) => {
      if (event.kind !== "block" || event.head.height < height) return;
      end();
      resolve();
    });
  });

/** A world on the node's chain that has declared a process by name, with what the node has to be told of it. */
export async function declared(change: ParamsChange = {}, facts: Facts = ruleFacts()) {
  const world = new World(facts, nodeGenesis());
  const id = await world.declare({ censusRoot: CENSUS.root, blockCount: 0, ...change });
  return { world, id, told: world.blocks.flatMap(({ transactions }) => transactions) };
}

/** Tells a node of a process, and waits until it takes votes in the next block. @returns the first height that takes votes */
export async function tell(ordering: Ordering, id: Hex, told: readonly Uint8Array[]): Promise<number> {
  for (const bytes of told) await (await ordering.submit(bytes)).recorded;
  const start = processView(ordering.state, id)?.start;
  if (start === undefined) throw new Error("the process has no start");
  await until(ordering, start - 1);
  return start;
}

/** Replays the blocks of a store into an empty state. @returns the last root; throws if a block's root is another */
export async function replay(
  store: NodeStore,
  facts: Facts = ruleFacts(),
  genesis: CheckedGenesis = nodeGenesis(),
): Promise<Ledger> {
  const ledger = new Ledger(genesis, new MemoryStore());
  for (const block of store.blocks(1)) {
    const applied = await ledger.apply(block, facts);
    if (toHex(applied.stateRoot) !== block.stateRoot)
      throw new Error(`block ${block.height} has another root`);
    if (applied.results.some((result) => !result.accepted || result.outcome.repeated))
      throw new Error(`block ${block.height} has a transaction that changes nothing`);
    applied.commit();
  }
  return ledger;
}
