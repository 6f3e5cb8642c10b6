/** Alters a JSON document, one leaf at a time. */

/** The path of each leaf of a JSON document. */
export function leavesOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, one]) => leavesOf(one, [...path, key]))
    : [path];
}

/** A document with another value at a path. */
export function withLeaf(text: string, path: readonly string[], change: (value: unknown) => unknown): string {
  const document = JSON.parse(text);
  const parent = path.slice(0, -1).reduce((one, key) => one[key], document);
  parent[path.at(-1)!] = change(parent[path.at(-1)!]);
  return JSON.stringify(document);
}

/** Another value of the same form: a number, or a text of digits. */
export function changed(value: unknown): unknown {
  if (typeof value === "number") return value + 1;
  const digits = [...(value as string)];
  const at = digits.length - 5;
  digits[at] = digits[at] === "1" ? "2" : "1";
  return digits.join("");
}
