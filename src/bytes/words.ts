/** Words from a file or a command line, in the form for errors, and the known word that the author probably meant. */

const MOST_SHOWN = 40;

/**
 * `text` in quotation marks, for an error: only printable ASCII, everything else escaped, cut after 40 characters.
 * No terminal code and no look-alike letter passes through.
 */
export function quoted(text: string, most = MOST_SHOWN): string {
  const cut = text.slice(0, most);
  const shown = JSON.stringify(cut).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return text.length > most ? `${shown}…` : shown;
}

/** Only letters and digits, in lower case: `off_chain-Tree` and `OFFCHAINTREE` are the same word. */
const bare = (word: string) => word.toLowerCase().replace(/[^a-z0-9]/g, "");

/** The least number of letters to insert, delete or replace to change `a` into `b` (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const exchange = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(exchange, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/**
 * The known word that is nearest to `word`: the same letters, the beginning of it, or up to a third of the letters changed.
 * @returns undefined if no word is near, or if several words begin with `word`
 */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const given = bare(word.slice(0, 2 * MOST_SHOWN));
  if (given === "") return undefined;
  const same = known.find((candidate) => bare(candidate) === given);
  if (same !== undefined) return same;
  const begun = known.filter((candidate) => given.length >= 4 && bare(candidate).startsWith(given));
  if (begun.length > 0) return begun.length === 1 ? begun[0] : undefined; // if there are several, none is more probable
  const ranked = known
    .map((candidate) => ({ candidate, far: distance(given, bare(candidate)) }))
    .sort((a, b) => a.far - b.far)[0];
  return ranked && ranked.far <= Math.max(given.length, bare(ranked.candidate).length) / 3
    ? ranked.candidate
    : undefined;
}

/** The end of an error about an unknown word: the nearest known one, and all of them. */
export function knownWords(word: string, known: readonly string[]): string {
  const near = nearestWord(word, known);
  return `${near === undefined ? "" : `did you mean ${near}? `}known: ${known.join(", ")}`;
}
