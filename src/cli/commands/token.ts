import { type Command, InvalidArgumentError } from "commander";
import { action } from "../context.js";
import type { FindOptions, RegisterOptions } from "../run/token.js";

const load = () => import("../run/token.js");

const more = (value: string, all: readonly string[] = []) => [...all, value];

function lastSlot(text: string): number {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value > 65_535)
    throw new InvalidArgumentError("It takes a slot from 0 to 65535.");
  return value;
}

const searching = (command: Command) =>
  command
    .argument("<token>", "the token's address")
    .requiredOption("--kind <kind>", "ERC20, ERC721, ERC1155, ERC777 or MINI_ME")
    .requiredOption("--holder <address>", "an account that holds some; give several, large and small", more)
    .option("--id <number>", "the token id whose balances vote: ERC1155 only")
    .option("--namespace <id>", "an ERC-7201 namespace to try besides OpenZeppelin's; may be repeated", more)
    .option("--last <slot>", "the last storage slot to try", lastSlot, 255)
    .option(
      "--few",
      "take fewer than three different balances; then check the position in the token's source",
    )
    .option("--rpc <url>", "an Ethereum node that answers eth_getProof", "http://127.0.0.1:8545");

export function addTokenCommands(program: Command): void {
  const token = program.command("token").description("tokens whose holders vote");
  searching(token.command("find"))
    .description("find where a token keeps its balances, and name the layout if it cannot be a census")
    .option("--contract <address>", "the process contract, to tell whether the entry is registered")
    .addHelpText(
      "after",
      `
The position is the one that holds, for each holder, what balanceOf tells, all at one block. Name at least three holders with
different balances, large and small, who have done much with the token.

Examples:
  $ psephos token find 0x… --kind ERC20 --holder 0x… --holder 0x… --holder 0x…
  $ psephos token find 0x… --kind ERC1155 --id 7 --holder 0x… --holder 0x… --holder 0x… --json
  $ psephos token find 0x… --kind ERC20 --namespace my.token.storage --holder 0x… --holder 0x… --holder 0x…`,
    )
    .action(
      action(async (context, address: string, options: FindOptions) => {
        await (await load()).runTokenFind(context, address, options);
        return undefined;
      }),
    );
  searching(token.command("register"))
    .description("find where a token keeps its balances, prove it, and register it for good; anyone may")
    .requiredOption("--contract <address>", "the process contract")
    .requiredOption("--key <file>", "your private key, in a file")
    .addHelpText(
      "after",
      `
The proof is of one holder's balance; the next holder is tried if that balance changed in the last block.

Examples:
  $ psephos token register 0x… --kind ERC20 --holder 0x… --holder 0x… --holder 0x… --contract 0x… --key organiser.key`,
    )
    .action(
      action(async (context, address: string, options: RegisterOptions) => {
        await (await load()).runTokenRegister(context, address, options);
        return undefined;
      }),
    );
}
