/** Puts the rooms of a node together, and takes them apart in the reverse order. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type Logger, pino } from "pino";
import type { CheckedGenesis } from "psephos/ledger";
import { bytesToHex, type Hex } from "viem";
import { createFollower, type Follower, type FollowerStatus } from "../follower/index.js";
import { createContentFetcher, createGatewayExchange, type Gossip } from "../network/index.js";
import type { Ordering } from "../ordering/index.js";
import { buildService, ContentFolder, type FollowerFigures, type Limits } from "../service/index.js";
import { NodeStore } from "../store/index.js";
import { CeremonyWatch } from "./ceremony-watch.js";
import { openGateway } from "./gateway.js";
import { openGossip } from "./gossip.js";
import { hasGenesis, nodeKeys, pathsOf, readGenesis } from "./home.js";
import { initHome } from "./init.js";
import { hostOf } from "./load-settings.js";
import { openOrdering } from "./open-ordering.js";
import type { Settings } from "./settings.js";
import type { Terminal } from "./terminal.js";

const VERSION: string = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
).version;

/** The number of a chain for development. */
const DEVELOPMENT_CHAIN = 1;

export interface NodeOptions {
  /** Where the log goes, a line of JSON at a time; standard output if left out. */
  readonly stream?: { write(line: string): void };
  /** The program of the checking threads; see `threadFacts`. */
  readonly worker?: URL;
  /** Milliseconds between two looks at the EVM. */
  readonly pollInterval?: number;
  /** What the HTTP door bounds, where it is not as usual. */
  readonly limits?: Partial<Limits>;
}

export interface RunningNode {
  /** Where the HTTP door is. */
  readonly url: string;
  readonly genesis: CheckedGenesis;
  readonly ordering: Ordering;
  readonly follower: Follower | undefined;
  /** Ends it: no new requests, the block under way is finished, the store is closed. May be called twice. */
  close(): Promise<void>;
}

/** Things to close, the last opened first. An error of one does not keep the others open. */
class Closing {
  readonly #steps: (() => Promise<unknown>)[] = [];
  #closed: Promise<void> | undefined;

  add(step: () => Promise<unknown>): void {
    this.#steps.push(step);
  }

  close(): Promise<void> {
    this.#closed ??= this.#run();
    return this.#closed;
  }

  async #run(): Promise<void> {
    const errors: unknown[] = [];
    for (const step of this.#steps.reverse()) await step().catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw errors[0];
  }
}

interface Opened {
  readonly settings: Settings;
  readonly genesis: CheckedGenesis;
  readonly log: Logger;
  readonly closing: Closing;
  readonly options: NodeOptions;
}

function openFollower(
  { settings, genesis, log, closing, options }: Opened,
  {
    ordering,
    store,
    account,
  }: { ordering: Ordering; store: NodeStore; account: ReturnType<typeof nodeKeys>["oracle"] },
): Follower | undefined {
  if (!genesis.evm || settings.endpoints.length === 0) return undefined;
  const follower = createFollower({
    endpoints: settings.endpoints,
    genesis,
    contracts: genesis.evm.contracts,
    ...(settings.oracle && { account }),
    confirmations: settings.confirmations,
    notes: store.notes,
    state: () => ordering.state,
    submit: (transaction) => ordering.submit(transaction),
    find: (id) => {
      const place = store.transaction(id);
      return place && store.block(place.height)?.transactions[place.index];
    },
    report: settings.report,
    log: log.child({ room: "follower" }),
    ...(options.pollInterval !== undefined && { pollInterval: options.pollInterval }),
  });
  closing.add(() => follower.stop());
  return follower;
}

function figuresOf({ read, head, endpoints, processes, lists }: FollowerStatus): FollowerFigures {
  return {
    block: read?.number ?? -1,
    head: head ?? -1,
    failing: endpoints.filter(({ failing }) => failing !== null).length,
    stuck: [...processes, lists].filter(({ error }) => error !== null).length,
  };
}

function tellTroubles({ log, closing }: Opened, ordering: Ordering): void {
  const unsubscribe = ordering.subscribe((event) => {
    if (event.kind === "trouble")
      log.error({ code: event.error.code, hint: event.error.hint }, event.error.message);
  });
  closing.add(async () => unsubscribe());
}

async function openAll(opened: Opened): Promise<RunningNode> {
  const { settings, genesis, log, closing, options } = opened;
  const paths = pathsOf(settings.home);
  const { seed, oracle: account } = nodeKeys(settings.home);
  const store = NodeStore.open(paths.store);
  closing.add(() => store.close());
  const ordering = await openOrdering({
    settings,
    genesis,
    store,
    seed,
    version: VERSION,
    log: log.child({ room: "ordering" }),
    worker: options.worker,
    closing: (step) => closing.add(step),
  });
  tellTroubles(opened, ordering);
  const content = new ContentFolder(paths.content, () => store.censusUris());
  const follower = openFollower(opened, { ordering, store, account });
  const ceremonies = new CeremonyWatch(ordering, log.child({ room: "keykeeper" }));
  closing.add(async () => ceremonies.close());
  let gossip: Gossip | undefined;
  const gateway = settings.oblivious
    ? openGateway({
        settings,
        genesis,
        ordering,
        seed,
        version: VERSION,
        gossip: () => gossip?.addresses ?? [],
      })
    : undefined;
  if (gateway && settings.gossip.length > 0) {
    const isRecorded = (id: Hex) => store.transaction(id) !== undefined;
    gossip = await openGossip({
      settings,
      ordering,
      gateway,
      isRecorded,
      log: log.child({ room: "network" }),
    });
    closing.add(gossip.stop);
    log.info({ addresses: gossip.addresses }, "gossip with other gateways");
  }
  const service = await buildService({
    ordering,
    store,
    content,
    version: VERSION,
    missing: () => ceremonies.missing,
    follower: () => follower && figuresOf(follower.status),
    votesSignature: (processId) => follower?.votesSignature(processId),
    ...(gossip && { passOn: gossip.transaction }),
    ...(gateway && { oblivious: gateway.oblivious, gateways: gateway.door }),
    log: { level: settings.logLevel, stream: options.stream ?? process.stdout },
    ...(options.limits && { limits: options.limits }),
    ...(settings.trustProxy.length > 0 && { trustProxy: settings.trustProxy }),
  });
  closing.add(() => service.close());
  await gossip?.serve(service.carried);
  const url = await service.listen({ host: settings.host, port: settings.port });
  follower?.start();
  if (gateway) {
    const exchange = createGatewayExchange({
      book: gateway.book,
      own: gateway.own,
      named: settings.gateways,
      log: log.child({ room: "network" }),
      allowPrivate: settings.insecure,
    });
    closing.add(() => exchange.stop());
    exchange.start();
  }
  if (settings.fetchContent) {
    const fetcher = createContentFetcher({
      content,
      state: () => ordering.state,
      more: () => [...store.censusUris(), ...(follower?.censusUris ?? [])],
      log: log.child({ room: "network" }),
      allowPrivate: settings.insecure,
      ...(settings.ipfsGateways.length > 0 && { gateways: settings.ipfsGateways }),
      ...(settings.ipfsApi !== "" && { kubo: { url: settings.ipfsApi } }),
    });
    closing.add(() => fetcher.stop());
    fetcher.start();
  }
  const genesisHash = bytesToHex(genesis.hash);
  log.info(
    { url, genesisHash, height: ordering.head.height, endpoints: settings.endpoints.map(hostOf) },
    "the node runs",
  );
  const close = () => {
    log.info({ height: ordering.head.height }, "the node stops");
    return closing.close();
  };
  return { url, genesis, ordering, follower, close };
}

/**
 * Starts a node in its home.
 * @throws PsephosError those of `readGenesis`, `NodeStore.open`, `Ordering`, `createFacts`; an address in use as the system's error
 */
export async function startNode(settings: Settings, options: NodeOptions = {}): Promise<RunningNode> {
  const genesis = readGenesis(settings.home);
  const log = pino({ level: settings.logLevel, base: null }, options.stream ?? process.stdout);
  const closing = new Closing();
  try {
    return await openAll({ settings, genesis, log, closing, options });
  } catch (error) {
    await closing.close().catch(() => {}); // the first error is thrown
    throw error;
  }
}

/** `psephos-node start`: runs until the signal. Without a genesis document, a development chain begins. */
export async function startAndWait(
  given: () => Settings,
  { terminal, signal }: { readonly terminal: Terminal; readonly signal: AbortSignal },
): Promise<void> {
  const { home } = given();
  if (!hasGenesis(home)) {
    terminal.warn(`${home} has no genesis document: a chain for development begins there.`);
    const { oracle } = await initHome({
      home,
      votingChain: DEVELOPMENT_CHAIN,
      evm: null,
      oracles: [],
      keykeepers: null,
      keys: [],
      development: true,
    });
    terminal.warn(`Its census key is public: anyone can forge votes on it. Its oracle is ${oracle}.`);
  }
  const node = await startNode(given());
  terminal.warn(`The node answers at ${node.url}; Ctrl-C ends it.`);
  if (!signal.aborted) await once(signal, "abort");
  await node.close();
}
