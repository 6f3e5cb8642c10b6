/**
 * JSON from strangers. This reader refuses what `JSON.parse` accepts: a key given twice (readers disagree on
 * which one counts), `__proto__`, nesting without a limit, broken UTF-8, half surrogate pairs, and integers
 * that a double cannot represent. For every accepted document the value equals that of `JSON.parse` (RFC 8259, I-JSON RFC 7493).
 */
import { quoted } from "../bytes/index.js";
import { ensure, Refusal } from "../errors/index.js";

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** The limits of a document. */
export interface JsonLimits {
  /** Size in bytes; 1 MiB if left out. */
  maxBytes?: number;
  /** Arrays and objects within one another; 32 if left out. */
  maxDepth?: number;
  /** Numbers are written as integers only: no fraction, no exponent, no minus before zero; `1.0`, `1e3` and `-0` are refused. */
  integers?: boolean;
}

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const WORDS = new Map([
  ["t", ["true", true]],
  ["f", ["false", false]],
  ["n", ["null", null]],
] as const);
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

class Reader {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly maxDepth: number,
    private readonly integers: boolean,
  ) {}

  document(): JsonValue {
    const value = this.value(1);
    if (this.peek() !== "") this.fail("the end of the document");
    return value;
  }

  private fail(expected: string): never {
    throw new Refusal("process/json-syntax", `not JSON at character ${this.at}: expected ${expected}`);
  }

  /** The next character that is not white space, or "" at the end. */
  private peek(): string {
    while (" \t\n\r".includes(this.text.charAt(this.at)) && this.at < this.text.length) this.at++;
    return this.text.charAt(this.at);
  }

  private take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at++;
    return true;
  }

  private value(depth: number): JsonValue {
    const first = this.peek();
    if (first === "{" || first === "[") {
      ensure(depth <= this.maxDepth, "process/json-depth", `JSON nested deeper than ${this.maxDepth} levels`);
      return first === "{" ? this.object(depth) : this.array(depth);
    }
    if (first === '"') return this.string();
    const word = WORDS.get(first as "t");
    if (word === undefined) return this.number();
    if (!this.text.startsWith(word[0], this.at)) this.fail("a value");
    this.at += word[0].length;
    return word[1];
  }

  private object(depth: number): JsonValue {
    const object: { [key: string]: JsonValue } = {};
    this.take("{");
    if (this.take("}")) return object;
    do {
      if (this.peek() !== '"') this.fail("a key");
      const key = this.string();
      ensure(key !== "__proto__", "process/json-key", "a JSON key may not be __proto__");
      ensure(
        !Object.hasOwn(object, key),
        "process/json-key",
        () => `a JSON object has the key ${quoted(key)} twice, near character ${this.at}`,
        "Keep one of the two: programs disagree on which one counts.",
      );
      if (!this.take(":")) this.fail("a colon");
      object[key] = this.value(depth + 1);
    } while (this.take(","));
    if (!this.take("}")) this.fail("a comma or a closing brace");
    return object;
  }

  private array(depth: number): JsonValue {
    const array: JsonValue[] = [];
    this.take("[");
    if (this.take("]")) return array;
    do array.push(this.value(depth + 1));
    while (this.take(","));
    if (!this.take("]")) this.fail("a comma or a closing bracket");
    return array;
  }

  private string(): string {
    let end = this.at + 1;
    for (; this.text.charCodeAt(end) !== QUOTE; end++) {
      if (end >= this.text.length) this.fail("the end of the string");
      if (this.text.charCodeAt(end) === BACKSLASH) end++;
    }
    const token = this.text.slice(this.at, end + 1);
    let value: string;
    try {
      value = JSON.parse(token);
    } catch {
      this.fail("a string without control characters or unknown escapes");
    }
    ensure(
      !/\p{Surrogate}/u.test(value),
      "process/json-string",
      `half a surrogate pair at character ${this.at}`,
    );
    this.at = end + 1;
    return value;
  }

  private number(): number {
    NUMBER.lastIndex = this.at;
    const match = NUMBER.exec(this.text);
    if (!match) this.fail("a value");
    const value = Number(match[0]);
    const integer = match[1] === undefined && match[2] === undefined;
    ensure(
      Number.isFinite(value) && (!integer || Number.isSafeInteger(value)),
      "process/json-number",
      `the number at character ${this.at} does not fit`,
      "Write large integers as strings.",
    );
    ensure(
      !this.integers || (integer && match[0] !== "-0"),
      "process/json-number",
      () => `the number ${quoted(match[0])} at character ${this.at} is not written as a whole number`,
      "Write whole numbers with digits only: 1000, not 1e3 or 1000.0.",
    );
    this.at += match[0].length;
    return value;
  }
}

/**
 * Reads one JSON document.
 * @param bytes UTF-8 without a byte order mark
 * @throws PsephosError `process/json-size`, `process/json-utf8`, `process/json-syntax`, `process/json-depth`,
 *   `process/json-key`, `process/json-string`, `process/json-number`
 */
export function parseJson(
  bytes: Uint8Array,
  { maxBytes = 2 ** 20, maxDepth = 32, integers = false }: JsonLimits = {},
): JsonValue {
  ensure(
    bytes.length <= maxBytes,
    "process/json-size",
    `${bytes.length} bytes of JSON, more than ${maxBytes}`,
  );
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new Refusal("process/json-utf8", "the document is not UTF-8", { cause });
  }
  ensure(
    !/^\s*</.test(text),
    "process/json-syntax",
    "a web page or XML where JSON was expected",
    "The server answered with an error page, or the address belongs to a page about the file.",
  );
  return new Reader(text, maxDepth, integers).document();
}
