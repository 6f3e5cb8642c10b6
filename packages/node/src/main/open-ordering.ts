/** Opens what orders: this node alone, or the consensus engine with its application. */
import { join } from "node:path";
import type { Logger } from "pino";
import { Refusal } from "psephos";
import { validatorKey } from "psephos/api";
import { createFacts } from "psephos/facts";
import type { CheckedGenesis, Facts } from "psephos/ledger";
import type { Hex } from "viem";
import { loadComet, type Ordering, type SnapshotSource, SoloOrdering } from "../ordering/index.js";
import type { NodeStore } from "../store/index.js";
import { censusKeysOf, censusVerifiers } from "./census-keys.js";
import { pathsOf } from "./home.js";
import type { Settings } from "./settings.js";
import { threadFacts } from "./thread-facts.js";

export interface OrderingParts {
  readonly settings: Settings;
  readonly genesis: CheckedGenesis;
  readonly store: NodeStore;
  /** ed25519, 32 bytes: the validator's key. */
  readonly seed: Uint8Array;
  readonly version: string;
  readonly log: Logger;
  /** The program of the checking threads; see `threadFacts`. */
  readonly worker?: URL | undefined;
  /** Adds what is to be closed; the last one is closed first. */
  closing(step: () => Promise<unknown>): void;
}

async function openFacts({ settings, closing, worker }: OrderingParts): Promise<Facts> {
  const { insecure, threads } = settings;
  const keys = censusKeysOf(settings);
  const verifiers = await censusVerifiers(keys);
  for (const { verifier } of verifiers) closing(() => verifier.close());
  const checks = threadFacts({ threads, keys, insecure, worker });
  closing(() => checks.close());
  return createFacts({ verifiers, insecure, checks });
}

/** The longest path of a unix socket, in bytes: the least of all systems. */
const MOST_PATH = 103;

/** Where the application listens. @throws PsephosError `node/settings`: the home's path is too long for a socket */
function socketOf(home: string): `unix://${string}` {
  const path = join(home, "app.sock");
  if (Buffer.byteLength(path) > MOST_PATH)
    throw new Refusal("node/settings", `the path of the home is too long for a socket in it: ${path}`, {
      hint: "Take a shorter one, or start the node in the folder above it and name the home from there.",
    });
  return `unix://${path}`;
}

/** @throws PsephosError `node/settings`: what a snapshot needs is not whole */
function snapshotSourceOf({ snapshotServers, trustHeight, trustHash }: Settings): SnapshotSource | undefined {
  if (snapshotServers.length === 0) return undefined;
  if (snapshotServers.length < 2 || trustHeight === 0 || !/^0x[0-9a-f]{64}$/.test(trustHash))
    throw new Refusal(
      "node/settings",
      "a snapshot needs two snapshotServers, and the trustHeight and trustHash of a block",
      { hint: "`psephos-node chain join --snapshot-server` finds the block." },
    );
  return { servers: snapshotServers, trustHeight, trustHash: trustHash as Hex };
}

async function openComet(parts: OrderingParts, facts: Facts): Promise<Ordering> {
  const { settings, genesis, store, seed, version, log, closing } = parts;
  const { CometOrdering, EngineRpc, SnapshotShelf, Supervisor } = await loadComet();
  const { engine: folder, snapshots: shelf } = pathsOf(settings.home);
  const snapshot = snapshotSourceOf(settings);
  const rpc = new EngineRpc(settings.engineRpc.replace("tcp:", "http:"));
  const snapshots = await SnapshotShelf.open({
    genesis,
    folder: shelf,
    interval: settings.snapshotBlocks,
    failed: (error) => log.error({ err: error }, error.message),
  });
  closing(() => snapshots.close());
  const ordering = new CometOrdering({
    genesis,
    store,
    facts,
    secretKey: seed,
    version,
    address: socketOf(settings.home),
    rpc,
    blockTime: settings.blockTime,
    retain: settings.retainBlocks,
    snapshots,
    restored: (height) => log.info({ height }, "the node has the state of a snapshot"),
    failed: (error) => log.error({ err: error }, "a request of the engine failed"),
  });
  closing(() => ordering.close());
  closing(() => ordering.stop());
  await ordering.start();
  const supervisor = await Supervisor.start({
    program: settings.engine,
    ordering,
    home: {
      folder,
      genesis,
      seed: settings.signer === "" ? seed : undefined,
      signer: settings.signer === "" ? undefined : settings.signer,
      rpc: settings.engineRpc,
      p2p: settings.p2p,
      external: settings.p2pExternal,
      peers: settings.peers,
      snapshot,
      blockTime: settings.blockTime,
    },
    told: (line) => log.warn({ engine: line }, "the engine"),
    ended: (reason, retry) => log.error({ reason, retry }, "the engine ended, and is started again"),
  });
  closing(() => supervisor.stop());
  log.info(
    {
      nodeId: supervisor.nodeId,
      p2p: settings.p2p,
      validates: ordering.validators.present.includes(validatorKey(seed)),
    },
    "the engine runs",
  );
  return ordering;
}

/** @throws PsephosError those of `SoloOrdering`, `CometOrdering`, `Supervisor.start`, `createFacts` */
export async function openOrdering(parts: OrderingParts): Promise<Ordering> {
  const { settings, genesis, store, seed, closing } = parts;
  const facts = await openFacts(parts);
  if (settings.ordering === "comet") return openComet(parts, facts);
  const ordering = new SoloOrdering({ genesis, store, facts, secretKey: seed, interval: settings.blockTime });
  closing(() => ordering.stop());
  await ordering.start();
  return ordering;
}
