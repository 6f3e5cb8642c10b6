/** `psephos node status`: what a node says of its chain. */
import { checkHead, type KeysAnswer, type ProcessesAnswer } from "../../api/index.js";
import { toHex } from "../../bytes/index.js";
import { signersAtNode } from "../../lightclient/index.js";
import type { Leaf } from "../command.js";
import type { Context } from "../context.js";
import { GENESIS, type NodeOptions, type OpenedNode, openNode, REQUIRED_NODE } from "../node-door.js";
import { counted } from "../show.js";
import { bold, dim, green, red, styled } from "../style.js";

type Summary = ProcessesAnswer["processes"][number];
type Listed = Summary & Pick<KeysAnswer, "missing">;

const PAGE = 1000;

/** The largest time that a date has, in milliseconds. */
const LAST = 8_640_000_000_000_000;
const dateOf = (time: number): string =>
  time <= LAST ? new Date(time).toISOString() : "a time that no calendar has";

async function processesOf({ client }: OpenedNode): Promise<Summary[]> {
  const all: Summary[] = [];
  for (;;) {
    const { processes, total } = await client.processes({ from: all.length, count: PAGE });
    all.push(...processes);
    if (processes.length === 0 || all.length >= total) return all;
  }
}

/** Whom a process waits for: only one that waits for votes or for its count can miss a keykeeper. */
async function withMissing({ client }: OpenedNode, summary: Summary): Promise<Listed> {
  const { phase, processId } = summary;
  if (phase !== "waiting" && phase !== "ended") return { ...summary, missing: [] };
  return { ...summary, missing: (await client.keys(processId)).missing };
}

function times({ phase, start, end }: Summary): string {
  const from = start === null ? "start not known" : `from block ${start}`;
  const to = end === null ? "open end" : `to block ${end - 1}`;
  return phase === "canceled" ? "" : `${from}, ${to}`;
}

function tellProcess({ output }: Context, process: Listed): void {
  const { processId, phase, votes, missing } = process;
  output.line(styled`  ${processId}`);
  output.line(styled`    ${bold(phase.padEnd(8))} ${counted(votes, "vote")} ${dim(times(process))}`);
  for (const { place, keykeeper, message, by } of missing)
    output.line(
      styled`    ${red("missing")} the ${message} of keykeeper ${place} (${keykeeper})${by === null ? "" : `, by block ${by}`}`,
    );
}

async function show(context: Context, options: NodeOptions): Promise<void> {
  const { output } = context;
  const node = await openNode(context, options);
  const { client, genesis } = node;
  const { head, accepting, reason } = await client.chain();
  checkHead(await signersAtNode(node), head);
  const { version } = await client.health().catch(() => ({ version: "not told" }));
  const processes: Listed[] = [];
  for (const summary of await processesOf(node)) processes.push(await withMissing(node, summary));
  output.field("chain", toHex(genesis.hash));
  output.field("height", head.height);
  output.field("head", styled`${head.stateRoot} ${green("signed")}`);
  output.field("by", head.validator);
  output.field("block of", dateOf(head.time));
  output.field("accepting", accepting ? "yes" : styled`${red("no")}: ${reason?.message ?? "no reason told"}`);
  if (reason?.hint) output.field("", reason.hint);
  output.field("version", version);
  output.line();
  output.line(
    processes.length === 0 ? "No processes." : `${counted(processes.length, "process", "processes")}:`,
  );
  for (const process of processes) tellProcess(context, process);
  output.result({
    ...{ genesisHash: toHex(genesis.hash), expectedGenesis: node.expected, head, accepting, reason, version },
    processes,
  });
}

export const status: Leaf = {
  name: "status",
  description: "show a node's chain: its head, whether it takes votes, its processes",
  options: [REQUIRED_NODE, ...GENESIS],
  notes: "The head's signature is checked. The rest is what the node says.",
  examples: [
    "psephos node status --node https://node.example",
    "psephos node status --node http://127.0.0.1:8080 --json",
  ],
  handler: show,
};
