import { readProcess, setCensus } from "../../evm/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { assertProcessId, PROCESS_ID, WRITING } from "../options.js";
import { type WriterOptions, writer } from "../wallet.js";
import { checkCensus } from "./declaration.js";

interface CensusOptions extends WriterOptions {
  readonly root: string;
  readonly uri: string;
  readonly census?: string;
}

async function replaceCensus({ output }: Context, id: string, options: CensusOptions): Promise<void> {
  const client = await writer(options);
  const { censusOrigin } = await readProcess(client, options.contract, assertProcessId(id));
  await checkCensus(
    output,
    { censusOrigin, censusRoot: options.root, censusUri: options.uri },
    options.census,
  );
  const { gasUsed } = await output.step("Replacing the census", () =>
    setCensus(client, options.contract, assertProcessId(id), {
      censusRoot: options.root,
      censusUri: options.uri,
    }),
  );
  output.result({ processId: id, censusRoot: options.root, censusUri: options.uri, gas: gasUsed });
}

export const census: Leaf = {
  name: "census",
  description: "replace the census of your dynamic process",
  arguments: [PROCESS_ID],
  options: [
    ...WRITING,
    option("--root <hex>", "the new census root", { required: true }),
    option("--uri <uri>", "where the new census file is", { required: true }),
    option("--census <file>", "check the root against this snapshot first"),
  ],
  examples: [
    "psephos process census 0x… --root 0x… --uri ipfs://… --contract 0x… --key dev-keys/organiser.key",
  ],
  handler: replaceCensus,
};
