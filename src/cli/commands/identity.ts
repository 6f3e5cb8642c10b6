import { type Command, InvalidArgumentError } from "commander";
import type { Hex } from "../../bytes/index.js";
import { ensure } from "../../errors/index.js";
import { action } from "../context.js";
import { readText, writeWhole } from "../files.js";

interface PurposeOptions {
  chainId: number;
  contract: Hex;
  organiser: Hex;
}

interface NewOptions extends Partial<PurposeOptions> {
  out: string;
  signature: string[];
  address?: Hex;
  password?: string;
  showSecret?: boolean;
}

const chainId = [
  "--chain-id <number>",
  "the chain of the process contract",
  (text: string) => {
    if (!/^[1-9][0-9]{0,14}$/.test(text)) throw new InvalidArgumentError("It takes a positive integer.");
    return Number(text);
  },
] as const;
const contract = ["--contract <address>", "the process contract"] as const;
const organiser = ["--organiser <address>", "who makes the processes"] as const;

/** The identity of a wallet's two signatures, from files. */
async function fromWallet(options: NewOptions) {
  const { signature: files, address, chainId, contract, organiser } = options;
  ensure(
    files.length === 2 && address && chainId && contract && organiser,
    "cli/usage",
    "an identity from a wallet takes --signature twice, --address, --chain-id, --contract and --organiser",
    "Print what the wallet signs with `psephos identity message`, and sign it twice.",
  );
  const signature = async (file: string) => (await readText(file)).trim() as Hex;
  const both = [await signature(files[0]!), await signature(files[1]!)] as const;
  const password = options.password ? (await readText(options.password)).replace(/\r?\n$/, "") : "";
  const { identityFromSignatures } = await import("../../census/index.js");
  return identityFromSignatures({ chainId, contract, organiser }, address, both, password);
}

export function addIdentityCommands(program: Command): void {
  const identity = program.command("identity").description("a voter's secret and its public commitment");

  identity
    .command("new")
    .description("make an identity and write it to a file that only you can read")
    .option("-o, --out <file>", "where to write it (mode 0600; never replaced)", "identity.json")
    .option(
      "--signature <file>",
      "derive it from a wallet's signature over `identity message`, read from a file; give two, signed one after the other",
      (file: string, files: string[]) => [...files, file],
      [],
    )
    .option("--address <address>", "the wallet's account, for --signature")
    .option(...chainId)
    .option(...contract)
    .option(...organiser)
    .option("--password <file>", "a second factor for --signature, read from a file")
    .option("--show-secret", "print the secret as well")
    .addHelpText(
      "after",
      `
Examples:
  $ psephos identity new
  $ psephos identity new --out alice.json --json
  $ psephos identity message --chain-id 1 --contract 0x… --organiser 0x… > message.json   (sign it twice: eth_signTypedData_v4)
  $ psephos identity new --signature first.txt --signature second.txt --address 0x… --chain-id 1 --contract 0x… --organiser 0x…`,
    )
    .action(
      action(async ({ output }, options: NewOptions) => {
        const { createIdentity, identityToJson } = await import("../../census/index.js");
        const wallet = options.signature.length > 0 || options.address !== undefined;
        const made = wallet ? await fromWallet(options) : createIdentity();
        await writeWhole(options.out, identityToJson(made), { secret: true, keep: true });
        const commitment = made.commitment.toString();
        output.line(`Identity written to ${options.out}. Keep it: whoever has it can vote in your place.`);
        output.field("commitment", commitment);
        if (options.showSecret) output.field("secret", made.secret);
        output.result({
          file: options.out,
          commitment,
          ...(options.showSecret ? { secret: made.secret.toString() } : {}),
        });
        return undefined;
      }),
    );

  identity
    .command("commitment")
    .description("print an identity's commitment, the part that goes into a census")
    .argument("[file]", "the identity file", "identity.json")
    .addHelpText(
      "after",
      "\nExamples:\n  $ psephos identity commitment\n  $ psephos identity commitment alice.json",
    )
    .action(
      action(async ({ output }, file: string) => {
        const { identityFromJson } = await import("../../census/index.js");
        const { commitment } = identityFromJson(
          await readText(file, "Make one with `psephos identity new`."),
        );
        output.line(commitment.toString());
        output.result({ commitment });
        return undefined;
      }),
    );

  identity
    .command("message")
    .description(
      "print what a wallet signs to own an identity: typed data (EIP-712), for one organiser's processes",
    )
    .requiredOption(...chainId)
    .requiredOption(...contract)
    .requiredOption(...organiser)
    .addHelpText(
      "after",
      "\nExamples:\n  $ psephos identity message --chain-id 1 --contract 0x… --organiser 0x…",
    )
    .action(
      action(async ({ output }, options: PurposeOptions) => {
        const { identityTypedData } = await import("../../census/index.js");
        const { domain, types, ...rest } = identityTypedData(options);
        const EIP712Domain = [
          { name: "name", type: "string" },
          { name: "version", type: "string" },
          { name: "chainId", type: "uint256" },
          { name: "verifyingContract", type: "address" },
        ];
        const document = { domain, types: { EIP712Domain, ...types }, ...rest };
        output.line(JSON.stringify(document, null, 2));
        output.result(document);
        return undefined;
      }),
    );
}
