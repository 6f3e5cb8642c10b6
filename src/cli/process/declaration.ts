/** What is checked before a process is declared, or its census replaced. */
import { censusOfDeclaration } from "../../census/index.js";
import {
  checkDeclaration,
  checkDeclaredMetadata,
  checkNewCensus,
  isTreeOrigin,
  type ProcessParams,
} from "../../process/index.js";
import { readBytes } from "../files.js";
import { type MetadataKey, NO_KEY, readKey } from "../metadata/key.js";
import type { Output } from "../output.js";
import { ofFile } from "../params-file.js";

export interface DeclarationFiles extends MetadataKey {
  readonly metadata?: string;
  readonly census?: string;
}

/**
 * Checks a declaration before it is made: the parameters alone, and against the given files. Warns about files that are missing.
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

/** Checks a census before a process names it, against its file. Warns if there is none. */
export async function checkCensus(
  output: Output,
  declared: Pick<ProcessParams, "censusOrigin" | "censusRoot" | "censusUri">,
  file?: string,
): Promise<void> {
  checkNewCensus(declared);
  if (file !== undefined) {
    const bytes = await readBytes(file);
    const census = ofFile(file, () => censusOfDeclaration(bytes, declared));
    await output.step("Building the census again", () => census.rebuildInBulk());
  } else if (isTreeOrigin(declared.censusOrigin)) {
    output.warn("The census file was not checked against the census root. Give it with --census.");
  }
}
