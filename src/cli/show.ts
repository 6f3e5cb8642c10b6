import type { Results } from "../ballot/index.js";
import type { Output } from "./output.js";
import { bold, dim, green, styled } from "./style.js";

const BAR = 28;

/** What a question and its choices are called. */
export interface QuestionNames {
  readonly title: string;
  readonly choices: readonly string[];
}

/** A number and what it counts: `1 vote`, `2 votes`, `2 batches`. */
export const counted = (count: number | bigint, one: string, many = `${one}s`): string =>
  `${count} ${BigInt(count) === 1n ? one : many}`;

/** A number with its digits in groups of three: 1,217,023. */
export const grouped = (number: bigint | string): string => BigInt(number).toLocaleString("en-US");

/** `part / total` in steps of 1 / `steps`, rounded half up; 0 of nothing. */
function share(part: bigint, total: bigint, steps: number): number {
  return total === 0n ? 0 : Number((2n * part * BigInt(steps) + total) / (2n * total));
}

/** A bar of `width` characters, of which `part / total` is filled. */
export function bar(part: bigint, total: bigint, width: number): string {
  return "█".repeat(share(part, total, width)).padEnd(width, "·");
}

const percent = (part: bigint, total: bigint): string => `${(share(part, total, 1000) / 10).toFixed(1)} %`;

/** Results as a small bar chart, one question after another: counts are weights. */
export function showResults(
  output: Output,
  { questions }: Results,
  names: readonly QuestionNames[] = [],
): void {
  for (const [i, { invalid, results }] of questions.entries()) {
    const counts = results.map(({ count }) => BigInt(count));
    const total = counts.reduce((sum, count) => sum + count, 0n);
    const { title, choices } = names[i] ?? { title: "", choices: [] };
    const labels = results.map(({ value }, j) => choices[j] ?? value);
    const labelWidth = Math.max(10, ...labels.map((label) => label.length));
    const countWidth = grouped(total).length;
    const line = (label: string, count: bigint, shown = "".padEnd(BAR)) =>
      output.line(
        styled`    ${label.padEnd(labelWidth)} ${green(shown)} ${grouped(count).padStart(countWidth)} ${percent(count, total).padStart(8)}`,
      );
    output.paragraph(bold(title === "" ? `Question ${i + 1}` : `Question ${i + 1}: ${title}`), { indent: 2 });
    for (const [j, label] of labels.entries()) line(label, counts[j]!, bar(counts[j]!, total, BAR));
    line("total", total);
    if (BigInt(invalid) > 0n)
      output.line(dim(`    invalid ballots, not counted: weight ${grouped(invalid)}`));
  }
}
