/** Ballots between fields and words: what each layout's fields mean (`LAYOUTS`). */

import type { Row } from "../shared/components.js";
import type { Words } from "../shared/i18n.js";
import type { Election } from "./booth-types.js";

type Fields = readonly (number | undefined)[];

/** Which questions have a page of their own. */
export const pagesOf = ({ layout, questions }: Election): number =>
  layout === "single-choice" ? questions.length : 1;

/** An empty ballot. */
export function emptyBallot({ layout, maxCount, questions }: Election): Fields {
  if (layout === "points") return questions[0]!.choices.map(() => undefined);
  return layout === "multiple-choice" ? [] : Array.from({ length: maxCount }, () => undefined);
}

const single = ({ questions }: Election, votes: Fields, { text }: Words): Row[] =>
  questions.map(({ title, choices }, i) => {
    const choice = choices.find(({ value }) => value === votes[i]);
    return { key: text(title), value: choice ? text(choice.title) : "–" };
  });

function many({ questions }: Election, votes: Fields, { text }: Words): Row[] {
  const [{ title, choices }] = questions as [Election["questions"][number]];
  const chosen = votes.map((value) => choices.find((choice) => choice.value === value));
  return [
    { key: text(title), value: chosen.map((choice) => (choice ? text(choice.title) : "–")).join(" · ") },
  ];
}

const points = ({ questions }: Election, votes: Fields, { text, number }: Words): Row[] =>
  questions[0]!.choices.map(({ title }, i) => {
    const value = votes[i];
    return { key: text(title), value: value === undefined ? "–" : number(value) };
  });

/** A ballot in the election's words. */
export function answersOf(election: Election, votes: Fields, words: Words): Row[] {
  const { layout } = election;
  if (layout === "single-choice") return single(election, votes, words);
  if (layout === "points") return points(election, votes, words);
  if (layout === "multiple-choice") return many(election, votes, words);
  return [{ key: words.text(election.questions[0]!.title), value: words.t("petition-sign") }];
}
