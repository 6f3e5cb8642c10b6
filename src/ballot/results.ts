/** Counting: accepted, opened ballots to the results document (PROTOCOL 5). */
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { PsephosError } from "../errors.js";
import { parseJson } from "../process/index.js";
import { type BallotRules, ballotJudge } from "./rules.js";

/** The results document: counts are weights, as decimal strings, in the order of the metadata's questions. */
export interface Results {
  readonly questions: readonly {
    /** The weight of the ballots that broke a rule or could not be opened; of whole ballots, the same in each. */
    readonly invalid: string;
    readonly results: readonly { readonly value: string; readonly count: string }[];
  }[];
}

/** A vote as it is counted: its ballot (`null` when it could not be opened) and its weight. */
export interface CountedVote {
  readonly votes: readonly number[] | null;
  readonly weight: bigint;
}

/** Adds up votes, exactly, one at a time. */
export class Tally {
  readonly #judge: ReturnType<typeof ballotJudge>;
  readonly #counts: bigint[][];
  #invalid = 0n;

  /** @throws PsephosError `ballot/rules` */
  constructor(rules: BallotRules) {
    this.#judge = ballotJudge(rules);
    this.#counts = Array.from({ length: rules.maxCount }, () => Array<bigint>(rules.maxValue + 1).fill(0n));
  }

  /**
   * Counts one vote; a ballot that breaks a rule adds its weight to `invalid` and nothing else.
   * @returns the rule broken, `"unopened"`, or `null` for a valid ballot
   */
  add({ votes, weight }: CountedVote): ReturnType<ReturnType<typeof ballotJudge>> | "unopened" {
    const fault = votes ? this.#judge(votes, weight) : "unopened";
    if (fault || !votes) {
      this.#invalid += weight;
      return fault;
    }
    for (const [field, value] of votes.entries()) this.#counts[field]![value]! += weight;
    return null;
  }

  /** The weight of the ballots that did not count. */
  get invalid(): bigint {
    return this.#invalid;
  }

  /** `counts[field][value]`, as summed so far; a copy. */
  get counts(): bigint[][] {
    return this.#counts.map((row) => [...row]);
  }

  results(): Results {
    return {
      questions: this.#counts.map((row) => ({
        invalid: this.#invalid.toString(),
        results: row.map((count, value) => ({ value: value.toString(), count: count.toString() })),
      })),
    };
  }
}

/** The results document as text: what is hashed, published and compared. */
export function resultsToJson(results: Results): string {
  return `${JSON.stringify(results)}\n`;
}

const DECIMAL = /^(?:0|[1-9][0-9]*)$/;
/** A document of 100 fields and 256 values has less than this, with counts of 80 digits. */
const MAX_BYTES = 4 * 2 ** 20;

const refuse = (what: string) => new PsephosError("ballot/results", `these are not results: ${what}`);

/** An object's members, of exactly these keys. */
function members<K extends string>(value: unknown, keys: readonly K[], name: string): Record<K, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw refuse(`${name} is no object`);
  const exact = Object.keys(value).length === keys.length && keys.every((key) => Object.hasOwn(value, key));
  if (!exact) throw refuse(`${name} has other keys than ${keys.join(" and ")}`);
  return value as Record<K, unknown>;
}

function count(value: unknown, name: string): string {
  if (typeof value === "string" && value.length <= 80 && DECIMAL.test(value)) return value;
  throw refuse(`${name} has no count`);
}

function document(text: string): unknown {
  try {
    return parseJson(utf8ToBytes(text), { maxBytes: MAX_BYTES });
  } catch (error) {
    throw error instanceof PsephosError ? refuse(error.message) : error;
  }
}

/**
 * Reads a results document: values 0, 1, 2 … in order, counts canonical decimals, `invalid` alike in each question, no key
 * twice and none besides those of {@link Results}.
 * @returns the document with its keys in their order: `resultsToJson` of it is one text, however it was spaced
 * @throws PsephosError `ballot/results`
 */
export function resultsFromJson(text: string): Results {
  const { questions } = members(document(text), ["questions"], "the document");
  if (!Array.isArray(questions) || questions.length === 0) throw refuse("no list of questions");
  const read = questions.map((question: unknown, i) => {
    const { invalid, results } = members(question, ["invalid", "results"], `question ${i}`);
    if (!Array.isArray(results)) throw refuse(`question ${i} has no results`);
    const rows = results.map((row: unknown, value) => {
      const name = `question ${i}, value ${value}`;
      const fields = members(row, ["value", "count"], name);
      if (fields.value !== value.toString()) throw refuse(`question ${i} lists its values out of order`);
      return { value: fields.value, count: count(fields.count, name) };
    });
    return { invalid: count(invalid, `question ${i}, invalid`), results: rows };
  });
  if (read.some(({ invalid }) => invalid !== read[0]!.invalid))
    throw refuse("the invalid counts differ between questions");
  return { questions: read };
}
