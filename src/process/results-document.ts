/**
 * The results as a document, whose hash stands on chain:
 *
 *     {"questions":[{"invalid":"3","results":[{"value":"0","count":"12342"},{"value":"1","count":"4321"}]}]}
 *
 * One entry for each field of the ballot, in order; in it one for each value from 0. Counts are weights, as
 * decimal strings. `invalid` is the weight of the ballots that broke a rule; where one ballot holds all the
 * fields it is the same in each entry. There is exactly one document for the same results: no white space,
 * the keys in this order.
 */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { ensure } from "../errors.js";
import { type Hex, toHex } from "./ids.js";
import { type JsonValue, parseJson } from "./json.js";

/** The counted votes of one field. */
export interface FieldResults {
  /** The weight of the ballots that broke a rule (uint256). */
  invalid: bigint;
  /** The weight behind each value, from 0 to maxValue (uint256). */
  counts: readonly bigint[];
}

const MAX_FIELDS = 255;
const MAX_VALUES = 256;
/** The most bytes of a document: 255 fields of 256 values with counts of 78 digits fit in. */
export const RESULTS_BYTES = 8 * 2 ** 20;

function decimal(count: bigint): string {
  const valid = typeof count === "bigint" && count >= 0n && count >> 256n === 0n;
  ensure(valid, "process/results", "counts are integers from 0 to 2^256 − 1");
  return count.toString();
}

/**
 * The bytes to publish.
 * @param fields 1 to 255, each with the same 1 to 256 values
 * @throws PsephosError `process/results`
 */
export function encodeResults(fields: readonly FieldResults[]): Uint8Array {
  const width = fields[0]?.counts.length ?? 0;
  ensure(
    fields.length <= MAX_FIELDS &&
      width >= 1 &&
      width <= MAX_VALUES &&
      fields.every(({ counts }) => counts.length === width),
    "process/results",
    `results have 1 to ${MAX_FIELDS} fields, each with the same 1 to ${MAX_VALUES} values`,
  );
  const questions = fields.map(({ invalid, counts }) => ({
    invalid: decimal(invalid),
    results: counts.map((count, value) => ({ value: value.toString(), count: decimal(count) })),
  }));
  return utf8ToBytes(JSON.stringify({ questions }));
}

/** Takes the counts out of a document of any shape; what is not there becomes an empty list or -1. */
function fieldsOf(document: JsonValue): FieldResults[] {
  const get = (value: JsonValue, key: string) =>
    typeof value === "object" && value !== null && !Array.isArray(value) ? value[key] : undefined;
  const list = (value: JsonValue | undefined) => (Array.isArray(value) ? value : []);
  const integer = (value: JsonValue | undefined) =>
    typeof value === "string" && /^(?:0|[1-9][0-9]{0,77})$/.test(value) ? BigInt(value) : -1n;
  return list(get(document, "questions")).map((question) => ({
    invalid: integer(get(question, "invalid")),
    counts: list(get(question, "results")).map((entry) => integer(get(entry, "count"))),
  }));
}

/**
 * Reads a published document.
 * @throws PsephosError `process/results` unless the bytes are the one document of these results;
 *   `process/json-…`
 */
export function parseResults(bytes: Uint8Array): FieldResults[] {
  const fields = fieldsOf(parseJson(bytes, { maxBytes: RESULTS_BYTES, maxDepth: 5 }));
  const again = encodeResults(fields);
  ensure(
    again.length === bytes.length && again.every((byte, i) => byte === bytes[i]),
    "process/results",
    "the results are not written in their one form",
  );
  return fields;
}

/**
 * The hash of a results document that the contract keeps: keccak256 of its bytes.
 * @throws PsephosError `process/results`
 */
export function resultsHash(fields: readonly FieldResults[]): Hex {
  return toHex(keccak_256(encodeResults(fields)));
}
