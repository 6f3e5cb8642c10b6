/** Colours, and the only text that may hold them: what a program or a stranger wrote is escaped on its way in. */
import pc from "picocolors";
import { visible } from "../errors/index.js";

type Paint = (text: string) => string;

/** Escaped text of one style. */
interface Span {
  readonly text: string;
  readonly paint?: Paint;
}

/** Text that our own code has styled; nothing in it but our styling reaches a terminal unescaped. */
export class Styled {
  readonly #spans: readonly Span[];

  /** @param spans texts already escaped: only this file makes them */
  private constructor(spans: readonly Span[]) {
    this.#spans = spans;
  }

  static of(text: string, paint?: Paint): Styled {
    return new Styled([paint ? { text: visible(text), paint } : { text: visible(text) }]);
  }

  static join(parts: readonly Shown[]): Styled {
    return new Styled(parts.flatMap((part) => asStyled(part).#spans));
  }

  /** Its characters, without colours. */
  get plain(): string {
    return this.#spans.map(({ text }) => text).join("");
  }

  /** Its characters with their colours. */
  get coloured(): string {
    return this.#spans.map(({ text, paint }) => (paint ? paint(text) : text)).join("");
  }

  /** Its words: what is between spaces. */
  get words(): Styled[] {
    const words: Span[][] = [[]];
    for (const { text, ...style } of this.#spans) {
      for (const [i, piece] of text.split(" ").entries()) {
        if (i > 0) words.push([]);
        if (piece !== "") words.at(-1)!.push({ text: piece, ...style });
      }
    }
    return words.filter((spans) => spans.length > 0).map((spans) => new Styled(spans));
  }
}

/** What may be shown: plain text, which is escaped, or text with our styling. */
export type Shown = string | number | bigint | Styled;

const asStyled = (shown: Shown): Styled => (shown instanceof Styled ? shown : Styled.of(String(shown)));

/** A stream as far as its colours go. */
export interface ColourStream {
  readonly isTTY?: boolean;
}

/**
 * Whether colours are written to a stream: to a terminal that has them, and elsewhere only if FORCE_COLOR asks for them. NO_COLOR
 * forbids them everywhere. What a CI service sets changes nothing.
 */
export function takesColours({ isTTY }: ColourStream, env: NodeJS.ProcessEnv = process.env): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return !["0", "false"].includes(env.FORCE_COLOR);
  return isTTY === true && env.TERM !== "dumb";
}

/** What a stream is sent for it. */
export function rendered(shown: Shown, stream: ColourStream): string {
  const styled = asStyled(shown);
  return takesColours(stream) ? styled.coloured : styled.plain;
}

/** A template whose own words are ours and whose values are escaped, each by itself. */
export function styled(literals: TemplateStringsArray, ...values: Shown[]): Styled {
  return Styled.join(
    literals.flatMap((literal, i) => (i < values.length ? [literal, values[i]!] : [literal])),
  );
}

/** Breaks text at its spaces into lines of at most `width` characters; a longer word has a line of its own. */
export function wrapWords(shown: Shown, width: number): Styled[] {
  const lines: Styled[] = [];
  for (const word of asStyled(shown).words) {
    const line = lines.at(-1);
    if (line && line.plain.length + 1 + word.plain.length <= width)
      lines[lines.length - 1] = styled`${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

const colours = pc.createColors(true);
const painter = (paint: Paint) => (text: string) => Styled.of(text, paint);

export const bold = painter(colours.bold);
export const dim = painter(colours.dim);
export const green = painter(colours.green);
export const red = painter(colours.red);
export const yellow = painter(colours.yellow);
