/** Counting: from accepted, opened ballots to the results document (PROTOCOL 5). */
import { ensure, Refusal } from "../errors/index.js";
import type { OpenedBallot } from "./package.js";
import { type BallotRules, ballotJudge } from "./rules.js";

/** The results document: counts are weights, as decimal strings, in the order of the metadata's questions. */
export interface Results {
  readonly questions: readonly {
    /** The weight of the ballots that broke a rule or could not be opened; it counts whole ballots, so it is the same in each question. */
    readonly invalid: string;
    readonly results: readonly { readonly value: string; readonly count: string }[];
  }[];
}

/** The parts of a vote that are counted. */
export interface CountedVote {
  /** `null` if it could not be opened: it counts as invalid. */
  readonly ballot: Pick<OpenedBallot, "votes"> | null;
  /** In [0, 2^128). */
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
  add({ ballot, weight }: CountedVote): ReturnType<ReturnType<typeof ballotJudge>> | "unopened" {
    const fault = ballot ? this.#judge(ballot.votes, weight) : "unopened";
    if (fault || !ballot) {
      this.#invalid += weight;
      return fault;
    }
    for (const [field, value] of ballot.votes.entries()) this.#counts[field]![value]! += weight;
    return null;
  }

  /** The weight of the invalid ballots. */
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

/** A question with only its own keys, in their order. */
const copyQuestion = ({ invalid, results }: Results["questions"][number]) => ({
  invalid,
  results: results.map(({ value, count }) => ({ value, count })),
});

/**
 * Reads a results document: values 0, 1, 2 … in order, counts canonical decimals, `invalid` equal in each field of a ballot.
 * @param text exactly as {@link resultsToJson} writes it, so no key is unknown and no key occurs twice: the hash on chain is the hash
 *   of these bytes
 * @param ballots how many ballots the document joins, of as many fields each: the questions of a SERIAL process, otherwise one
 * @throws PsephosError `ballot/results`
 */
export function resultsFromJson(text: string, ballots = 1): Results {
  const refuse = (what: string) => new Refusal("ballot/results", `these are not results: ${what}`);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw refuse("not JSON");
  }
  const questions = (document as { questions?: unknown } | null)?.questions;
  if (!Array.isArray(questions) || questions.length === 0) throw refuse("no list of questions");
  if (questions.length % ballots !== 0)
    throw refuse(`${questions.length} fields cannot belong to ${ballots} ballots`);
  const fields = questions.length / ballots;
  const isCount = (count: unknown) => typeof count === "string" && count.length <= 80 && DECIMAL.test(count);
  for (const [i, question] of questions.entries()) {
    if (!isCount(question?.invalid)) throw refuse(`question ${i} has no count of invalid ballots`);
    if (question.invalid !== questions[i - (i % fields)].invalid)
      throw refuse("the invalid counts differ between questions");
    if (!Array.isArray(question.results)) throw refuse(`question ${i} has no results`);
    for (const [value, row] of question.results.entries()) {
      if (row?.value !== value.toString()) throw refuse(`question ${i} lists its values out of order`);
      if (!isCount(row.count)) throw refuse(`question ${i}, value ${value} has no count`);
    }
  }
  const results = { questions: (questions as Results["questions"]).map(copyQuestion) };
  ensure(
    resultsToJson(results) === text,
    "ballot/results",
    "these results are not written as Psephos writes them",
    "The hash is over the exact bytes: use the file as it was published.",
  );
  return results;
}
