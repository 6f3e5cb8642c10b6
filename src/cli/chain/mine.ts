import { Argument } from "commander";
import { createTestClient, http, publicActions } from "viem";
import type { Leaf } from "../command.js";
import type { Context } from "../context.js";
import { positive, RPC } from "../options.js";
import { readerOf } from "../wallet.js";

export const mine: Leaf = {
  name: "mine",
  description: "make blocks on a chain of `chain dev`, to move past a rollup's window or the end of a vote",
  arguments: [new Argument("<blocks>", "how many").argParser(positive)],
  options: [RPC],
  examples: ["psephos chain mine 7200"],
  async handler({ output }: Context, blocks: number, { rpc }: { readonly rpc: string }): Promise<void> {
    await readerOf(rpc);
    const client = createTestClient({ mode: "anvil", transport: http(rpc) }).extend(publicActions);
    await client.mine({ blocks });
    const block = await client.getBlockNumber({ cacheTime: 0 });
    output.field("block", block);
    output.result({ mined: blocks, block });
  },
};
