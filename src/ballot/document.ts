/** Reads the JSON documents that voters send: their keys, and each value in its canonical encoding. */
import { fixedHex, type Hex } from "../bytes/index.js";
import { ensure, Refusal } from "../errors/index.js";
import { assertKeyIndexes, assertOverwrite } from "./envelope-hash.js";

export type Document = Readonly<Record<string, unknown>>;

/**
 * @param what "the vote envelope"
 * @throws PsephosError `ballot/envelope`
 */
export function parseDocument(text: string, what: string, maxCharacters: number): Document {
  ensure(
    typeof text === "string" && text.length <= maxCharacters,
    "ballot/envelope",
    `${what} has at most ${maxCharacters} characters`,
  );
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new Refusal("ballot/envelope", `${what} is not JSON`);
  }
  ensure(
    typeof document === "object" && document !== null && !Array.isArray(document),
    "ballot/envelope",
    `${what} is not a JSON object`,
  );
  return document as Document;
}

/** @throws PsephosError `ballot/envelope` unless the document has these keys, and `censusRoot` or not */
export function ensureKeys(document: Document, keys: readonly string[], what: string): void {
  const found = Object.keys(document)
    .filter((key) => key !== "censusRoot")
    .sort();
  ensure(
    found.length === keys.length && found.every((key, i) => key === keys[i]),
    "ballot/envelope",
    `${what} has exactly these keys: ${keys.join(", ")}; and censusRoot if the census is dynamic`,
  );
}

/** One value. The error names its key and never shows the value. @throws PsephosError `ballot/envelope` */
export function readValue<T>(what: string, key: string, parse: () => T): T {
  try {
    return parse();
  } catch {
    throw new Refusal("ballot/envelope", `${what}'s ${key} is malformed or not canonical`);
  }
}

export function hexOf(value: unknown, bytes: number): Hex {
  fixedHex(value, bytes, "value");
  return value as Hex;
}

export function overwriteOf(value: unknown): number {
  assertOverwrite(value);
  return value;
}

export function keyIndexesOf(value: unknown): readonly number[] {
  assertKeyIndexes(value);
  return value;
}
