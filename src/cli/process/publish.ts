/** `psephos process publish`: give a node the files that a process names. */
import { Argument } from "commander";
import { type ContentAnswer, publishWhenNamed } from "../../api/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { readBytes } from "../files.js";
import { nodeClient, REQUIRED_NODE } from "../node-door.js";
import { positive } from "../options.js";

interface PublishOptions {
  readonly node: string;
  /** Seconds. */
  readonly wait: number;
}

async function publish(
  context: Context,
  files: readonly string[],
  { node, wait }: PublishOptions,
): Promise<void> {
  const { output, signal } = context;
  const client = nodeClient(context, node);
  const published: (ContentAnswer & { readonly file: string })[] = [];
  for (const file of files) {
    const bytes = await readBytes(file);
    const answer = await output.step(`Sending ${file}`, (progress) =>
      publishWhenNamed(client, bytes, {
        wait: wait * 1000,
        onEarly: () => progress("the chain does not name it yet"),
        signal,
      }),
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
