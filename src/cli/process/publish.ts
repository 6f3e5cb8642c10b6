/** `psephos process publish`: give a node the files that a process names. */
import { setTimeout as sleep } from "node:timers/promises";
import { Argument } from "commander";
import { type ContentAnswer, type NodeClient, NodeRefusal } from "../../api/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { readBytes } from "../files.js";
import { nodeClient, REQUIRED_NODE } from "../node-door.js";
import { positive } from "../options.js";
import type { Progress } from "../output.js";

interface PublishOptions {
  readonly node: string;
  /** Seconds. */
  readonly wait: number;
}

/** Milliseconds between two attempts. */
const PAUSE = 1_000;

/** A node takes a file when its chain has the declaration that names it, some blocks after the process was made. */
const isEarly = (error: unknown): boolean =>
  error instanceof NodeRefusal && error.told.code === "service/unknown-content";

async function publishOne(
  client: NodeClient,
  bytes: Uint8Array,
  { progress, end, signal }: { progress: Progress; end: number; signal: AbortSignal },
): Promise<ContentAnswer> {
  for (;;) {
    try {
      return await client.publish(bytes, { timeout: 600_000 });
    } catch (error) {
      if (!isEarly(error) || Date.now() + PAUSE > end) throw error;
      progress("the chain does not name it yet");
      await sleep(PAUSE, undefined, { signal });
    }
  }
}

async function publish(
  context: Context,
  files: readonly string[],
  { node, wait }: PublishOptions,
): Promise<void> {
  const { output, signal } = context;
  const end = Date.now() + wait * 1000;
  const client = nodeClient(context, node);
  const published: (ContentAnswer & { readonly file: string })[] = [];
  for (const file of files) {
    const bytes = await readBytes(file);
    const answer = await output.step(`Sending ${file}`, (progress) =>
      publishOne(client, bytes, { progress, end, signal }),
    );
    published.push({ file, ...answer });
    output.field(file, answer.hash);
  }
  output.result({ files: published });
}

export const publishCommand: Leaf = {
  name: "publish",
  description: "give a node the metadata and census files of a process, which voters fetch from it",
  arguments: [new Argument("<files...>", "the files whose hashes the process's content URIs state")],
  options: [
    REQUIRED_NODE,
    option("--wait <seconds>", "how long to wait until the voting chain has the process", {
      unless: 120,
      parse: positive,
    }),
  ],
  notes:
    "A node takes a file only if a process of its chain names its SHA3-256. Nodes fetch the files from their addresses as well, if they can be reached.",
  examples: ["psephos process publish metadata.json census.psc --node https://node.example"],
  handler: publish,
};
