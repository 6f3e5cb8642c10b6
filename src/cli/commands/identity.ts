import type { Command } from "commander";
import type { Hex } from "../../bytes/index.js";
import { action } from "../context.js";
import { readText, writeWhole } from "../files.js";

interface NewOptions {
  out: string;
  signature?: string;
  password?: string;
  showSecret?: boolean;
}

export function addIdentityCommands(program: Command): void {
  const identity = program.command("identity").description("a voter's secret and its public commitment");

  identity
    .command("new")
    .description("make an identity and write it to a file that only you can read")
    .option("-o, --out <file>", "where to write it (mode 0600; never replaced)", "identity.json")
    .option(
      "--signature <file>",
      "derive it from a wallet's signature over `identity message`, read from a file",
    )
    .option("--password <file>", "a second factor for --signature, read from a file")
    .option("--show-secret", "print the secret as well")
    .addHelpText(
      "after",
      `
Examples:
  $ psephos identity new
  $ psephos identity new --out alice.json --json
  $ psephos identity message > message.txt   (sign it with your wallet: personal_sign)
  $ psephos identity new --signature signature.txt --password password.txt`,
    )
    .action(
      action(async ({ output }, options: NewOptions) => {
        const { createIdentity, identityFromWallet, identityToJson } = await import("../../census/index.js");
        const made = options.signature
          ? identityFromWallet(
              (await readText(options.signature)).trim() as Hex,
              options.password ? (await readText(options.password)).replace(/\r?\n$/, "") : "",
            )
          : createIdentity();
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
    .description("print the text that a wallet signs to own an identity")
    .addHelpText("after", "\nExamples:\n  $ psephos identity message\n  $ psephos identity message --json")
    .action(
      action(async ({ output }) => {
        const { IDENTITY_MESSAGE } = await import("../../census/index.js");
        output.line(IDENTITY_MESSAGE);
        output.result({ message: IDENTITY_MESSAGE });
        return undefined;
      }),
    );
}
