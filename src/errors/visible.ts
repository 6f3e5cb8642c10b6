/**
 * Text from a chain, a file or a peer, made safe to show. Such text may hold what a terminal obeys (C0, C1, DEL), what turns the
 * direction of writing, what breaks a line, and what is not seen at all. Each such character becomes an escape that is seen.
 */

// Control, format (bidi, zero width, tags), line and paragraph separators, half surrogates, private use, and the rest of what
// Unicode says is drawn as nothing (variation selectors, fillers).
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}]/gu;
const UNSEEN_BUT_LINES = new RegExp(`(?!\\n)${UNSEEN.source}`, "gu");

/** The most characters of one text that are shown, unless told. */
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
 * The text with every character that is not seen as `\uXXXX`, cut after `limit` characters.
 * @param options `limit`: 4000 if left out; `lines`: leaves line feeds as they are
 */
export function visible(
  text: string,
  { limit = LONGEST, lines = false }: { readonly limit?: number; readonly lines?: boolean } = {},
): string {
  return cut(text, limit).replace(lines ? UNSEEN_BUT_LINES : UNSEEN, escaped);
}

/** Whether each character of the text is seen as it is. */
export const isVisible = (text: string): boolean => text.search(UNSEEN) === -1;

/** JSON whose strings hold no such character either: `JSON.stringify` leaves C1, bidi and separators as they are. */
export function visibleJson(value: unknown, replacer?: (key: string, value: unknown) => unknown): string {
  return JSON.stringify(value, replacer, 2).replace(UNSEEN_BUT_LINES, escaped);
}
