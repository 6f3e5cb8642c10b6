import { readFileSync } from "node:fs";

/** The shared test vectors of `test/vectors/NAME.json`; integers are decimal strings. */
export function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), "utf8")) as T;
}

/** The lines of `test/vectors/NAME.jsonl`. */
export const vectorLines = (name: string): string[] =>
  readFileSync(new URL(`../vectors/${name}.jsonl`, import.meta.url), "utf8")
    .trimEnd()
    .split("\n");

export const integers = (values: readonly string[]): bigint[] => values.map(BigInt);
