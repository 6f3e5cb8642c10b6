import { Argument } from "commander";
import { contentHash, encodeMetadata, METADATA_VERSION } from "../../process/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { type Replacing, writeWhole } from "../files.js";
import { FORCE } from "../options.js";

interface NewOptions extends Replacing {
  readonly out: string;
  readonly description?: string;
}

/** What a process of a petition declares of its ballots. */
const PARAMS = { questionCount: 1, maxCount: 1, maxValue: 1 } as const;

async function write({ output }: Context, title: string, options: NewOptions): Promise<void> {
  const { description } = options;
  const bytes = encodeMetadata({
    version: METADATA_VERSION,
    title: { default: title },
    ...(description === undefined ? {} : { description: { default: description } }),
    layout: "petition-sign",
    questions: [{ title: { default: title }, choices: [{ title: { default: "I sign" }, value: 1 }] }],
  });
  await writeWhole(options.out, bytes, { force: options.force });
  const hash = contentHash(bytes);
  output.line(`Metadata written to ${options.out}. Declare the process with:`);
  for (const [name, value] of Object.entries(PARAMS)) output.field(name, value);
  output.field("metadata", `its address, and !${hash}`);
  output.result({ file: options.out, hash, params: PARAMS });
}

export const create: Leaf = {
  name: "new",
  description: "write the metadata of a petition, and say which parameters its process has",
  arguments: [new Argument("<title>", "what is asked for")],
  options: [
    option("--description <text>", "why, in Markdown"),
    option("-o, --out <file>", "where to write the metadata", { unless: "metadata.json" }),
    FORCE,
  ],
  examples: ['psephos petition new "A bench in the park" --out metadata.json'],
  handler: write,
};
