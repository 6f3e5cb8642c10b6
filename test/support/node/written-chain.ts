/** A node with an open door over a chain whose first blocks a test wrote: heights and windows are the test's, not those of a clock. */
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { SoloOrdering } from "../../../packages/node/src/ordering/index.js";
import { buildService, ContentFolder, type Limits } from "../../../packages/node/src/service/index.js";
import { NodeStore } from "../../../packages/node/src/store/index.js";
import { toHex } from "../../../src/bytes/index.js";
import { Ledger } from "../../../src/ledger/index.js";
import type { World } from "../ledger/world.js";
import { SECRET_KEY } from "./solo.js";

export interface NodeOfChain {
  readonly ordering: SoloOrdering;
  readonly store: NodeStore;
  /** Opens another door to the same node. @returns its address */
  open(limits?: Partial<Limits>): Promise<string>;
  close(): Promise<void>;
}

/** Writes the blocks of `world` into a new store. */
async function write(store: NodeStore, { genesis, blocks, facts }: World): Promise<void> {
  const ledger = new Ledger(genesis, store.state);
  for (const block of blocks) {
    const applied = await ledger.apply(block, facts);
    store.commit(applied, { ...block, stateRoot: toHex(applied.stateRoot), time: 1_700_000_000_000 });
  }
}

/**
 * Starts a node that goes on with the chain of `world`, a block each `interval` milliseconds.
 * @param folder of its own
 * @param files that it serves by their hashes
 */
export async function startNode(
  folder: string,
  world: World,
  files: readonly Uint8Array[],
  interval: number,
): Promise<NodeOfChain> {
  const store = NodeStore.open(join(folder, "store"));
  await write(store, world);
  const content = new ContentFolder(join(folder, "content"));
  for (const file of files) await content.put(file);
  const { genesis, facts } = world;
  const ordering = new SoloOrdering({ genesis, store, facts, secretKey: SECRET_KEY, interval });
  await ordering.start();
  const doors: Awaited<ReturnType<typeof buildService>>[] = [];
  return {
    ordering,
    store,
    async open(limits = {}) {
      const app = await buildService({ ordering, store, content, version: "1.2.3", limits });
      doors.push(app);
      await app.listen({ port: 0, host: "127.0.0.1" });
      return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    },
    async close() {
      for (const app of doors) await app.close();
      await ordering.stop();
      await store.close();
    },
  };
}
