import { Argument } from "commander";
import {
  ballotShape,
  checkDeclaration,
  checkDeclaredMetadata,
  contentHash,
  decryptMetadata,
  isEncryptedMetadata,
  type ProcessMetadata,
  parseMetadata,
} from "../../process/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { readBytes } from "../files.js";
import type { Output } from "../output.js";
import { ofFile, readParams } from "../params-file.js";
import { METADATA_KEY, type MetadataKey, NO_KEY, readKey } from "./key.js";

function describe(output: Output, metadata: ProcessMetadata) {
  const { layout, title, questions } = metadata;
  const whole = ballotShape(metadata, false);
  const free = "your choice";
  output.field("layout", layout);
  output.field("languages", Object.keys(title).join(", "));
  output.field("questions", questions.length);
  output.field("choices", questions.map(({ choices }) => choices.length).join(", "));
  output.line("The parameters for these questions, unless the process is SERIAL:");
  output.field("questionCount", whole.questionCount);
  output.field("maxCount", whole.maxCount ?? free);
  output.field("maxValue", whole.maxValue ?? free);
  return {
    layout,
    languages: Object.keys(title),
    choices: questions.map(({ choices }) => choices.length),
    ballot: {
      questionCount: whole.questionCount,
      maxCount: whole.maxCount ?? null,
      maxValue: whole.maxValue ?? null,
    },
  };
}

/** Checks a metadata file, and with `params` whether the two agree. */
async function checkMetadata(
  { output }: Context,
  file: string,
  options: MetadataKey & { readonly params?: string },
): Promise<void> {
  const bytes = await readBytes(file);
  const key = await readKey(options);
  const params = options.params === undefined ? undefined : await readParams(options.params);
  const encrypted = ofFile(file, () => isEncryptedMetadata(bytes));
  const metadata = ofFile(file, () => {
    if (!encrypted) return parseMetadata(bytes);
    return key && decryptMetadata(bytes, key);
  });
  if (params) {
    ofFile(options.params!, () => checkDeclaration(params));
    ofFile(file, () => checkDeclaredMetadata(params, bytes, key));
  }
  output.line(params ? "The metadata and the parameters agree." : "The metadata is valid.");
  const shown = metadata ? describe(output, metadata) : {};
  if (!metadata) output.warn(NO_KEY);
  output.field("hash", contentHash(bytes));
  output.result({
    file,
    hash: contentHash(bytes),
    encrypted,
    questionsChecked: metadata !== undefined,
    paramsChecked: params !== undefined,
    ...shown,
  });
}

export const check: Leaf = {
  name: "check",
  description: "check a metadata file, and whether a process's parameters agree with it",
  arguments: [new Argument("<file>", 'the metadata, a JSON file: see "Metadata" in docs/process.md')],
  options: [option("--params <file>", "the parameters of the process"), METADATA_KEY],
  examples: [
    "psephos metadata check metadata.json",
    "psephos metadata check metadata.json --params params.json --json",
  ],
  handler: checkMetadata,
};
