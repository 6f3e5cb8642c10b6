/** Reads a rollup's transcript from anywhere. It checks the shape and the canonical form of numbers, not whether they are right. */
import { parseBallotRules } from "../ballot/index.js";
import { fixedHex, parseScalar } from "../bytes/index.js";
import { ensure, type PsephosError, Refusal } from "../errors/index.js";
import { tallyInstance } from "./instances.js";
import type { BatchTranscript, RollupTranscript } from "./transcript.js";

const KEYS = [
  ..."version instance processId scope ballot voteCount invalid results votesDigest batches opening".split(
    " ",
  ),
];
const BATCH_KEYS = "leaves bitmap commitment stateBefore stateAfter z y proof".split(" ");
const OPENING_KEYS = "state z y proof".split(" ");
/** A turn counts no more batches than fit into the chain's uint32; a document of this many would be 20 GB. */
const MAX_BATCHES = 1_000_000;

const refuse = (message: string): PsephosError =>
  new Refusal("rollup/transcript", `not a rollup's transcript: ${message}`, {
    hint: "Use the file as `psephos rollup prove` wrote it, or prove again: finished proofs are kept.",
  });

function must(condition: unknown, message: string): asserts condition {
  if (!condition) throw refuse(message);
}

function record(value: unknown, keys: readonly string[], name: string): Record<string, unknown> {
  must(typeof value === "object" && value !== null && !Array.isArray(value), `${name} is not an object`);
  const [missing] = keys.filter((key) => !Object.hasOwn(value, key));
  must(missing === undefined, `${name} lacks "${missing}"`);
  must(Object.keys(value).length === keys.length, `${name} has unknown keys`);
  return value as Record<string, unknown>;
}

function list(value: unknown, length: number, name: string): readonly unknown[] {
  must(Array.isArray(value) && value.length === length, `${name} is not a list of ${length}`);
  return value;
}

function number(value: unknown, name: string): void {
  try {
    parseScalar(value, name);
  } catch (error) {
    throw refuse((error as Error).message);
  }
}

function bytes(value: unknown, length: number, name: string): void {
  try {
    fixedHex(value, length, name);
  } catch {
    throw refuse(`${name} is not 0x and ${2 * length} lower-case hex digits`);
  }
}

function batch(value: unknown, slots: number, name: string): void {
  const fields = record(value, BATCH_KEYS, name);
  for (const leaf of list(fields.leaves, slots, `the leaves of ${name}`)) number(leaf, `a leaf of ${name}`);
  for (const key of BATCH_KEYS.slice(1, -1)) number(fields[key], `${key} of ${name}`);
  bytes(fields.proof, 256, `the proof of ${name}`);
}

/**
 * @param document as `JSON.parse` gives it
 * @returns the same document
 * @throws PsephosError `rollup/transcript`: a key is missing or unknown, a list has the wrong length for the instance, a number
 *   is not a canonical decimal below r, a hash or a proof not of its length; `rollup/instance`; `ballot/rules`
 */
export function parseRollupTranscript(document: unknown): RollupTranscript {
  const fields = record(document, KEYS, "the document");
  must(fields.version === 1, "its version is not 1");
  must(typeof fields.instance === "string", "its instance is not a name");
  const instance = tallyInstance(fields.instance);
  bytes(fields.processId, 32, "processId");
  bytes(fields.votesDigest, 32, "votesDigest");
  for (const key of ["scope", "voteCount", "invalid"]) number(fields[key], key);
  const { ballot, batches } = fields;
  must(typeof ballot === "object" && ballot !== null && !Array.isArray(ballot), "it has no ballot rules");
  parseBallotRules(ballot);
  for (const row of list(fields.results, instance.fields, "results"))
    for (const count of list(row, instance.values, "a row of the results")) number(count, "a count");
  must(Array.isArray(batches) && batches.length <= MAX_BATCHES, "its batches are not a list");
  for (const [i, value] of batches.entries()) batch(value, instance.slots, `batch ${i}`);
  const opening = record(fields.opening, OPENING_KEYS, "the opening");
  for (const key of OPENING_KEYS.slice(0, -1)) number(opening[key], `${key} of the opening`);
  bytes(opening.proof, 256, "the proof of the opening");
  return document as RollupTranscript;
}

/** Throws unless a batch's leaves are those of one or more votes, followed by empty slots. @returns how many votes */
export function votesOfBatch({ leaves }: Pick<BatchTranscript, "leaves">, name: string): number {
  const empty = leaves.indexOf("0");
  const votes = empty === -1 ? leaves.length : empty;
  ensure(
    votes > 0 && leaves.slice(votes).every((leaf) => leaf === "0"),
    "rollup/transcript",
    `${name} has no vote, or an empty slot before a vote`,
  );
  return votes;
}
