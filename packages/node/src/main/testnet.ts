/** A voting chain of several validators on this machine: a home for each, a program for each, on loopback. For trying out and for tests. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Refusal } from "psephos";
import { type CheckedGenesis, genesisText, type Parameters } from "psephos/ledger";
import type { Hex } from "viem";
import { loadComet } from "../ordering/index.js";
import { hasGenesis, nodeKeys, pathsOf } from "./home.js";
import { initHome, joinHome } from "./init.js";
import type { Settings } from "./settings.js";

export interface TestnetOptions {
  /** The folder of the homes, node-1 to node-N. */
  readonly folder: string;
  /** 1 to 16. */
  readonly validators: number;
  /** The first of the ports: each node takes three in a row. */
  readonly port: number;
  readonly blockTime: number;
  readonly engine: string;
  readonly parameters?: Partial<Parameters> | undefined;
}

export interface TestnetHome {
  readonly home: string;
  readonly url: string;
  /** The address of its oracle. */
  readonly oracle: Hex;
}

export interface Testnet {
  readonly genesis: CheckedGenesis;
  readonly nodes: readonly TestnetHome[];
}

const PORTS = 3;
const MOST = 16;
const VOTING_CHAIN = 1;

/** The settings of one node, which the others find by its ports. */
async function placesOf({ folder, validators, port }: TestnetOptions) {
  const { nodeIdOf } = await loadComet();
  return Array.from({ length: validators }, (_, i) => {
    const home = join(folder, `node-${i + 1}`);
    const { validator, oracle } = nodeKeys(home);
    const [http, p2p, rpc] = [0, 1, 2].map((offset) => port + PORTS * i + offset) as [number, number, number];
    const address = oracle.address.toLowerCase() as Hex;
    return { home, validator, oracle: address, http, p2p, rpc, id: nodeIdOf(pathsOf(home).engine) };
  });
}

/**
 * Makes the homes of a chain whose validators are all here. Each is an oracle too; without an EVM they attest what they are given. Its census key is a development
 * key: anyone can forge votes on it.
 * @throws PsephosError `node/genesis-exists`, `node/settings`
 */
export async function makeTestnet(options: TestnetOptions): Promise<Testnet> {
  const { validators, blockTime, engine, parameters, folder } = options;
  if (!Number.isInteger(validators) || validators < 1 || validators > MOST)
    throw new Refusal("node/settings", `a chain on one machine has 1 to ${MOST} validators`);
  if (hasGenesis(join(folder, "node-1")))
    throw new Refusal("node/genesis-exists", `${folder} has a chain already`, {
      hint: "Take another folder, or delete this one.",
    });
  const places = await placesOf(options);
  const settingsOf = (place: (typeof places)[number]): Partial<Settings> => ({
    ordering: "comet",
    engine,
    port: place.http,
    p2p: `tcp://127.0.0.1:${place.p2p}`,
    engineRpc: `tcp://127.0.0.1:${place.rpc}`,
    peers: places.filter((one) => one !== place).map(({ id, p2p }) => `${id}@127.0.0.1:${p2p}`),
    blockTime,
    threads: 1,
  });
  const [first, ...others] = places;
  const { genesis } = await initHome({
    home: first!.home,
    votingChain: VOTING_CHAIN,
    evm: null,
    oracles: places.map(({ oracle }) => oracle),
    keykeepers: null,
    validators: places.map(({ validator }) => validator),
    keys: [],
    development: true,
    parameters,
    settings: settingsOf(first!),
  });
  for (const place of others)
    await joinHome({
      home: place.home,
      genesis: genesisText(genesis),
      keys: [],
      development: true,
      settings: settingsOf(place),
    });
  return {
    genesis,
    nodes: places.map(({ home, http, oracle }) => ({ home, url: `http://127.0.0.1:${http}`, oracle })),
  };
}

/** The command that runs a node, as words before its own. */
export type NodeCommand = readonly [program: string, ...words: string[]];

/** What each node was told to do, and what became of it. */
export interface TestnetWatcher {
  /** A node ended, though nobody asked for it. */
  ended(home: string, code: number | null): void;
  /** A line of a node's log. */
  told(home: string, line: string): void;
}

/** Starts each node as a program of its own. @returns a function that ends them all */
export function startTestnet(
  { nodes }: Pick<Testnet, "nodes">,
  [program, ...words]: NodeCommand,
  { ended, told }: TestnetWatcher,
): { readonly children: readonly ChildProcess[]; stop(): Promise<void> } {
  let stopping = false;
  const children = nodes.map(({ home }) => {
    const child = spawn(program, [...words, "chain", "start", "--home", home], {
      stdio: ["ignore", "pipe", "pipe"],
      detached: true, // Ctrl-C reaches this program, which ends them in order
    });
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on("line", (line) => told(home, line));
    child.once("exit", (code) => {
      if (!stopping) ended(home, code);
    });
    return child;
  });
  const stop = async () => {
    stopping = true;
    await Promise.all(
      children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const exit = once(child, "exit");
        child.kill("SIGTERM");
        await exit;
      }),
    );
  };
  return { children, stop };
}

/** The text of a file that every operator has. */
export const readText = (file: string): string => readFileSync(file, "utf8");
