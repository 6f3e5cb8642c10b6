/**
 * `npm start [-- --port 8790 --pages-port 8791 --evm-port 8545 --folder build/start --block-time 1000 --blocks 1200]`: a whole voting chain on this machine, with an election to vote on: a
 * local EVM with the contracts, a node that orders and follows them, three keykeepers, a vote with sealed ballots, and the pages. Ctrl-C ends it.
 * The census key is a development key, with which anyone can forge votes.
 */
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { pino } from "pino";
import { createWalletClient, http, publicActions } from "viem";
import { foundry } from "viem/chains";
import type { Keykeeper } from "../packages/node/src/keykeeper/index.js";
import {
  censusKeysOf,
  censusVerifiers,
  initHome,
  loadSettings,
  type RunningNode,
  startNode,
} from "../packages/node/src/main/index.js";
import { createNodeClient, type NodeClient, publishWhenNamed } from "../src/api/index.js";
import { type Hex, toHex } from "../src/bytes/index.js";
import { type Circuit, loadCircuit } from "../src/cli/circuit.js";
import { startLocalEvm } from "../src/cli/evm/index.js";
import { Output } from "../src/cli/output.js";
import { putVerifier } from "../src/cli/verifier.js";
import { PsephosError } from "../src/errors/index.js";
import { deployAll } from "../src/evm/index.js";
import { createFacts } from "../src/facts/index.js";
import { formatLink } from "../web/shared/link.js";
import { declareElection } from "./start/election.js";
import { emptyFolder } from "./start/folder.js";
import { keykeepersOf, makeKeykeepers, startKeykeepers } from "./start/keykeepers.js";
import { servePages, writeProofs } from "./start/pages.js";
import { WALLET_NAME, walletScript } from "./start/wallet.js";

const CIRCUIT = "census-7";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8790" },
    "pages-port": { type: "string", default: "8791" },
    "evm-port": { type: "string", default: "8545" },
    folder: { type: "string", default: "build/start" },
    /** Milliseconds from block to block. */
    "block-time": { type: "string", default: "1000" },
    /** How many blocks take votes: twenty minutes. */
    blocks: { type: "string", default: "1200" },
  },
});
/** The blocks of so many seconds: short windows, but long enough for keykeepers on a busy machine. */
const blocksOf = (seconds: number): number => Math.ceil((1000 * seconds) / Number(values["block-time"]));
const windows = () => ({
  startDelay: 2,
  dealWindow: blocksOf(6),
  complainWindow: blocksOf(4),
  confirmWindow: blocksOf(6),
});
const output = new Output(false);
const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => stopping.abort());
const opened: (() => Promise<unknown>)[] = [];

async function until(what: () => Promise<boolean>): Promise<void> {
  while (!(await what())) await sleep(250, undefined, { signal: stopping.signal });
}

/** Waits until the voting chain takes votes on the process. */
async function waitForOpening(client: NodeClient, id: Hex, progress: (text: string) => void): Promise<void> {
  await until(async () => {
    const { phase, start } = await client.process(id);
    const { height } = (await client.chain()).head;
    progress(start === null ? `keykeepers at work, block ${height}` : `block ${height} of ${start}`);
    return phase === "open";
  });
}

interface Addresses {
  /** The content URI of the manifest of the pages. */
  readonly pages: string;
  readonly origin: string;
  /** Of a page of an election. */
  page(name: string, processId: Hex): string;
  /** For elections of one's own. */
  readonly organise: string;
}

/** Serves the pages and the proving files. */
async function openPages(circuit: Circuit, node: RunningNode, wallet: string): Promise<Addresses> {
  const proofs = join(values.folder, "proofs");
  const manifest = await writeProofs(circuit, proofs);
  const pages = await servePages(proofs, Number(values["pages-port"]), { wallet });
  opened.push(() => pages.close());
  const genesisHash = toHex(node.genesis.hash);
  const chain = { genesisHash, nodes: [node.url], proofs: [`${pages.origin}/proofs/`], manifest };
  return {
    pages: pages.manifest,
    origin: pages.origin,
    page: (name, processId) =>
      `${pages.origin}/${name}/${formatLink({ ...chain, processId, key: undefined })}`,
    organise: `${pages.origin}/organise/${formatLink(chain)}`,
  };
}

async function openEvm() {
  const evm = await startLocalEvm({ port: Number(values["evm-port"]) });
  opened.push(() => evm.close());
  const [owner] = evm.accounts;
  const wallet = createWalletClient({ account: owner!, chain: foundry, transport: http(evm.rpcUrl) }).extend(
    publicActions,
  );
  const named = evm.accounts.slice(1, 4).map(({ address }) => address);
  const contracts = await deployAll(wallet, {
    genesis: "ipfs://development",
    validators: [],
    oracles: named,
    quorum: 2,
  });
  return { evm, wallet, contracts };
}

async function run(): Promise<void> {
  const home = join(values.folder, "node");
  emptyFolder(values.folder);
  const { evm, wallet, contracts } = await output.step("Starting a local EVM with the contracts", openEvm);
  const circuit = await loadCircuit(CIRCUIT, output, stopping.signal);
  await putVerifier(circuit, { client: wallet, verifiers: contracts.verifiers, output });
  const made = await output.step("Making the keys of node and keykeepers", () =>
    makeKeykeepers(values.folder),
  );
  const { censusKeys } = await initHome({
    home,
    votingChain: contracts.votingChain,
    evm: { chainId: evm.chainId, contracts: [contracts.processes.toLowerCase() as Hex] },
    oracles: [],
    keykeepers: keykeepersOf(made),
    keys: [],
    development: true,
    parameters: windows(),
    settings: {
      endpoints: [evm.rpcUrl],
      confirmations: 0,
      port: Number(values.port),
      blockTime: Number(values["block-time"]),
      gossip: ["/ip4/127.0.0.1/tcp/0/ws"],
    },
  });
  const settings = loadSettings({ flags: { home }, environment: process.env });
  const stream = createWriteStream(join(values.folder, "log.jsonl"));
  const node: RunningNode = await output.step("Starting the node", () =>
    startNode(settings, {
      stream,
      worker: new URL("./check-worker.mjs", import.meta.url),
      pollInterval: 500,
    }),
  );
  opened.push(() => node.close());
  const verifiers = await censusVerifiers(censusKeysOf(settings));
  const facts = createFacts({ verifiers, insecure: true });
  const log = pino({ base: null }, stream);
  const keykeepers: Keykeeper[] = await startKeykeepers(made, {
    url: node.url,
    genesis: node.genesis,
    facts,
    log,
  });
  for (const keykeeper of keykeepers) opened.push(() => keykeeper.stop());
  const client = createNodeClient(node.url);
  const demonstrationWallet = walletScript(evm.rpcUrl, evm.accounts[9]!.address);
  const addresses = await openPages(circuit, node, demonstrationWallet);
  const { processId, identities } = await output.step("Declaring the election", async () => {
    const place = {
      processes: contracts.processes,
      censusKey: censusKeys[0]!,
      url: node.url,
      home: values.folder,
      blockCount: Number(values.blocks),
      pages: addresses.pages,
    };
    const election = await declareElection(wallet, place);
    for (const file of election.files)
      await publishWhenNamed(client, file, { wait: 120_000, signal: stopping.signal });
    return election;
  });
  await output.step("Waiting for the key of the ballots", (progress) =>
    waitForOpening(client, processId, progress),
  );
  output.line();
  output.line(
    `${identities.length} voters have identities in ${join(values.folder, "voters")}. Vote as one of them in a browser:`,
  );
  output.line(`  ${addresses.page("vote", processId)}`);
  output.line("Watch it in a browser:");
  output.line(`  ${addresses.page("observe", processId)}`);
  output.line(`Hold an election of your own in a browser, with the “${WALLET_NAME}” that is in this page:`);
  output.line(`  ${addresses.organise}`);
  output.line();
  output.field("node", node.url);
  output.field("EVM", evm.rpcUrl);
  output.field("processes", contracts.processes);
  output.field("process id", processId);
  output.field("log", join(values.folder, "log.jsonl"));
  output.line();
  output.line("Vote with the command:");
  output.line(
    `  npm run psephos -- vote 1 --node ${node.url} --process-id ${processId} --genesis ${join(home, "genesis.json")} --identity ${relative(".", identities[0]!)} --insecure`,
  );
  output.line("and watch the count:");
  output.line(
    `  npm run psephos -- results --node ${node.url} --process-id ${processId} --genesis ${join(home, "genesis.json")} --watch`,
  );
  output.line("and check that the pages are those that the election announces:");
  output.line(
    `  npm run psephos -- audit --page ${addresses.origin} --node ${node.url} --process-id ${processId} --genesis ${join(home, "genesis.json")}`,
  );
  output.line("Everything here is for trying out: the census key is public. Ctrl-C ends it.");
  if (!stopping.signal.aborted) await once(stopping.signal, "abort");
}

try {
  await run();
} catch (error) {
  if (!stopping.signal.aborted) {
    process.exitCode = 2;
    if (!(error instanceof PsephosError)) throw error;
    console.error(`Failed: ${error.message} [${error.code}]${error.hint ? `\n  ${error.hint}` : ""}`);
  }
} finally {
  for (const close of opened.reverse()) await close().catch(() => {});
}
