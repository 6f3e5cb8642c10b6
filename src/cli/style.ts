/** Colours, and the only text that may hold them: what a program or a stranger wrote is escaped on its way in. */
import pc from "picocolors";
import { visible } from "../errors/index.js";

/** Text that our own code has styled; nothing in it but our styling reaches a terminal unescaped. */
export class Styled {
  readonly text: string;

  /** @param text already safe: only this file makes one */
  private constructor(text: string) {
    this.text = text;
  }

  static of(paint: (text: string) => string, text: string): Styled {
    return new Styled(paint(visible(text)));
  }

  static join(literals: readonly string[], values: readonly Shown[]): Styled {
    return new Styled(
      literals.map((literal, i) => literal + (i < values.length ? terminal(values[i]!) : "")).join(""),
    );
  }
}

/** What may be shown: plain text, which is escaped, or text with our styling. */
export type Shown = string | number | bigint | Styled;

/** What a terminal is sent for it. */
export const terminal = (shown: Shown): string =>
  shown instanceof Styled ? shown.text : visible(String(shown));

/** A template whose own words are ours and whose values are escaped, each by itself. */
export function styled(literals: TemplateStringsArray, ...values: Shown[]): Styled {
  return Styled.join(literals, values);
}

const paint = (painter: (text: string) => string) => (text: string) => Styled.of(painter, text);

export const bold = paint(pc.bold);
export const dim = paint(pc.dim);
export const green = paint(pc.green);
export const red = paint(pc.red);
export const yellow = paint(pc.yellow);
