/** `psephos-node chain init|join|show|start|status|testnet`: a voting chain that several validators order. */
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Command, CommanderError, InvalidArgumentError } from "commander";
import { createNodeClient, type LightBlock } from "psephos/api";
import { parseGenesis } from "psephos/ledger";
import { bytesToHex, type Hex } from "viem";
import { loadComet } from "../../ordering/index.js";
import { NodeStore } from "../../store/index.js";
import { hasGenesis, nodeKeys, pathsOf, readGenesis } from "../home.js";
import { joinHome } from "../init.js";
import { startAndWait } from "../start.js";
import { EXIT, type Terminal } from "../terminal.js";
import { makeTestnet, readText, startTestnet } from "../testnet.js";
import { addInit } from "./init.js";
import { type Given, handled, settingsOf, withSettings } from "./options.js";

const texts = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];
const number = (text: string): number => {
  if (!/^(0|[1-9][0-9]{0,4})$/.test(text)) throw new InvalidArgumentError("It takes a whole number.");
  return Number(text);
};

const urls = (text: string, before: readonly string[] = []): readonly string[] => {
  if (!URL.canParse(text) || !/^https?:\/\//.test(text))
    throw new InvalidArgumentError("It takes a URL, as http://one.example:26657.");
  return [...before, text];
};
const height = (text: string): number => {
  if (!/^[1-9][0-9]{0,9}$/.test(text)) throw new InvalidArgumentError("It takes a height, from 1.");
  return Number(text);
};
const hash = (text: string): Hex => {
  if (!/^(0x)?[0-9a-fA-F]{64}$/.test(text)) throw new InvalidArgumentError("It takes 64 hex digits.");
  return `0x${text.replace(/^0x/, "").toLowerCase()}`;
};

interface JoinFlags extends Given {
  readonly genesis: string;
  readonly peer?: readonly string[];
  readonly key?: readonly string[];
  readonly development?: boolean;
  readonly snapshotServer?: readonly string[];
  readonly trustHeight?: number;
  readonly trustHash?: Hex;
}

/** The block with which the check of a snapshot begins: the one that is given, or one that follows from the genesis document. */
async function snapshotSettings({ genesis, snapshotServer, trustHeight, trustHash }: JoinFlags) {
  if ((trustHeight === undefined) !== (trustHash === undefined) || (trustHash && !snapshotServer))
    throw new CommanderError(
      EXIT.failed,
      "node/usage",
      "error: --trust-height and --trust-hash go together, with --snapshot-server",
    );
  if (!snapshotServer) return { settings: {}, steps: [] };
  if (trustHeight !== undefined && trustHash !== undefined)
    return { settings: { snapshotServers: snapshotServer, trustHeight, trustHash }, steps: [] };
  const { findSnapshotSource } = await loadComet();
  const found = await findSnapshotSource(parseGenesis(readText(genesis)), snapshotServer);
  const { trustHeight: at, trustHash: of, steps } = found;
  return { settings: { snapshotServers: snapshotServer, trustHeight: at, trustHash: of }, steps };
}

/** Keeps the blocks in which the validators had changed: a node that begins with a snapshot never has them. */
async function keep(home: string, steps: readonly LightBlock[]): Promise<void> {
  if (steps.length === 0) return;
  const { keepSteps } = await loadComet();
  const store = NodeStore.open(pathsOf(home).store);
  try {
    keepSteps(store.notes, steps);
  } finally {
    await store.close();
  }
}

async function join(terminal: Terminal, flags: JoinFlags): Promise<void> {
  const { home } = settingsOf({ home: flags.home });
  const { settings: snapshot, steps } = await snapshotSettings(flags);
  const genesis = await joinHome({
    home,
    genesis: readText(flags.genesis),
    keys: flags.key ?? [],
    development: flags.development ?? false,
    settings: { ordering: "comet", peers: flags.peer ?? [], ...snapshot },
  });
  await keep(home, steps);
  const { validator } = nodeKeys(home);
  const genesisHash = bytesToHex(genesis.hash);
  const validates = genesis.lists.validators.includes(validator);
  terminal.line(`${home} joins a voting chain. Start it: psephos-node chain start --home ${home}`);
  terminal.field("genesis hash", genesisHash);
  terminal.line(
    validates
      ? "  It is one of the first validators."
      : "  It validates nothing yet: oracles have to attest lists that name its validator key (psephos-node chain show).",
  );
  if ("trustHeight" in snapshot)
    terminal.line(
      `  It takes a snapshot, checked from block ${snapshot.trustHeight} on (${snapshot.trustHash}), and will have no blocks before it.`,
    );
  terminal.result({ home, genesisHash, validator, validates, ...snapshot });
}

/** What the others have to know of a node. */
async function show(terminal: Terminal, given: Given): Promise<void> {
  const { home } = settingsOf(given);
  const { validator, oracle } = nodeKeys(home);
  const { nodeIdOf } = await loadComet();
  const nodeId = nodeIdOf(pathsOf(home).engine);
  const address = oracle.address.toLowerCase() as Hex;
  const genesisHash = hasGenesis(home) ? bytesToHex(readGenesis(home).hash) : null;
  terminal.field("validator", validator);
  terminal.field("oracle", address);
  terminal.field("node id", nodeId);
  if (genesisHash) terminal.field("genesis hash", genesisHash);
  terminal.result({ validator, oracle: address, nodeId, genesisHash });
}

async function status(terminal: Terminal, given: Given): Promise<void> {
  const settings = settingsOf(given);
  const { EngineRpc } = await loadComet();
  const rpc = new EngineRpc(settings.engineRpc.replace("tcp:", "http:"));
  const [engine, peers, validators] = [await rpc.status(), await rpc.peers(), await rpc.validators()];
  const { head, accepting, reason } = await createNodeClient(
    `http://${settings.host}:${settings.port}`,
  ).chain();
  terminal.field("height", engine.height);
  terminal.field("catching up", engine.catchingUp ? "yes" : "no");
  terminal.field("peers", peers);
  terminal.field("validators", validators);
  terminal.field("own votes", engine.votingPower);
  terminal.field("state root", `${head.stateRoot} (after block ${head.height})`);
  const seconds = Math.round((Date.now() - head.time) / 1000);
  terminal.field(
    "last block",
    `${new Date(head.time).toISOString()}, ${seconds} s ago by this machine's clock`,
  );
  terminal.field("accepting", accepting ? "yes" : `no: ${reason?.message}`);
  terminal.result({ ...engine, peers, validators, head, accepting, reason });
}

interface TestnetFlags {
  readonly folder: string;
  readonly port: number;
  readonly blockTime: number;
  readonly engine: string;
}

const CLI = fileURLToPath(new URL("../cli.js", import.meta.url));

async function testnet(terminal: Terminal, signal: AbortSignal, validators: number, flags: TestnetFlags) {
  const made = await makeTestnet({ ...flags, validators });
  const running = startTestnet(made, [process.execPath, CLI], {
    ended: (home, code) => terminal.warn(`The node in ${home} ended with code ${code}.`),
    told: (home, line) => {
      if (/^! |^Failed|^Refused/.test(line)) terminal.warn(`${home}: ${line.replace(/^! /, "")}`);
    },
  });
  terminal.warn(
    `A chain of ${validators} validators on this machine, for trying out: its census key is public. Ctrl-C ends it.`,
  );
  for (const { home, url, oracle } of made.nodes) terminal.line(`${url}  ${home}  oracle ${oracle}`);
  terminal.result({ genesisHash: bytesToHex(made.genesis.hash), nodes: made.nodes });
  if (!signal.aborted) await once(signal, "abort");
  await running.stop();
}

export function addChain(program: Command, json: boolean): void {
  const group = program
    .command("chain")
    .description(
      "a voting chain that several validators order, by CometBFT: a third of them may be down, or dishonest",
    );
  addInit(group, json, { ordering: "comet" });
  withSettings(group.command("join"), ["home"])
    .description("make the home of a node of a chain that exists")
    .requiredOption("--genesis <file>", "the chain's genesis document")
    .option("--peer <id@host:port>", "another node of the chain; several times for several", texts)
    .option("--key <file>", "a census circuit's verification key, CIRCUIT.vkey.json", texts)
    .option("--development", "make the development key of census-7, with which anyone can forge votes")
    .option(
      "--snapshot-server <url>",
      "take a snapshot instead of all blocks: where another node's engine answers JSON-RPC; two or more, of different operators",
      urls,
    )
    .option("--trust-height <number>", "the block with which its check begins; found if left out", height)
    .option("--trust-hash <hash>", "the hash of that block's header", hash)
    .addHelpText(
      "after",
      `
Examples:
  $ psephos-node chain join --home chain --genesis genesis.json --peer ID@one.example:26656
  $ psephos-node chain join --home chain --genesis genesis.json --peer ID@one.example:26656 \\
      --snapshot-server http://one.example:26657 --snapshot-server http://two.example:26657`,
    )
    .action(handled(json, (terminal, _signal, flags: JoinFlags) => join(terminal, flags)));
  withSettings(group.command("show"), ["home"])
    .description(
      "print what the genesis document and the other nodes have to know of this one; its keys are made if they are missing",
    )
    .addHelpText("after", "\nExample:\n  $ psephos-node chain show --home chain")
    .action(handled(json, (terminal, _signal, given: Given) => show(terminal, given)));
  withSettings(group.command("start"))
    .description("run the node and its engine until Ctrl-C: an engine that ends is started again")
    .addHelpText("after", "\nExample:\n  $ psephos-node chain start --home chain")
    .action(
      handled(json, (terminal, signal, given: Given) =>
        startAndWait(() => settingsOf({ ...given, ordering: "comet" }), { terminal, signal }),
      ),
    );
  withSettings(group.command("status"), ["home", "host", "port", "engineRpc"])
    .description("ask the running node and its engine how they are")
    .addHelpText("after", "\nExample:\n  $ psephos-node chain status --home chain")
    .action(handled(json, (terminal, _signal, given: Given) => status(terminal, given)));
  group
    .command("testnet")
    .argument("<validators>", "how many, 1 to 16", number)
    .description("run a chain of several validators on this machine until Ctrl-C, for trying out")
    .option("--folder <folder>", "where the homes are made", "testnet")
    .option("--port <number>", "the first port; each node takes three in a row", number, 8800)
    .option("--block-time <milliseconds>", "milliseconds from block to block", number, 1000)
    .option("--engine <program>", "the program of the consensus engine", "cometbft")
    .addHelpText("after", "\nExample:\n  $ psephos-node chain testnet 4")
    .action(
      handled(json, (terminal, signal, validators: number, flags: TestnetFlags) =>
        testnet(terminal, signal, validators, flags),
      ),
    );
}
