/** `psephos setup contribute` and `list`. */
import type { Command } from "commander";
import { action, type Context } from "../context.js";
import type * as Run from "../run/ceremony.js";

const lazily = <Args extends unknown[]>(
  pick: (run: typeof Run) => (context: Context, ...args: Args) => Promise<void>,
) =>
  action(async (context, ...args: Args) => {
    await pick(await import("../run/ceremony.js"))(context, ...args);
    return undefined;
  });

export function addCeremonyCommands(setup: Command): void {
  setup
    .command("contribute")
    .description("check a ceremony's latest file and add your own secret, which is then forgotten")
    .argument("<ceremony>", "its folder (or git checkout), its https address, or the key's file")
    .requiredOption("-n, --name <text>", "your name in the record, up to 64 characters, public")
    .option("--entropy-file <file>", "mix this file into the secret")
    .option("-o, --out <path>", "for a file: the file to write; for an address: the folder to keep")
    .addHelpText(
      "after",
      `
Type anything when asked: it is mixed with the system's randomness. In a folder, and at an address, the latest file is
found by its number (key-0002.zkey, or powers-0002.ptau while there is no key), and the next is written with its
attestation and a new ceremony.json. Publish them, and the words that are printed.

Examples:
  $ psephos setup contribute https://ceremony.example/census-7 --name "Ada"
  $ psephos setup contribute ./ceremony --name "Ada" --entropy-file dice.txt
  $ psephos setup contribute key-0001.zkey --name "Ada" --out key-0002.zkey`,
    )
    .action(lazily((run) => run.runContribute));

  setup
    .command("list")
    .description("write ceremony.json: a ceremony folder's files with their hashes, for those who fetch them")
    .argument("<folder>", "where the ceremony's files are")
    .option("--anew", "also when a file listed before is another one now, or gone")
    .addHelpText(
      "after",
      `
Attestations may be signed after they were listed. Any other file that is not the one listed before is refused.

Examples:
  $ psephos setup list ./ceremony`,
    )
    .action(lazily((run) => run.runList));
}
