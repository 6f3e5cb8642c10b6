/** How the example shows what happens: headings, honest steps, and attacks that were refused. */
import type { Output } from "../output.js";
import { bold, dim, green, type Shown, styled } from "../style.js";

const TEXT = { indent: 2, hang: 2 };

export function tellHeading(output: Output, text: string): void {
  output.line();
  output.paragraph(bold(text));
}

/** Something honest that was done or accepted. */
export function tellDone(output: Output, text: Shown): void {
  output.paragraph(styled`${green("✔")} ${text}`, TEXT);
}

/** An attack that did not succeed: what was tried, and why it was refused. */
export function tellRefused(output: Output, attempt: string, reason: string, code?: string): void {
  tellDone(output, styled`${green("attack refused:")} ${attempt}`);
  output.paragraph(code === undefined ? reason : styled`${reason} ${dim(`[${code}]`)}`, { indent: 4 });
}
