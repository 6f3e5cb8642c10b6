/** Finding everything that is wrong with a document in one pass, each thing with its place. */
import { Refusal, type RefusedCode } from "../errors/index.js";

/** One thing wrong with a document. */
export interface Problem {
  /** Where: `questions[2].choices[0].title.ca`; empty for the document as a whole. */
  path: string;
  /** What is wrong, with no part of the document's content. */
  problem: string;
}

const MOST_SHOWN = 20;

/** A document that breaks its schema. `problems` lists the first 20 places. */
export class DocumentError extends Refusal {
  override readonly name: string = "DocumentError";
  readonly problems: readonly Problem[];

  constructor(code: RefusedCode, message: string, problems: readonly Problem[]) {
    const shown = problems.slice(0, MOST_SHOWN);
    const list = shown.map(({ path, problem }) => `\n  ${path === "" ? "it" : path} ${problem}`).join("");
    const more = problems.length > MOST_SHOWN ? "\n  and more" : "";
    super(code, message + list + more);
    this.problems = shown;
  }
}

/** A key as part of a path; of any other key only the length is shown. */
function shownKey(key: string): string {
  return /^[A-Za-z0-9_-]{1,40}$/.test(key) ? key : `(a key of ${key.length} characters)`;
}

/** The path of `key` within `path`. */
export function inside(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  return path === "" ? shownKey(key) : `${path}.${shownKey(key)}`;
}

/** Collects problems; reading goes on after one, so that an author sees them all at once. */
export class Problems {
  private readonly list: Problem[] = [];

  add(path: string, problem: string): void {
    // One more than shown is stored, so that the error can say that there are more.
    if (this.list.length <= MOST_SHOWN) this.list.push({ path, problem });
  }

  /** `value` as an object that has all `required` keys and no others except `optional`. */
  object(
    value: unknown,
    path: string,
    required: readonly string[],
    optional: readonly string[] = [],
  ): Record<string, unknown> | undefined {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.add(path, "is not an object");
      return undefined;
    }
    const record = value as Record<string, unknown>;
    for (const key of required) if (record[key] === undefined) this.add(inside(path, key), "is missing");
    for (const key of Object.keys(record)) {
      if (!required.includes(key) && !optional.includes(key)) this.add(inside(path, key), "is not known");
    }
    return record;
  }

  /** `value` as a list of `least` to `most` entries; else an empty one. */
  array(value: unknown, path: string, least: number, most: number): readonly unknown[] {
    if (Array.isArray(value) && value.length >= least && value.length <= most) return value;
    this.add(path, `is not a list of ${least} to ${most} entries`);
    return [];
  }

  /** @throws DocumentError with `code` if there is a problem */
  throwIfAny(code: RefusedCode, message: string): void {
    if (this.list.length > 0) throw new DocumentError(code, message, this.list);
  }
}
