import type { Results } from "../ballot/index.js";
import type { Output } from "./output.js";
import { bold, dim, green, styled } from "./style.js";

const BAR = 32;

/** Results as a small bar chart, one question after another. */
export function showResults(
  output: Output,
  { questions }: Results,
  titles: readonly (readonly string[])[] = [],
): void {
  for (const [i, { invalid, results }] of questions.entries()) {
    const counts = results.map(({ count }) => BigInt(count));
    const total = counts.reduce((sum, count) => sum + count, 0n);
    output.line(styled`  ${bold(`Question ${i + 1}`)} ${dim(`(weight; invalid ${invalid})`)}`);
    for (const [j, { value, count }] of results.entries()) {
      const length = total === 0n ? 0 : Number((counts[j]! * BigInt(BAR)) / total);
      const label = titles[i]?.[j] ?? value;
      const bar = green("█".repeat(length).padEnd(BAR, "·"));
      output.line(styled`    ${label.padEnd(12)} ${bar} ${count}`);
    }
  }
}
