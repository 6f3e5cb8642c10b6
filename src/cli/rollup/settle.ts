import type { Hex } from "../../bytes/index.js";
import { ensure } from "../../errors/index.js";
import {
  type ChainReader,
  ContractRefusal,
  decodeTally,
  isFinal,
  readDeployment,
  readProcess,
  readResults,
  readTurn,
  settleProvenResults,
} from "../../evm/index.js";
import { insecureRollupKeys, readOpenRollup } from "../../rollup/index.js";
import type { Leaf } from "../command.js";
import type { Context } from "../context.js";
import { assertProcessId, PROCESS_ID, WRITING } from "../options.js";
import { type WriterOptions, writer } from "../wallet.js";
import { closedTally } from "./closed-tally.js";
import { warnOfInsecure } from "./keys.js";
import { collect } from "./money.js";

/** Whether the process has results already, from this tally or another. */
function isSettled(client: ChainReader, processes: Hex, processId: Hex): Promise<boolean> {
  return readResults(client, processes, processId).then(
    () => true,
    (error: unknown) => {
      if (error instanceof ContractRefusal && error.rule === "NoResults") return false;
      throw error;
    },
  );
}

/** Money first: if the results cannot be settled, bonds are paid out all the same. */
async function settleTally(context: Context, id: string, options: WriterOptions): Promise<void> {
  const { output } = context;
  const processId = assertProcessId(id);
  const client = await writer(options);
  const process = await readProcess(client, options.contract, processId);
  const rollup = await readOpenRollup(client, options.contract, processId);
  const { contracts } = rollup;
  const withdrawn = await collect(context, client, [rollup, processId]);
  warnOfInsecure(output, insecureRollupKeys({}, rollup.terms));
  const turn = await readTurn(client, contracts, processId);
  ensure(
    await isFinal(client, contracts, processId),
    "cli/not-final",
    "the tally is not final yet: it is not posted, it can still be challenged, or a demand is open",
    "`psephos rollup status` shows its phase.",
  );
  const tally = (await closedTally(client, rollup, processId, turn))!;
  const shape = { parts: 1, fields: process.maxCount, values: process.maxValue + 1 };
  const parts = decodeTally(tally, shape)!;
  const { results } = await readDeployment(client, process.instance);
  const settled = await isSettled(client, process.instance, processId);
  let gas = 0n;
  if (settled) output.line("The results are settled already.");
  else {
    const settle = () => settleProvenResults(client, results, processId, parts);
    gas = (await output.step("Settling the results", settle)).gasUsed;
  }
  output.field("votes", tally[0]!);
  output.field("invalid weight", tally[1]!);
  output.result({ processId, tally, settled: !settled, withdrawn, gas });
}

export const settle: Leaf = {
  name: "settle",
  description: "withdraw your money, and settle a final tally if nobody has done it",
  arguments: [PROCESS_ID],
  options: WRITING,
  examples: ["psephos rollup settle 0x… --contract 0x… --key poster.key"],
  handler: settleTally,
};
