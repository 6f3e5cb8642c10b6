import { readDeployment, registerToken } from "../../evm/index.js";
import type { Leaf } from "../command.js";
import type { Context } from "../context.js";
import { CONTRACT, PRIVATE_KEY } from "../options.js";
import { type WriterOptions, writer } from "../wallet.js";
import { asJson, NEXT, SEARCH, type Search, search, show, TOKEN } from "./search.js";

type RegisterOptions = Search & WriterOptions;

async function registerEntry({ output }: Context, token: string, options: RegisterOptions): Promise<void> {
  const client = await writer(options);
  const { tokens } = await readDeployment(client, options.contract);
  const found = await search(output, client, token, options);
  const holders = found.holders.map(({ holder }) => holder);
  const { holder, receipt } = await output.step("Registering the entry", () =>
    registerToken(client, tokens, found.entry, holders),
  );
  show(output, found, options.kind);
  output.line(receipt === undefined ? "The entry was registered before: nothing was sent." : NEXT);
  const sent =
    receipt === undefined ? {} : { provedOn: holder, gas: receipt.gasUsed, blockNumber: receipt.blockNumber };
  output.result({ ...asJson(found, options.kind), ...sent, registered: true, sent: receipt !== undefined });
}

export const register: Leaf = {
  name: "register",
  description:
    "find where a token stores its balances, prove it, and register it permanently; anyone may do it",
  arguments: [TOKEN],
  options: [...SEARCH, CONTRACT, PRIVATE_KEY],
  notes:
    "The proof shows one holder's balance. If that balance changed in the last block, the next holder is tried.",
  examples: [
    "psephos token register 0x… --kind ERC20 --holder 0x… --holder 0x… --holder 0x… --contract 0x… --key organiser.key",
  ],
  handler: registerEntry,
};
