import { Argument } from "commander";
import { createProcess } from "../../evm/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { METADATA_KEY } from "../metadata/key.js";
import { WRITING } from "../options.js";
import { readParams } from "../params-file.js";
import { type WriterOptions, writer } from "../wallet.js";
import { checkBeforeDeclaring, type DeclarationFiles } from "./declaration.js";
import { entryJson, showEntry } from "./describe.js";

async function declare(
  { output }: Context,
  file: string,
  options: WriterOptions & DeclarationFiles,
): Promise<void> {
  const params = await readParams(file);
  const checked = await checkBeforeDeclaring(output, params, options);
  const client = await writer(options);
  const { processId, receipt } = await output.step("Declaring the process", () =>
    createProcess(client, options.contract, params),
  );
  output.field("process", processId);
  output.field("block", receipt.blockNumber);
  output.field("gas", receipt.gasUsed);
  showEntry(output, params, params.token);
  output.result({
    processId,
    blockNumber: receipt.blockNumber,
    gas: receipt.gasUsed,
    checked,
    ...entryJson(params),
  });
}

export const create: Leaf = {
  name: "create",
  description: "declare a process",
  arguments: [new Argument("<params>", 'its parameters, a JSON file: see "Files" in docs/process.md')],
  options: [
    ...WRITING,
    option("--metadata <file>", "check the parameters against this metadata file first"),
    METADATA_KEY,
    option("--census <file>", "check the census root against this snapshot first"),
  ],
  notes:
    "A declaration cannot be changed. Wrong or contradicting parameters are refused before it is made.\nGive the files that it names to the nodes afterwards: `psephos process publish`.",
  examples: [
    "psephos process create params.json --metadata metadata.json --census census.psc --contract 0x… --key dev-keys/organiser.key",
  ],
  handler: declare,
};
