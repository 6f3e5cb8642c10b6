import type { Hex } from "../../bytes/index.js";
import { readDeployment, readInvalidity, readProcess } from "../../evm/index.js";
import { processOnChain } from "../../voter/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { type Replacing, writeWhole } from "../files.js";
import { assertProcessId, FORCE, PROCESS_ID, READING } from "../options.js";
import { processToJson } from "../process-file.js";
import { readOrigin } from "../process-origin.js";
import { type ChainOptions, reader } from "../wallet.js";
import { showEntry, statusName } from "./describe.js";

interface ShowOptions extends ChainOptions, Replacing {
  /** Where to write the process file; none is written without it. */
  readonly out?: string;
  readonly circuit: string;
}

async function showProcess({ output }: Context, id: string, options: ShowOptions): Promise<void> {
  const client = await reader(options);
  const process = await readProcess(client, options.contract, assertProcessId(id));
  const { results } = await readDeployment(client, process.instance);
  const invalidity = await readInvalidity(client, results, id as Hex);
  const on = (flags: object) =>
    Object.entries(flags)
      .filter(([, set]) => set)
      .map(([name]) => name)
      .join(", ") || "none";
  output.field("status", statusName(process.status));
  output.field("entity", process.entity);
  output.field("instance", process.instance);
  output.field("mode", on(process.mode));
  output.field("envelope", on(process.envelopeType));
  output.field("blocks", `${process.startBlock} + ${process.blockCount}`);
  output.field("question", `${process.questionIndex + 1} of ${process.questionCount}`);
  output.field("ballot", `${process.maxCount} fields, values 0 to ${process.maxValue}`);
  showEntry(output, process, process.entity);
  output.field("census root", process.censusRoot);
  output.field("census", process.censusUri);
  if (process.envelopeType.anonymous) output.field("census key", process.censusKey);
  output.field("metadata", process.metadata);
  if (invalidity !== 0) output.warn(`the oracles have declared this process invalid, reason ${invalidity}`);
  if (options.out !== undefined) {
    const place = { contract: process.instance, processId: id as Hex, circuit: options.circuit };
    const file = processOnChain(process, place);
    const { questionIndex } = file;
    const at = { processes: options.contract, processId: id as Hex, questionIndex };
    const text = processToJson(file, await readOrigin(client, process, at));
    await writeWhole(options.out, text, { force: options.force });
    output.line(`Process file written to ${options.out}`);
  }
  output.result({
    processId: id,
    ...process,
    status: statusName(process.status),
    invalidity,
    file: options.out,
  });
}

export const show: Leaf = {
  name: "show",
  description: "show a process, and write the file that voters and nodes need",
  arguments: [PROCESS_ID],
  options: [
    ...READING,
    option("--out <file>", "write process.json, for `vote`, `verify`, `results` and `rollup`"),
    FORCE,
    option("--circuit <name>", "the census circuit whose key the process names: census-7 or census-11", {
      unless: "census-7",
    }),
  ],
  examples: [
    "psephos process show 0x… --contract 0x… --json",
    "psephos process show 0x… --contract 0x… --out process.json",
  ],
  handler: showProcess,
};
