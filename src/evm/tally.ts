/**
 * The tally as the results contract keeps it: one list of numbers. For the process, or for each question in
 * turn if it is serial,
 *
 *     voteCount, invalid, counts[field 0][value 0], counts[field 0][value 1], …, counts[last field][maxValue]
 */
import { type Hex, keccak256, stringToBytes } from "viem";
import { type Results, resultsToJson } from "../ballot/index.js";
import { ensure } from "../errors/index.js";

/** A tally of more numbers is not kept on chain: only the hash of the results document is. */
export const MAX_TALLY = 512;

/** The count of a process, or of one question of a serial one. */
export interface TallyPart {
  /** How many votes were counted. */
  voteCount: bigint;
  /** The weight of the ballots that broke a rule or could not be opened. */
  invalid: bigint;
  /** `counts[field][value]`: the weight behind each value. */
  counts: readonly (readonly bigint[])[];
}

/** The shape that a process gives its tally. */
export interface TallyShape {
  /** Questions of a serial process; 1 otherwise. */
  parts: number;
  /** maxCount */
  fields: number;
  /** maxValue + 1 */
  values: number;
}

/** How many numbers a tally of this shape has. */
export const tallyLength = ({ parts, fields, values }: TallyShape): number => parts * (2 + fields * values);

/** The list that the contract takes; empty if it would be longer than 512. */
export function encodeTally(parts: readonly TallyPart[]): bigint[] {
  const tally = parts.flatMap(({ voteCount, invalid, counts }) => [voteCount, invalid, ...counts.flat()]);
  return tally.length > MAX_TALLY ? [] : tally;
}

/**
 * The parts of a list that the contract gave; nothing for one that was too long to be kept.
 * @throws PsephosError `evm/tally` if it has another length than its shape
 */
export function decodeTally(tally: readonly bigint[], shape: TallyShape): TallyPart[] | undefined {
  const length = tallyLength(shape);
  if (tally.length === 0 && length > MAX_TALLY) return undefined;
  ensure(
    tally.length === length,
    "evm/tally",
    `the tally has ${tally.length} numbers, but ${length} are needed`,
  );
  const { parts, fields, values } = shape;
  return Array.from({ length: parts }, (_, part) => {
    const start = (part * length) / parts;
    const row = (field: number) => {
      const first = start + 2 + field * values;
      return tally.slice(first, first + values);
    };
    return {
      voteCount: tally[start]!,
      invalid: tally[start + 1]!,
      counts: Array.from({ length: fields }, (_, field) => row(field)),
    };
  });
}

/** The part that a results document makes, with the number of votes, which the document does not tell. */
export function tallyPart(results: Results, voteCount: bigint): TallyPart {
  return {
    voteCount,
    invalid: BigInt(results.questions[0]?.invalid ?? 0),
    counts: results.questions.map(({ results }) => results.map(({ count }) => BigInt(count))),
  };
}

/**
 * The parts that a results document makes: one for each question of a SERIAL process.
 * @param voteCounts the number of votes of each question, which the document does not tell; one number for a process that is not serial
 */
export function tallyParts({ questions }: Results, voteCounts: readonly bigint[]): TallyPart[] {
  const fields = questions.length / voteCounts.length;
  return voteCounts.map((voteCount, i) =>
    tallyPart({ questions: questions.slice(i * fields, (i + 1) * fields) }, voteCount),
  );
}

/** The hash on chain: keccak256 of the document's text. */
export const resultsHash = (results: Results): Hex => keccak256(stringToBytes(resultsToJson(results)));
