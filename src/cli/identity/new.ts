import type { Hex } from "../../bytes/index.js";
import { createIdentity, identityFromSignatures, identityToJson } from "../../census/index.js";
import { ensureAble } from "../../errors/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { readText, writeWhole } from "../files.js";
import { collect } from "../options.js";
import { type PurposeOptions, purpose } from "./purpose.js";

interface NewOptions extends Partial<PurposeOptions> {
  readonly out: string;
  readonly signature: readonly string[];
  readonly address?: Hex;
  readonly password?: string;
  readonly showSecret?: boolean;
}

/** The identity of a wallet's two signatures, from files. */
async function fromWallet(options: NewOptions) {
  const { signature: files, address, chainId, contract, organiser } = options;
  ensureAble(
    files.length === 2 && address && chainId && contract && organiser,
    "cli/usage",
    "an identity from a wallet takes --signature twice, --address, --chain-id, --contract and --organiser",
    "Print what the wallet signs with `psephos identity message`, and sign it twice.",
  );
  const signature = async (file: string) => (await readText(file)).trim() as Hex;
  const both = [await signature(files[0]!), await signature(files[1]!)] as const;
  const password = options.password ? (await readText(options.password)).replace(/\r?\n$/, "") : "";
  return identityFromSignatures({ chainId, contract, organiser }, address, both, password);
}

export const create: Leaf = {
  name: "new",
  description: "make an identity and write it to a file that only you can read",
  options: [
    option("-o, --out <file>", "where to write it (mode 0600; never replaced)", { unless: "identity.json" }),
    option(
      "--signature <file>",
      "make it from a wallet's signature of `identity message`, in a file; give two, signed one after the other",
      { unless: [], parse: collect },
    ),
    option("--address <address>", "the wallet's account, for --signature"),
    ...purpose(false),
    option("--password <file>", "a second factor for --signature, read from a file"),
    option("--show-secret", "print the secret as well"),
  ],
  examples: [
    "psephos identity new",
    "psephos identity new --out alice.json --json",
    "psephos identity message --chain-id 1 --contract 0x… --organiser 0x… > message.json   (sign it twice: eth_signTypedData_v4)",
    "psephos identity new --signature first.txt --signature second.txt --address 0x… --chain-id 1 --contract 0x… --organiser 0x…",
  ],
  async handler({ output }: Context, options: NewOptions): Promise<void> {
    const wallet = options.signature.length > 0 || options.address !== undefined;
    const made = wallet ? await fromWallet(options) : createIdentity();
    await writeWhole(options.out, identityToJson(made), { secret: true });
    const commitment = made.commitment.toString();
    output.line(
      `Identity written to ${options.out}. Keep it secret: anybody who has it can vote in your place.`,
    );
    output.field("commitment", commitment);
    if (options.showSecret) output.field("secret", made.secret);
    output.result({
      file: options.out,
      commitment,
      ...(options.showSecret ? { secret: made.secret.toString() } : {}),
    });
  },
};
