/** `psephos-node init` */
import { type Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { Lists } from "psephos/ledger";
import { defaultConfirmations } from "psephos/seal";
import { bytesToHex, type Hex } from "viem";
import { initHome } from "../init.js";
import { flagOf, type Settings } from "../settings.js";
import { EXIT, type Terminal } from "../terminal.js";
import { type Given, handled, settingsOf, withSettings } from "./options.js";

const address = (text: string): Hex => {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text))
    throw new InvalidArgumentError("It takes an address: 0x and 40 hex digits.");
  return text.toLowerCase() as Hex;
};
const addresses = (text: string, before: readonly Hex[] = []): readonly Hex[] => [...before, address(text)];
const validators = (text: string, before: readonly Hex[] = []): readonly Hex[] => {
  if (!/^0x[0-9a-f]{64}$/.test(text))
    throw new InvalidArgumentError("It takes a validator's key, as `psephos-node chain show` prints it.");
  return [...before, text as Hex];
};
const texts = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];
const natural = (text: string): number => {
  if (!/^(0|[1-9][0-9]{0,9})$/.test(text)) throw new InvalidArgumentError("It takes a whole number.");
  return Number(text);
};

interface Keykeeper {
  readonly publicKey: Uint8Array;
  readonly address: Hex;
}

/** `KEY:ADDRESS`, as `psephos-node keykeeper init` prints it. */
function keykeepers(text: string, before: readonly Keykeeper[] = []): readonly Keykeeper[] {
  const [, key, owner] = /^0x([0-9a-f]{64}):(0x[0-9a-fA-F]{40})$/.exec(text) ?? [];
  if (key === undefined || owner === undefined)
    throw new InvalidArgumentError(
      "It takes KEY:ADDRESS, both 0x and hex digits, as `psephos-node keykeeper init` prints them.",
    );
  return [...before, { publicKey: Uint8Array.from(Buffer.from(key, "hex")), address: address(owner) }];
}

interface InitFlags extends Given {
  readonly votingChain: number;
  readonly evmChain?: number;
  readonly contract?: readonly Hex[];
  readonly oracle?: readonly Hex[];
  readonly quorum?: number;
  readonly validator?: readonly Hex[];
  readonly keykeeper?: readonly Keykeeper[];
  readonly threshold?: number;
  readonly layered?: readonly Hex[];
  readonly key?: readonly string[];
  readonly development?: boolean;
}

function listOfKeykeepers({ keykeeper, threshold, layered }: InitFlags): Lists["keykeepers"] {
  if (layered) return { kind: "layered", addresses: layered };
  if (!keykeeper) return null;
  const needed = threshold ?? Math.floor(keykeeper.length / 2) + 1;
  return {
    kind: "threshold",
    publicKeys: keykeeper.map(({ publicKey }) => publicKey),
    addresses: keykeeper.map((one) => one.address),
    threshold: needed,
    confirmations: defaultConfirmations(keykeeper.length, needed),
  };
}

async function init(terminal: Terminal, flags: InitFlags, settings?: Partial<Settings>): Promise<void> {
  const { contract = [], evmChain } = flags;
  const { home } = settingsOf(flags);
  if (contract.length > 0 !== (evmChain !== undefined))
    throw new CommanderError(EXIT.failed, "node/usage", "error: --evm-chain and --contract go together");
  const made = await initHome({
    home,
    votingChain: flags.votingChain,
    evm: evmChain === undefined ? null : { chainId: evmChain, contracts: contract },
    oracles: flags.oracle ?? [],
    quorum: flags.quorum,
    validators: flags.validator,
    settings,
    keykeepers: listOfKeykeepers(flags),
    keys: flags.key ?? [],
    development: flags.development ?? false,
  });
  const genesisHash = bytesToHex(made.genesis.hash);
  terminal.line(
    `A voting chain begins in ${home}. Start it: psephos-node ${settings ? "chain " : ""}start ${flagOf("home")} ${home}`,
  );
  terminal.field("genesis hash", genesisHash);
  terminal.field("validator", made.validator);
  terminal.field("oracle", made.oracle);
  for (const key of made.censusKeys) terminal.field("census key", key);
  terminal.line(
    "Keep the files *.key of that folder secret, and keep a copy: the chain cannot go on without them.",
  );
  const { censusKeys, validator, oracle } = made;
  terminal.result({ home, genesisHash, validator, oracle, censusKeys });
}

/** @param settings for the home's file: those of a chain with several validators */
export function addInit(program: Command, json: boolean, settings?: Partial<Settings>): void {
  const several = settings !== undefined;
  const group = several ? "psephos-node chain" : "psephos-node";
  withSettings(program.command("init"), ["home"])
    .description(
      several
        ? "begin a voting chain that several validators order: one of them makes the genesis document for all"
        : "begin a voting chain that this node orders: its keys and its genesis document",
    )
    .requiredOption(
      "--voting-chain <number>",
      "the voting chain's number: the namespace of its processes",
      natural,
    )
    .option("--evm-chain <id>", "the EVM chain of the process contracts", natural)
    .option(
      "--contract <address>",
      "an instance of the process contract; several times for several",
      addresses,
    )
    .option(
      "--oracle <address>",
      "an oracle; several times for several; this node's own if left out",
      addresses,
    )
    .option(
      "--validator <key>",
      "a validator that orders with the others; several times for several; this node's own if left out",
      validators,
    )
    .option("--quorum <number>", "how many oracles must agree; more than half of them", natural)
    .option(
      "--keykeeper <key:address>",
      "a keykeeper of sealed ballots; several times for several",
      keykeepers,
    )
    .option("--threshold <number>", "how many keykeepers open the ballots", natural)
    .addOption(
      new Option("--layered <address>", "a keykeeper of layered ballots, which all keykeepers must open")
        .argParser(addresses)
        .conflicts("keykeeper"),
    )
    .option("--key <file>", "a census circuit's verification key, CIRCUIT.vkey.json", texts)
    .option("--development", "add the development key of census-7, with which anyone can forge votes")
    .addHelpText(
      "after",
      `
Examples:
  $ ${group} init --voting-chain 7 --development
  $ ${group} init --voting-chain 7 --evm-chain 1 --contract 0x… --key census-11.vkey.json \\
      --oracle 0x… --oracle 0x… --oracle 0x… --keykeeper 0x…:0x… --keykeeper 0x…:0x… --keykeeper 0x…:0x…`,
    )
    .action(handled(json, (terminal, _signal, flags: InitFlags) => init(terminal, flags, settings)));
}
