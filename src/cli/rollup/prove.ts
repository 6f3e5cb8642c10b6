import type { Hex } from "../../bytes/index.js";
import {
  ensureRollupInstance,
  proveBatches,
  proveOpening,
  readOpenRollup,
  rollupTranscript,
  tallyInstance,
} from "../../rollup/index.js";
import { loadCircuit } from "../circuit.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { ensureFree, type Replacing, writeWhole } from "../files.js";
import { FORCE, PROCESS, RPC, whole } from "../options.js";
import { readProcess } from "../process-file.js";
import { counted } from "../show.js";
import { reader } from "../wallet.js";
import { type Checked, checkProofs, type OnChain, planFor } from "./counted.js";
import { loadRollupKeys } from "./keys.js";
import { ALSO_ON_CHAIN, CIRCUITS, INSTANCE, UNCHECKED, VOTES } from "./options.js";

export interface ProveOptions extends Checked, Replacing {
  readonly out: string;
  readonly proofs: string;
  readonly threads?: number;
  /** With it, what voters put on chain is counted too. */
  readonly contract?: `0x${string}`;
  readonly rpc: string;
}

/** The process's rollup, of the given size, if a contract is given. */
async function chainOf(processId: Hex, options: ProveOptions): Promise<OnChain | undefined> {
  if (options.contract === undefined) return undefined;
  const client = await reader({ rpc: options.rpc, contract: options.contract });
  const rollup = await readOpenRollup(client, options.contract, processId);
  ensureRollupInstance(rollup, tallyInstance(options.instance));
  return { client, rollup };
}

export async function proveCount(context: Context, file: string, options: ProveOptions): Promise<void> {
  const { output, signal } = context;
  await ensureFree(options.out, { force: options.force });
  const process = await readProcess(options.process);
  const instance = tallyInstance(options.instance);
  const chain = await chainOf(process.processId, options);
  const at = { process, instance, rollup: chain?.rollup };
  const { census, batch, open } = await loadRollupKeys(context, at, options, loadCircuit);
  const plan = await output.step("Counting", () => planFor(context, [file, process, chain], options));
  await checkProofs(context, plan, [process, census, options]);
  const threads = options.threads === undefined ? {} : { threads: options.threads };
  const transcript = await output.step(
    `Proving ${counted(plan.batches.length, "batch", "batches")}`,
    async (progress) => {
      const onProgress = (done: number, total: number) => progress(`${done}/${total}`);
      const settings = { folder: options.proofs, signal, ...threads };
      const proofs = await proveBatches(plan, batch, { ...settings, onProgress });
      return rollupTranscript(plan, proofs, await proveOpening(plan, open, settings));
    },
  );
  const inputs = [file, options.process];
  await writeWhole(options.out, `${JSON.stringify(transcript)}\n`, { force: options.force, inputs });
  const { voteCount, invalid, votesDigest } = transcript;
  output.field("votes", voteCount);
  output.field("invalid weight", invalid);
  output.field("votes digest", votesDigest);
  output.field("written to", options.out);
  output.result({ file: options.out, batches: plan.batches.length, voteCount, invalid, votesDigest });
}

export const prove: Leaf = {
  name: "prove",
  description: "count votes and prove the count; run it again to continue",
  arguments: [VOTES],
  options: [
    PROCESS,
    INSTANCE,
    option("-o, --out <file>", "where to write the transcript", { unless: "rollup.json" }),
    FORCE,
    option("--proofs <folder>", "where finished proofs are kept", { unless: "rollup-proofs" }),
    option("--threads <number>", "threads to prove on", { parse: whole }),
    ALSO_ON_CHAIN,
    RPC,
    UNCHECKED,
    ...CIRCUITS,
  ],
  examples: ["psephos rollup prove votes.jsonl --process process.json --contract 0x…"],
  handler: proveCount,
};
