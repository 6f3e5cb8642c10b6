/** A ballot from the command line: numbers, or the names of choices. */
import { knownWords, quoted } from "../../bytes/index.js";
import { ensureAble } from "../../errors/index.js";
import type { QuestionNames } from "../show.js";

const NUMBER = /^[0-9]{1,3}$/;

/** The value of a word of the ballot in its field. */
function choiceOf(word: string, field: number, names: readonly QuestionNames[]): number {
  const choices = names[field]?.choices ?? [];
  const same = choices.flatMap((choice, value) =>
    choice.toLowerCase() === word.toLowerCase() ? [value] : [],
  );
  ensureAble(
    same.length <= 1,
    "cli/usage",
    () => `${quoted(word)} is the name of several choices of question ${field + 1}`,
    "Write the choice's number.",
  );
  if (same.length === 1) return same[0]!;
  ensureAble(
    names.length > 0 || NUMBER.test(word),
    "cli/usage",
    "votes are numbers joined by commas, such as 1,0,3",
    "With --questions metadata.json they may be the names of choices.",
  );
  ensureAble(
    NUMBER.test(word),
    "cli/usage",
    () => `${quoted(word)} is not a choice of question ${field + 1}; ${knownWords(word, choices)}`,
  );
  return Number(word);
}

/**
 * One value for each field of `text`, which has them joined by commas.
 * @param names of the questions: a word is the name of a choice of the field's question, in any case. A name with a comma in it is written
 *   as its number.
 * @throws PsephosError `cli/usage`
 */
export const parseVotes = (text: string, names: readonly QuestionNames[] = []): number[] =>
  text.split(",").map((word, field) => choiceOf(word.trim(), field, names));
