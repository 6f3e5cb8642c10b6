/** `psephos metadata check` and `psephos metadata hash`; and what `process create` checks before it declares. */
import { hexToBytes } from "@noble/hashes/utils.js";
import { censusOfDeclaration } from "../../census/index.js";
import { ensure } from "../../errors/index.js";
import {
  ballotShape,
  checkDeclaration,
  checkDeclaredMetadata,
  checkNewCensus,
  contentHash,
  decryptMetadata,
  formatContentUri,
  isEncryptedMetadata,
  isTreeOrigin,
  type ProcessMetadata,
  type ProcessParams,
  parseMetadata,
} from "../../process/index.js";
import type { Context } from "../context.js";
import { readBytes, readText } from "../files.js";
import type { Output } from "../output.js";
import { ofFile, readParams } from "../params-file.js";

export interface MetadataKey {
  /** A file with the key of encrypted metadata. */
  readonly metadataKey?: string;
}

async function readKey({ metadataKey }: MetadataKey): Promise<Uint8Array | undefined> {
  if (metadataKey === undefined) return undefined;
  const text = (await readText(metadataKey)).trim();
  ensure(
    /^[0-9a-f]{64}$/.test(text),
    "cli/metadata-key",
    `${metadataKey} does not hold a metadata key: 64 lower-case hex digits`,
  );
  return hexToBytes(text);
}

function describe(output: Output, metadata: ProcessMetadata) {
  const { layout, title, questions } = metadata;
  const whole = ballotShape(metadata, false);
  const free = "your choice";
  output.field("layout", layout);
  output.field("languages", Object.keys(title).join(", "));
  output.field("questions", questions.length);
  output.field("choices", questions.map(({ choices }) => choices.length).join(", "));
  output.line("The parameters that these questions ask for, unless SERIAL:");
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

const NO_KEY = "The metadata is encrypted: its questions were not checked. Give the key with --metadata-key.";

/** Checks a metadata file, and with `params` whether the two agree. */
export async function runMetadataCheck(
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
  output.line(params ? "The metadata and the parameters agree." : "The metadata is in order.");
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

/** Prints a metadata file's hash, and its content URI. */
export async function runMetadataHash(
  { output }: Context,
  file: string,
  options: { readonly at?: readonly string[] },
): Promise<void> {
  const bytes = await readBytes(file);
  ofFile(file, () => isEncryptedMetadata(bytes) || parseMetadata(bytes));
  const hash = contentHash(bytes);
  const uri = options.at === undefined ? null : formatContentUri({ addresses: options.at, hash });
  output.line(uri ?? `!${hash}`);
  output.result({ file, hash, uri });
}

export interface DeclarationFiles extends MetadataKey {
  readonly metadata?: string;
  readonly census?: string;
}

/**
 * Checks a declaration before it is made: the parameters alone, and against the files that are given. Warns of what it did not see.
 * @returns what was checked, for `--json`
 */
export async function checkBeforeDeclaring(
  output: Output,
  params: ProcessParams,
  files: DeclarationFiles,
): Promise<{ readonly metadata: boolean; readonly questions: boolean; readonly census: boolean }> {
  checkDeclaration(params);
  const { metadata: metadataFile, census: censusFile } = files;
  let questions = false;
  if (metadataFile !== undefined) {
    const [bytes, key] = [await readBytes(metadataFile), await readKey(files)];
    questions = ofFile(metadataFile, () => checkDeclaredMetadata(params, bytes, key)) !== undefined;
    if (!questions) output.warn(NO_KEY);
  } else {
    output.warn(
      "The questions were not checked against the parameters. Give the file with --metadata: a declaration cannot be changed.",
    );
  }
  await checkCensus(output, params, censusFile);
  return { metadata: metadataFile !== undefined, questions, census: censusFile !== undefined };
}

/** Checks a census before a process names it, against its file where that is given; warns where it is not. */
export async function checkCensus(
  output: Output,
  declared: Pick<ProcessParams, "censusOrigin" | "censusRoot" | "censusUri">,
  file?: string,
): Promise<void> {
  checkNewCensus(declared);
  if (file !== undefined) {
    const bytes = await readBytes(file);
    const census = ofFile(file, () => censusOfDeclaration(bytes, declared));
    await output.step("Building the census anew", () => census.rebuildInBulk());
  } else if (isTreeOrigin(declared.censusOrigin)) {
    output.warn("The census file was not checked against the census root. Give it with --census.");
  }
}
