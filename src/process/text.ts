/**
 * Text in several languages, as voters see it. `default` is shown to a reader of none of the other languages;
 * the other keys are BCP 47 language tags in their usual case (`ca`, `pt-BR`, `zh-Hant-TW`).
 *
 * Text on a ballot must look like what it is: characters that reorder or hide the text around them
 * (bidirectional overrides, control characters) are refused, and so are two choices that look the same.
 */

/** One text in each language. */
export type LocalizedText = Readonly<Record<string, string>> & { readonly default: string };

/** The most languages of a text. */
export const MAX_LOCALES = 64;

// RFC 5646: language, script, region, variants; no extensions nor private use.
const LOCALE =
  /^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*$/;
// Controls except the line feed, line and paragraph separators, bidirectional embeddings, overrides and
// isolates, the byte order mark, tag characters, half surrogate pairs.
const HARMFUL =
  /(?!\n)\p{Cc}|[\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]|\p{Surrogate}/u;
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** Whether `tag` may be a key of a text, in addition to `default`. */
export function isLocale(tag: string): boolean {
  return tag.length <= 35 && LOCALE.test(tag);
}

export interface TextLimits {
  /** In characters (code points). */
  maxLength: number;
  /** Whether it may have more than one line. */
  lines: boolean;
}

/** What is wrong with a text, or undefined. */
export function textFault(text: unknown, { maxLength, lines }: TextLimits): string | undefined {
  if (typeof text !== "string") return "is not text";
  // There are never more code points than code units, so the cheap bound is checked first.
  if (text.length > 2 * maxLength || Array.from(text).length > maxLength) {
    return `is longer than ${maxLength} characters`;
  }
  if (appearance(text) === "") return "is empty";
  const plain = lines ? text.replaceAll("\t", " ") : text;
  if (HARMFUL.test(plain)) return "has control characters or ones that change the direction of the text";
  if (!lines && text.includes("\n")) return "has more than one line";
  return undefined;
}

/** What two texts that look alike have in common. */
export function appearance(text: string): string {
  return text.normalize("NFKC").replace(INVISIBLE, "").replace(/\s+/gu, " ").trim().toLowerCase();
}

/**
 * The text for a reader (RFC 4647, lookup): the first of `locales` that the text has, or its shorter form
 * (`ca-ES`, then `ca`), otherwise `default`.
 * @param locales what the reader prefers, best first, such as `navigator.languages`
 */
export function localized(text: LocalizedText, locales: readonly string[]): string {
  for (const locale of locales) {
    for (let tag = locale; tag !== ""; tag = tag.slice(0, Math.max(0, tag.lastIndexOf("-")))) {
      const key = Object.keys(text).find((key) => key.toLowerCase() === tag.toLowerCase());
      if (key !== undefined) return text[key]!;
    }
  }
  return text.default;
}
