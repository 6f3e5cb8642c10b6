import { isRegistered, readDeployment } from "../../evm/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { type ChainOptions, reader, readerOf } from "../wallet.js";
import { asJson, NEXT, SEARCH, type Search, search, show, TOKEN } from "./search.js";

type FindOptions = Search & Partial<Pick<ChainOptions, "contract">>;

async function findEntry({ output }: Context, token: string, options: FindOptions): Promise<void> {
  const { rpc, contract, kind } = options;
  const client = await (contract === undefined ? readerOf(rpc) : reader({ rpc, contract }));
  const found = await search(output, client, token, options);
  const registry = contract === undefined ? undefined : (await readDeployment(client, contract)).tokens;
  const registered = registry === undefined ? undefined : await isRegistered(client, registry, found.entry);
  show(output, found, kind);
  if (registered !== undefined) output.field("registered", registered ? "yes" : "no");
  output.line(NEXT);
  output.result({ ...asJson(found, kind), ...(registered === undefined ? {} : { registered }) });
}

export const find: Leaf = {
  name: "find",
  description: "find where a token stores its balances, or name the layout that cannot be used for a census",
  arguments: [TOKEN],
  options: [
    ...SEARCH,
    option("--contract <address>", "the process contract, to show whether the entry is registered"),
  ],
  notes: `The position is the one that holds, for each holder, what balanceOf tells, all at one block. Name at least three holders with
different balances, large and small, who have done much with the token.`,
  examples: [
    "psephos token find 0x… --kind ERC20 --holder 0x… --holder 0x… --holder 0x…",
    "psephos token find 0x… --kind ERC1155 --id 7 --holder 0x… --holder 0x… --holder 0x… --json",
    "psephos token find 0x… --kind ERC20 --namespace my.token.storage --holder 0x… --holder 0x… --holder 0x…",
  ],
  handler: findEntry,
};
