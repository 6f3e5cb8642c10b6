/** `psephos-node keykeeper init|start|show` */
import { type Command, Option } from "commander";
import { askPassphrase, initKeykeeper, keykeeperPublic, readPassphrase } from "../../keykeeper/index.js";
import { runKeykeeper } from "../keykeeper.js";
import type { Terminal } from "../terminal.js";
import { handled } from "./options.js";

const VARIABLE = "PSEPHOS_KEYKEEPER_PASSPHRASE";

interface FolderFlags {
  readonly folder: string;
  readonly passphraseFile?: string;
}

const texts = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

const passphraseOf = ({ passphraseFile: file }: FolderFlags, question: string): Promise<string> =>
  readPassphrase({ value: process.env[VARIABLE], file, ask: () => askPassphrase(question) });

async function init(terminal: Terminal, flags: FolderFlags): Promise<void> {
  const passphrase = await passphraseOf(flags, "A new passphrase for the keykeeper's folder: ");
  const { address, key } = await initKeykeeper({ folder: flags.folder, passphrase });
  terminal.line(
    `The keys are sealed in ${flags.folder}. Without the folder or the passphrase, ballots may never be opened.`,
  );
  terminal.field("address", address);
  terminal.field("key", key);
  terminal.line(`For the genesis document: --keykeeper ${key}:${address}`);
  terminal.result({ folder: flags.folder, address, key });
}

async function show(terminal: Terminal, { folder }: FolderFlags): Promise<void> {
  const { address, key } = await keykeeperPublic(folder);
  terminal.field("address", address);
  terminal.field("key", key);
  terminal.result({ address, key });
}

interface StartFlags extends FolderFlags {
  readonly node: readonly string[];
  readonly genesis?: string;
  readonly genesisHash?: string;
  readonly key?: readonly string[];
  readonly insecure?: boolean;
}

async function start(terminal: Terminal, signal: AbortSignal, flags: StartFlags): Promise<void> {
  const passphrase = await passphraseOf(flags, "The passphrase of the keykeeper's folder: ");
  const { folder, node: nodes, genesis, genesisHash, key: keys = [], insecure = false } = flags;
  const settings = { folder, passphrase, nodes, genesis, genesisHash, keys, insecure };
  await runKeykeeper(settings, {
    signal,
    told: ({ status }) => terminal.warn(`The keykeeper ${status.identity?.address} runs; Ctrl-C ends it.`),
  });
}

const folderOption = () => new Option("--folder <folder>", "the keykeeper's folder").default("keykeeper");
const passphraseOption = () =>
  new Option(
    "--passphrase-file <file>",
    `a file with the passphrase; else the variable ${VARIABLE}, else a question at the terminal`,
  );

export function addKeykeeper(program: Command, json: boolean): void {
  const group = program
    .command("keykeeper")
    .description("hold a share of the keys that sealed ballots are opened with");
  group
    .command("init")
    .description("make a keykeeper's keys, sealed by a passphrase")
    .addOption(folderOption())
    .addOption(passphraseOption())
    .addHelpText("after", "\nExample:\n  $ psephos-node keykeeper init --folder anna")
    .action(handled(json, (terminal, _signal, flags: FolderFlags) => init(terminal, flags)));
  group
    .command("show")
    .description("print what the genesis document says of this keykeeper")
    .addOption(folderOption())
    .addHelpText("after", "\nExample:\n  $ psephos-node keykeeper show --folder anna")
    .action(handled(json, (terminal, _signal, flags: FolderFlags) => show(terminal, flags)));
  group
    .command("start")
    .description("take part in each key ceremony and reveal after the end, until Ctrl-C")
    .addOption(folderOption())
    .addOption(passphraseOption())
    .requiredOption("--node <url>", "a node of the voting chain; several times for several", texts)
    .option("--genesis <file>", "the voting chain's genesis document")
    .option("--genesis-hash <hash>", "its SHA-256, if a node gives the document")
    .option("--key <file>", "a census circuit's verification key, CIRCUIT.vkey.json", texts)
    .option("--insecure", "accept development keys, with which anyone can forge votes")
    .addHelpText(
      "after",
      "\nExample:\n  $ psephos-node keykeeper start --folder anna --node https://one.example --node https://two.example --genesis genesis.json",
    )
    .action(handled(json, (terminal, signal, flags: StartFlags) => start(terminal, signal, flags)));
}
