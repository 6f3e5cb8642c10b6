/** The whole path of a vote at a node: process, census and keys from there, proof here, envelope to a file, receipt back. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Hex } from "../../bytes/index.js";
import { ensureAble } from "../../errors/index.js";
import { readProcess } from "../../evm/index.js";
import {
  ensureAsOnChain,
  ensureTakesVotes,
  type NodeProcess,
  processAtNode,
} from "../../lightclient/index.js";
import type { Context } from "../context.js";
import { ensureFree, type Replacing, writeWhole } from "../files.js";
import { type GatewayOptions, openGateways } from "../gateways.js";
import { type NamesOptions, namesAtNode, questionNames } from "../metadata/names.js";
import type { OpenedNode } from "../node-door.js";
import { assertProcessId } from "../options.js";
import { reader } from "../wallet.js";
import { type CastingOptions, castAtNode } from "./cast-at-node.js";
import { parseVotes } from "./choices.js";
import { confirm, type DeliveryOptions, deliver, nodesText, receiptJson, tellReceipt } from "./deliver.js";

export interface AtNodeOptions
  extends CastingOptions,
    GatewayOptions,
    NamesOptions,
    DeliveryOptions,
    Replacing {
  readonly node: readonly string[];
  readonly processId?: string;
  readonly out: string;
  readonly contract?: `0x${string}`;
  /** Wait until voting begins. */
  readonly untilStart?: boolean;
}

/** Compares what the node shows with the process contract, if one is given. @throws PsephosError `voter/other-process`, and those of `readProcess` */
async function compareWithChain(shown: NodeProcess, { contract, rpc }: AtNodeOptions): Promise<boolean> {
  if (contract === undefined) return false;
  const found = await readProcess(await reader({ contract, rpc: rpc! }), contract, shown.answer.processId);
  ensureAsOnChain(shown, found, found.instance);
  return true;
}

/** Milliseconds between two looks at a process that has not begun. */
const LOOK = 1_000;

/** The process when it takes votes. @throws PsephosError those of `ensureTakesVotes` */
async function openProcessAtNode(
  { output, signal }: Context,
  node: OpenedNode,
  id: Hex,
  { untilStart = false }: AtNodeOptions,
): Promise<NodeProcess> {
  let shown = await processAtNode(node, id);
  if (untilStart && shown.answer.phase === "waiting")
    shown = await output.step("Waiting until voting begins", async (progress) => {
      for (;;) {
        const now = await processAtNode(node, id);
        const { phase, start } = now.answer;
        if (phase !== "waiting") return now;
        progress(start === null ? "it is not known yet when" : `at block ${start}`);
        await sleep(LOOK, undefined, { signal });
      }
    });
  ensureTakesVotes(shown.answer);
  return shown;
}

/** Refuses to replace a vote that may be on its way already. */
async function ensureOut({ out, receipt, force, node }: AtNodeOptions): Promise<void> {
  try {
    await ensureFree(out, { force });
  } catch (error) {
    ensureAble(
      false,
      "cli/write",
      (error as Error).message,
      `Is it a vote that you made before? Send it with: psephos vote send ${out} ${nodesText(node)}`,
    );
  }
  await ensureFree(receipt, { force });
}

/**
 * Casts one vote at a node.
 * @throws PsephosError `cli/usage`, and those of each step
 */
export async function voteAtNode(context: Context, text: string, options: AtNodeOptions): Promise<void> {
  const { output } = context;
  ensureAble(
    options.processId !== undefined,
    "cli/usage",
    "name the process with --process-id",
    "`psephos node status --node URL` lists the processes.",
  );
  const processId = assertProcessId(options.processId);
  await ensureOut(options);
  const { node, urls, blame } = await openGateways(context, options);
  const shown = await openProcessAtNode(context, node, processId, options);
  const checked = await compareWithChain(shown, options);
  const names =
    options.questions === undefined ? await namesAtNode(node, shown) : await questionNames(options);
  const booth = { context, node, shown, votes: parseVotes(text, names) };
  const { name, envelope, inputs, shows, warn, fields, json } = await castAtNode(booth, options);
  const { out: file, force } = options;
  await writeWhole(file, `${envelope}\n`, { force, inputs });
  output.line(`Vote written to ${file}. ${shows}`);
  warn();
  const delivery = { name, envelope, file, node, process: shown, urls, blame };
  const delivered = await deliver(context, delivery, options);
  tellReceipt(context, delivered, options);
  const confirmed = await confirm(context, delivery);
  for (const [label, value] of fields) output.field(label, value);
  output.result({
    ...{ file, ...json, checked, expectedGenesis: node.expected },
    receipt: receiptJson(delivered, options),
    ...confirmed,
  });
}
