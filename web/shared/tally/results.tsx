/** Results as bars and a table: one table a question, whose rows have their bars. */
import type { Results } from "../../../src/ballot/index.js";
import type { Layout, Question } from "../../../src/process/index.js";
import { useTallyWords } from "./words.js";

interface Shown {
  readonly title: string;
  readonly rows: readonly { readonly label: string; readonly count: bigint }[];
  readonly invalid: bigint;
}

/** What the fields of a layout count, in words: choices of questions; how often each choice was among a voter's; sums of points. */
function shownResults(
  { questions }: Results,
  layout: Layout,
  asked: readonly Question[],
  text: (text: Question["title"]) => string,
): Shown[] {
  const counts = questions.map(({ results }) => results.map(({ count }) => BigInt(count)));
  const invalid = BigInt(questions[0]?.invalid ?? "0");
  const labels = (question: Question) => question.choices.map(({ title }) => text(title));
  if (layout === "single-choice")
    return asked.map((question, i) => ({
      title: text(question.title),
      rows: labels(question).map((label, value) => ({ label, count: counts[i]?.[value] ?? 0n })),
      invalid,
    }));
  const [question] = asked as [Question];
  const sum = (parts: readonly bigint[]) => parts.reduce((total, part) => total + part, 0n);
  const rows = labels(question).map((label, i) => {
    const count =
      layout === "points"
        ? sum((counts[i] ?? []).map((weight, points) => weight * BigInt(points)))
        : layout === "petition-sign"
          ? (counts[0]?.[1] ?? 0n)
          : sum(counts.map((field) => field[i] ?? 0n));
    return { label, count };
  });
  return [{ title: text(question.title), rows, invalid }];
}

export function ResultTables({
  results,
  layout,
  questions,
}: {
  readonly results: Results;
  readonly layout: Layout;
  readonly questions: readonly Question[];
}) {
  const { t, text, number, share } = useTallyWords();
  return (
    <>
      {shownResults(results, layout, questions, text).map(({ title, rows, invalid }) => {
        const total = rows.reduce((sum, { count }) => sum + count, 0n);
        const part = (count: bigint) => (total === 0n ? 0 : Number((count * 10_000n) / total) / 10_000);
        return (
          <table key={title} class="results">
            <caption>{title}</caption>
            <thead>
              <tr>
                <th scope="col">{t("results-answer")}</th>
                <th scope="col" class="figure">
                  {t(layout === "points" ? "results-points" : "results-votes")}
                </th>
                <th scope="col" class="figure">
                  {t("results-share")}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ label, count }) => (
                <tr key={label}>
                  <th scope="row">
                    {label}
                    <meter min={0} max={1} value={part(count)} aria-hidden="true" />
                  </th>
                  <td class="figure">{number(count)}</td>
                  <td class="figure">{share(part(count))}</td>
                </tr>
              ))}
            </tbody>
            {invalid > 0n && (
              <tfoot>
                <tr>
                  <th scope="row">{t("results-invalid")}</th>
                  <td class="figure">{number(invalid)}</td>
                  <td />
                </tr>
              </tfoot>
            )}
          </table>
        );
      })}
    </>
  );
}
