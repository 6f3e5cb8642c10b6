/**
 * Text from a chain, a file or a peer, made safe to show. Such text may contain control characters of terminals (C0, C1, DEL), characters that change the
 * direction of writing, line breaks, and invisible characters. Each such character becomes a visible escape.
 */

// Control, format (bidi, zero width, tags), line and paragraph separators, half surrogates, private use, and the other characters that
// Unicode defines as invisible (variation selectors, fillers).
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}]/gu;
const UNSEEN_BUT_LINES = new RegExp(`(?!\\n)${UNSEEN.source}`, "gu");

/** The default for the most characters of one text that are shown. */
const LONGEST = 4000;

/** UTF-16 escapes, as JavaScript and JSON write them. */
function escaped(character: string): string {
  let text = "";
  for (let i = 0; i < character.length; i++)
    text += `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`;
  return text;
}

/** Cuts a text, and says how much is left out. */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit)}… (${text.length - limit} more characters)`;
}

/**
 * The text with every invisible character as `\uXXXX`, cut after `limit` characters.
 * @param options `limit`: 4000 if left out; `lines`: leaves line feeds unchanged
 */
export function visible(
  text: string,
  { limit = LONGEST, lines = false }: { readonly limit?: number; readonly lines?: boolean } = {},
): string {
  return cut(text, limit).replace(lines ? UNSEEN_BUT_LINES : UNSEEN, escaped);
}

/** Whether each character of the text is visible. */
export const isVisible = (text: string): boolean => text.search(UNSEEN) === -1;

/** JSON whose strings have no such character either: `JSON.stringify` does not escape C1, bidi and separators. */
export function visibleJson(value: unknown, replacer?: (key: string, value: unknown) => unknown): string {
  return JSON.stringify(value, replacer, 2).replace(UNSEEN_BUT_LINES, escaped);
}
