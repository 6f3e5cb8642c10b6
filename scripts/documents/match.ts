/**
 * Compares what a command printed with what a document says that it prints.
 *
 * - `0x2f0c…` or `1980…` (three digits or more, hex or decimal, then "…") is a value that differs in every run. It is the same value wherever the
 *   document writes the same digits: in later outputs, in commands and in files.
 * - `…` elsewhere is any text of a line; alone on a line it is any lines, also none.
 * - `✔ Label 1.2 s` is how a terminal shows a step. A program that reads the output gets `- Label`.
 * - Seconds (`1.2 s`) are any.
 */

/** The values that differ in every run, by how the document writes them. */
export type Values = ReadonlyMap<string, string>;

const VALUE = /\b(?:0x|(?=[a-f]*[0-9]))[0-9a-f]{3,}…/g;
const TOKEN = new RegExp(`${VALUE.source}|…|[0-9]+(?:\\.[0-9]+)? s\\b`, "g");

const quoted = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

/** The expression of an expected line, and the values that its groups stand for. */
function expression(line: string, values: Values): { regex: RegExp; names: string[] } {
  const names: string[] = [];
  const step = /^✔ (.*) [0-9.]+ s$/.exec(line);
  const text = step ? `- ${step[1]}` : line.trimEnd();
  let source = "";
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [token] = match;
    source += quoted(text.slice(from, match.index));
    from = match.index + token.length;
    if (token === "…") source += ".*";
    else if (token.endsWith(" s")) source += "[0-9]+(?:\\.[0-9]+)? s";
    else if (values.has(token)) source += quoted(values.get(token)!);
    else if (names.includes(token)) source += `\\${names.indexOf(token) + 1}`;
    else {
      names.push(token);
      source += token.startsWith("0x") ? "(0x[0-9a-fA-F]+)" : "([0-9a-f]+)";
    }
  }
  return { regex: new RegExp(`^${source}${quoted(text.slice(from))}$`, "u"), names };
}

/**
 * The values known after a comparison, or undefined where the lines differ.
 * @param open the printed lines may go on after the expected ones
 */
export function matchLines(
  expected: readonly string[],
  printed: readonly string[],
  values: Values,
  open = false,
): Values | undefined {
  const [line, ...rest] = expected;
  if (line === undefined) return open || printed.every((text) => text.trim() === "") ? values : undefined;
  if (line.trim() === "…") {
    for (let skipped = 0; skipped <= printed.length; skipped++) {
      const found = matchLines(rest, printed.slice(skipped), values, open);
      if (found) return found;
    }
    return undefined;
  }
  const [first, ...others] = printed;
  if (first === undefined) return undefined;
  const { regex, names } = expression(line, values);
  const match = regex.exec(first.trimEnd());
  if (!match) return undefined;
  return matchLines(
    rest,
    others,
    new Map([...values, ...names.map((name, i) => [name, match[i + 1]!] as const)]),
    open,
  );
}

/**
 * A command or a file's text in which the values stand.
 * @throws Error for a value that no output gave
 */
export function withValues(text: string, values: Values): string {
  return text.replace(VALUE, (token) => {
    const value = values.get(token);
    if (value === undefined) throw new Error(`no output before gave ${token}`);
    return value;
  });
}
