// A voting chain that follows real contracts on a local EVM: a ledger with its blocks, oracles with followers, and Ethereum nodes that
// are dead, or lie.
import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { LocalAccount } from "viem";
import {
  createFollower,
  type Follower,
  type FollowerOptions,
} from "../../../packages/node/src/follower/index.js";
import type { Hex } from "../../../src/bytes/index.js";
import { toHex } from "../../../src/bytes/index.js";
import type { Deployment } from "../../../src/evm/index.js";
import {
  type Attestation,
  type CheckedGenesis,
  checkGenesis,
  DEFAULT_PARAMETERS,
  decodeTransaction,
  type Facts,
  type Genesis,
  Ledger,
  MemoryStore,
  type ProcessView,
  processView,
  type ToldBlock,
  transactionId,
  wordHash,
} from "../../../src/ledger/index.js";
import { contentHash } from "../../../src/process/index.js";
import { cast, deployment, type Params, processesAs } from "../../contracts/support.js";
import { evm } from "../../support/evm.js";
import { ruleFacts } from "../../support/ledger/votes.js";

const HASH = contentHash(new Uint8Array());
export const METADATA = `https://example.org/metadata.json!${HASH}`;
export const CENSUS = `https://example.org/census!${HASH}`;

/** Parameters that the voting chain can run. */
export const runnable = (change: Partial<Params> = {}): Partial<Params> => ({
  mode: 2,
  startBlock: 1,
  blockCount: 100_000,
  questionCount: 1,
  metadata: METADATA,
  censusUri: CENSUS,
  censusRoot: `0x${"11".repeat(32)}`,
  paramsSignature: `0x${"00".repeat(32)}`,
  ...change,
});

/** Notes that outlive their follower. */
export class MapNotes {
  readonly #values = new Map<string, Uint8Array>();
  get = (name: string) => this.#values.get(name);
  put = (name: string, bytes: Uint8Array) => void this.#values.set(name, bytes);
}

/** One node that orders: what it accepted is in the next block, some milliseconds later. */
export class SoloChain {
  readonly ledger: Ledger;
  readonly facts: Facts;
  /** All attestations that were sent to it, accepted or not. */
  readonly heard: Attestation[] = [];
  readonly blocks: ToldBlock[] = [];
  #pool: { readonly bytes: Uint8Array; readonly settle: (error?: Error) => void }[] = [];
  readonly #transactions = new Map<Hex, Uint8Array>();
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(genesis: CheckedGenesis, facts = ruleFacts()) {
    this.facts = facts;
    this.ledger = new Ledger(genesis, new MemoryStore());
  }

  readonly find = (id: Hex): Uint8Array | undefined => this.#transactions.get(id);

  readonly submit = async (bytes: Uint8Array) => {
    const read = decodeTransaction(bytes);
    if (read.kind === "attest") this.heard.push(read);
    await this.ledger.check(bytes, this.facts);
    const recorded = new Promise<void>((resolve, reject) =>
      this.#pool.push({ bytes, settle: (error) => (error ? reject(error) : resolve()) }),
    );
    recorded.catch(() => {});
    return { recorded };
  };

  process(id: Hex): ProcessView | undefined {
    return processView(this.ledger.state, id);
  }

  start(): void {
    const turn = () => {
      this.#work = this.block().then(() => {
        this.#timer = setTimeout(turn, 10);
      });
    };
    this.#timer = setTimeout(turn);
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#work;
    clearTimeout(this.#timer);
  }

  async block(): Promise<void> {
    const taken = this.#pool;
    this.#pool = [];
    const height = this.ledger.height + 1;
    const transactions = taken.map(({ bytes }) => bytes);
    const applied = await this.ledger.apply({ height, transactions }, this.facts);
    applied.commit();
    this.blocks.push({ height, transactions, stateRoot: toHex(applied.stateRoot) });
    for (const [i, { bytes, settle }] of taken.entries()) {
      const result = applied.results[i]!;
      this.#transactions.set(toHex(transactionId(bytes)), bytes);
      settle(result.accepted ? undefined : result.error);
    }
  }
}

export interface Scene {
  readonly contracts: Deployment;
  readonly genesis: CheckedGenesis;
  readonly chain: SoloChain;
  /** Oracles' accounts. */
  readonly oracles: readonly LocalAccount[];
  /** All that followers logged, as JSON. */
  readonly logged: string[];
  readonly url: string;
  readonly processes: ReturnType<typeof processesAs>;
  /** Makes a follower that looks every few milliseconds, and starts it. */
  follow(options?: Partial<FollowerOptions>): Follower;
  close(): Promise<void>;
}

export async function openScene(
  { validators = [], ...change }: Partial<Genesis> & { readonly validators?: readonly Hex[] } = {},
  { contracts, facts }: { readonly contracts?: Deployment; readonly facts?: Facts } = {},
): Promise<Scene> {
  const deployed = contracts ?? (await deployment());
  const { entity, oracles } = await cast();
  const { url, chainId } = await evm();
  const accounts = oracles.map(({ account }) => account as LocalAccount);
  const genesis = checkGenesis({
    votingChain: 1,
    evm: { chainId, contracts: [deployed.processes.toLowerCase() as Hex] },
    lists: {
      oracles: accounts.map(({ address }) => address.toLowerCase() as Hex),
      quorum: 2,
      keykeepers: null,
      validators,
    },
    censusKeys: [{ circuit: "census-7", depth: 7, keyHash: `0x${"ab".repeat(32)}` }],
    parameters: DEFAULT_PARAMETERS,
    ...change,
  });
  const chain = new SoloChain(genesis, facts);
  chain.start();
  const logged: string[] = [];
  const note = (fields: object, message: string) => void logged.push(JSON.stringify({ ...fields, message }));
  const followers: Follower[] = [];
  return {
    contracts: deployed,
    genesis,
    chain,
    oracles: accounts,
    logged,
    url,
    processes: processesAs(entity, deployed.processes),
    follow(options = {}) {
      const follower = createFollower({
        endpoints: [url],
        genesis,
        contracts: genesis.evm!.contracts,
        confirmations: 0,
        notes: new MapNotes(),
        state: () => chain.ledger.state,
        submit: chain.submit,
        log: { info: note, warn: note },
        pollInterval: 20,
        timeout: 2_000,
        ...options,
      });
      followers.push(follower);
      follower.start();
      return follower;
    },
    async close() {
      await Promise.all(followers.map((follower) => follower.stop()));
      await chain.stop();
      await closeNodes();
    },
  };
}

type Json = Record<string, unknown>;

/** Closed with the scene, so that a test that fails ends too. */
const nodes: Server[] = [];

async function closeNodes(): Promise<void> {
  for (const server of nodes.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const textOf = async (request: IncomingMessage) => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks).toString();
};

/**
 * An Ethereum node in front of another one.
 * @param change what it answers in place of the other one's result, an error too, whose cause is its code; it never answers if this never does
 */
export async function otherNode(
  url: string,
  change: (request: Json & { method: string }, result: unknown) => unknown,
): Promise<{ readonly url: string }> {
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    const call = JSON.parse(body) as Json & { method: string };
    const headers = { "content-type": "application/json" };
    const answer = (await (await fetch(url, { method: "POST", headers, body })).json()) as Json;
    if ("result" in answer) answer.result = await change(call, answer.result);
    if (answer.result instanceof Error) {
      const { message, cause = -32000 } = answer.result;
      answer.error = { code: cause, message };
      delete answer.result;
    }
    response.writeHead(200, headers).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  nodes.push(server);
  return { url: `http://127.0.0.1:${port}` };
}

/** No two of an oracle's attestations with the same number and revision say different things. */
export function assertNoContradiction(heard: readonly Attestation[]): void {
  const said = new Map<string, string>();
  for (const word of heard) {
    const key = [word.oracle, word.subject, word.sequence, word.revision].join();
    assert.equal(said.get(key) ?? wordHash(word), wordHash(word), `two attestations are ${key}`);
    said.set(key, wordHash(word));
  }
}
