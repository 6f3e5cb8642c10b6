import { readOpenRollup } from "../../rollup/index.js";
import type { Leaf } from "../command.js";
import type { Context } from "../context.js";
import { assertProcessId, PROCESS_ID, WRITING } from "../options.js";
import { type WriterOptions, writer } from "../wallet.js";
import { collect } from "./money.js";

async function withdrawAll(context: Context, id: string, options: WriterOptions): Promise<void> {
  const processId = assertProcessId(id);
  const client = await writer(options);
  const rollup = await readOpenRollup(client, options.contract, processId);
  const withdrawn = await collect(context, client, [rollup, processId]);
  if (withdrawn === 0n) context.output.line("This account has nothing to withdraw.");
  context.output.result({ processId, withdrawn });
}

export const withdraw: Leaf = {
  name: "withdraw",
  description:
    "withdraw your money: bonds of final turns, bonds of demands in void turns or that you answered, rewards",
  arguments: [PROCESS_ID],
  options: WRITING,
  examples: ["psephos rollup withdraw 0x… --contract 0x… --key watcher.key"],
  handler: withdrawAll,
};
