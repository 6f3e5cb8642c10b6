/** The names of questions and choices, from a process's metadata file. */
import { PsephosError } from "../../errors/index.js";
import type { NodeProcess, OpenedNode } from "../../lightclient/index.js";
import { type ProcessMetadata, parseContentUri, parseMetadata } from "../../process/index.js";
import { option } from "../command.js";
import { readBytes } from "../files.js";
import { ofFile } from "../params-file.js";
import type { QuestionNames } from "../show.js";

export interface NamesOptions {
  /** The metadata file. */
  readonly questions?: string;
}

export const QUESTIONS_FILE = option(
  "--questions <file>",
  "the process's metadata file, to show questions and choices by their names",
);

/** One entry for each question, in the order of the ballot's fields; none if the layout's fields are not questions. */
export function namesOf({ layout, questions }: ProcessMetadata): QuestionNames[] {
  if (layout !== "single-choice") return [];
  return questions.map(({ title, choices }) => ({
    title: title.default,
    choices: choices.map(({ title }) => title.default),
  }));
}

/** The same of the metadata file; none without one. */
export async function questionNames({ questions: path }: NamesOptions): Promise<QuestionNames[]> {
  if (path === undefined) return [];
  const bytes = await readBytes(path);
  return namesOf(ofFile(path, () => parseMetadata(bytes)));
}

/** The names of questions and choices, from the metadata file that the node keeps; none if it has none that fits its hash. */
export async function namesAtNode({ client }: OpenedNode, { answer }: NodeProcess): Promise<QuestionNames[]> {
  try {
    const { hash } = parseContentUri(answer.params.metadata);
    return hash === undefined
      ? []
      : namesOf(parseMetadata(await client.content(hash, { maxBytes: 2 ** 20 })));
  } catch (error) {
    // A choice can be written as its number; only an interruption ends the command.
    if (error instanceof PsephosError && error.code !== "api/aborted") return [];
    throw error;
  }
}
