/** Validators that order together, each with a real engine, on loopback: their applications in this process, or in one of their own. */

import { randomInt } from "node:crypto";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import {
  type CometOptions,
  CometOrdering,
  Engine,
  type EngineHomeOptions,
  EngineRpc,
  nodeIdOf,
  writeEngineHome,
} from "../../../packages/node/src/ordering/comet/index.js";
import { NodeStore } from "../../../packages/node/src/store/index.js";
import { validatorKey } from "../../../src/api/index.js";
import type { CheckedGenesis } from "../../../src/ledger/index.js";
import { ruleFacts } from "../ledger/votes.js";
import { ORACLES, testGenesis } from "../ledger/world.js";

/** The engine that `npm run build:cometbft` builds, or the one that PSEPHOS_NODE_ENGINE names. */
export const ENGINE =
  process.env.PSEPHOS_NODE_ENGINE ?? join(import.meta.dirname, "../../../build/cometbft/cometbft");
export const hasEngine = existsSync(ENGINE);

export const seedOf = (i: number): Uint8Array => sha256(utf8ToBytes(`psephos test validator ${i}`));

export const keyOf = (i: number) => validatorKey(seedOf(i));

/** A genesis document with so many validators. */
export const cometGenesis = (validators: number): CheckedGenesis =>
  testGenesis({
    lists: {
      oracles: ORACLES.map(({ address }) => address),
      quorum: 2,
      keykeepers: null,
      validators: Array.from({ length: validators }, (_, i) => keyOf(i)),
    },
  });

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer().once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });

/** A port of loopback that was free a moment ago, below those that the system gives to clients. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 30_000);
    if (await listens(port)) return port;
  }
}

export const LOOPBACK = "127.0.0.1";

/** Where a node is, before it is started: the others have to know it. */
export interface Place {
  /** The address at which the others reach it: loopback if left out. */
  readonly host?: string;
  readonly folder: string;
  readonly id: string;
  readonly rpcPort: number;
  readonly p2pPort: number;
}

export async function placeOf(folder: string): Promise<Place> {
  return {
    folder,
    id: nodeIdOf(join(folder, "engine")),
    rpcPort: await freePort(),
    p2pPort: await freePort(),
  };
}

export type CometChange = Partial<CometOptions> & { readonly engine?: Partial<EngineHomeOptions> };

/** A node with its engine, which can be stopped and started again. */
export class CometNode {
  readonly place: Place;
  readonly rpc: EngineRpc;
  /** What the engine and the application said of their troubles. */
  readonly log: string[] = [];
  readonly #genesis: CheckedGenesis;
  readonly #seed: Uint8Array;
  readonly #peers: readonly Place[];
  readonly #change: CometChange;
  #open: { readonly store: NodeStore; readonly ordering: CometOrdering; readonly engine: Engine } | undefined;

  /** @param seed undefined for a node that validates nothing */
  constructor(
    place: Place,
    genesis: CheckedGenesis,
    seed: Uint8Array | undefined,
    peers: readonly Place[],
    change: CometChange,
  ) {
    this.place = place;
    this.rpc = new EngineRpc(`http://127.0.0.1:${place.rpcPort}`);
    this.#genesis = genesis;
    this.#seed = seed ?? seedOf(999);
    this.#peers = peers.filter((one) => one !== place);
    this.#change = change;
  }

  get store(): NodeStore {
    return this.#open!.store;
  }

  get ordering(): CometOrdering {
    return this.#open!.ordering;
  }

  get engine(): Engine {
    return this.#open!.engine;
  }

  /** @param settings may change the engine's settings, a file, before it starts */
  async start(settings?: (file: string) => void): Promise<void> {
    const { folder, rpcPort, p2pPort } = this.place;
    const { engine: engineChange, ...change } = this.#change;
    const store = NodeStore.open(join(folder, "store"));
    const ordering = new CometOrdering({
      genesis: this.#genesis,
      store,
      facts: ruleFacts(),
      secretKey: this.#seed,
      version: "0.0.0-test",
      address: `unix://${join(folder, "app.sock")}`,
      rpc: this.rpc,
      blockTime: BLOCK_TIME,
      failed: (error) => this.log.push(String(error)),
      ...change,
    });
    await ordering.start();
    writeEngineHome({
      folder: join(folder, "engine"),
      genesis: this.#genesis,
      seed: this.#seed,
      application: ordering.address,
      rpc: `tcp://127.0.0.1:${rpcPort}`,
      p2p: `tcp://127.0.0.1:${p2pPort}`,
      peers: this.#peers.map((one) => `${one.id}@127.0.0.1:${one.p2pPort}`),
      blockTime: change.blockTime ?? BLOCK_TIME,
      ...engineChange,
    });
    settings?.(join(folder, "engine", "config", "config.toml"));
    const engine = await Engine.start({
      program: ENGINE,
      folder: join(folder, "engine"),
      told: (line) => {
        this.log.push(line);
        ordering.said(line);
      },
      ended: (reason) => this.log.push(`ended: ${reason}`),
    });
    this.#open = { store, ordering, engine };
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    const { engine, ordering, store } = this.#open;
    this.#open = undefined;
    await engine.stop();
    await ordering.stop();
    await ordering.close();
    await store.close();
  }

  async restart(): Promise<void> {
    await this.close();
    await this.start();
  }
}

const BLOCK_TIME = 100;

/** Starts a node with its engine. */
export async function startComet(...args: ConstructorParameters<typeof CometNode>): Promise<CometNode> {
  const node = new CometNode(...args);
  await node.start();
  return node;
}

/** Starts a chain of so many validators. */
export async function startChain(
  folder: string,
  count: number,
  change: CometChange | ((place: Place, i: number) => CometChange | Promise<CometChange>) = {},
): Promise<CometNode[]> {
  const genesis = cometGenesis(count);
  const places = await Promise.all(
    Array.from({ length: count }, (_, i) => placeOf(join(folder, `node-${i}`))),
  );
  return Promise.all(
    places.map(async (place, i) => {
      const own = typeof change === "function" ? await change(place, i) : change;
      return startComet(place, genesis, seedOf(i), places, own);
    }),
  );
}

/** Resolves when the node takes transactions. */
export async function accepting({ ordering, log }: CometNode, patience = 30_000): Promise<void> {
  const end = performance.now() + patience;
  for (;;) {
    await ordering.look();
    if (ordering.status.accepting) return;
    if (performance.now() > end)
      throw new Error(
        `the node accepts nothing: ${ordering.status.error.message}\n${log.slice(-20).join("\n")}`,
      );
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
