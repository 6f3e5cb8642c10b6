/** Counting: opens the vote that counts of each voter, and applies the ballot rules; and the tree of counted votes, ascending by voter id. */
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { type CountedVote, type Results, resultsToJson, Tally } from "../ballot/index.js";
import { fixedHex, type Hex, toHex, uintBytes } from "../bytes/index.js";
import { resultsHash } from "../process/index.js";
import { ballotOpener, combineShares, layeredOpener, VOTER_ID_BYTES } from "../seal/index.js";
import { ballotRulesOf, clearBallot, openedBallot } from "./ballots.js";
import { scopeOf } from "./context.js";
import type { KeyCeremony } from "./key-ceremony.js";
import {
  countedPart,
  countingIndex,
  decodeEntry,
  entryBytes,
  type LogEntry,
  readEntry,
  readPackage,
  voterIdBytes,
  voterIdOf,
  weightOf,
} from "./log.js";
import { HASH_BYTES, leafHash, type MerkleTree, writeTree } from "./merkle.js";
import type { LedgerProcess, ProcessRecord } from "./process-record.js";
import { type RecordList, readRecord, writeRecords } from "./records.js";
import { sortByBytes } from "./sort-by-bytes.js";
import { type Draft, keyNumber, type Reader } from "./store.js";

/** Opens the package of a ballot, or returns null if it is invalid. */
type Opener = (voterId: Uint8Array, votePackage: Uint8Array) => Uint8Array | null;

const inTheClear: Opener = (_, votePackage) => votePackage;
/** For ballots that should be sealed, in a process that never had a key. */
const withoutKey: Opener = () => null;

/** The function that opens the ballots of a question. */
export function openerOf(process: LedgerProcess, question: number, state: KeyCeremony | undefined): Opener {
  const { maxCount, maxValue, envelopeType } = process.declaration.params;
  if (state === undefined) return envelopeType.encryptedVotes ? withoutKey : inTheClear;
  const rules = { maxCount, maxValue };
  if (state.kind === "layered") {
    const keys = state.publicKeys.map((publicKey, i) => ({
      publicKey: publicKey!,
      secretKey: state.secretKeys[i]!,
    }));
    return layeredOpener(keys, rules);
  }
  const { plan, key } = state.ceremony;
  const secret = combineShares(state.shares, key!, plan.keykeepers.threshold);
  const { publicKey } = key!;
  return ballotOpener({ context: plan.context, scope: scopeOf(process, question), publicKey, rules }, secret);
}

/** A counted vote: the content of its leaf. */
export interface CountedEntry extends Pick<LogEntry, "voterId" | "weight" | "voteHash" | "envelopeHash"> {
  /** Its place in the log. */
  readonly index: number;
}

const countedEntry = (
  index: number,
  { voterId, weight, voteHash, envelopeHash }: LogEntry,
): CountedEntry => ({ index, voterId, weight, voteHash, envelopeHash });

/** `voter id ‖ uint128 weight ‖ voteHash ‖ envelopeHash ‖ uint64 log index`: 120 bytes. */
export const countedLeaf = ({ index, ...entry }: CountedEntry): Uint8Array =>
  concatBytes(
    fixedHex(entry.voterId, 32, "a voter id"),
    uintBytes(entry.weight, 16, "a weight"),
    uintBytes(entry.voteHash, 32, "a vote hash"),
    uintBytes(entry.envelopeHash, 32, "an envelope hash"),
    uintBytes(index, 8, "an index"),
  );

/** Of a place in the log, in the order of counted votes. */
export const INDEX_BYTES = 8;
const order = (number: number): RecordList => ({
  prefix: `counted/${keyNumber(number)}`,
  bytes: INDEX_BYTES,
});
export const countedTree = ({ number, counted }: ProcessRecord): MerkleTree => ({
  prefix: `counted-tree/${keyNumber(number)}`,
  size: counted?.size ?? 0,
});
const resultsKey = (number: number) => `results/${keyNumber(number)}`;

/** A canceled process has no results, even if it ended and was counted before it was canceled. */
export function forgetResults(draft: Draft, number: number): void {
  if (draft.get(resultsKey(number))) draft.remove(resultsKey(number));
}

/** The results document of a counted process, or undefined. */
export function readResults(reader: Reader, { number }: ProcessRecord): string | undefined {
  const bytes = reader.get(resultsKey(number));
  return bytes && new TextDecoder().decode(bytes);
}

/** The counted vote at a place in the order of voter ids. */
export function readCounted(reader: Reader, record: ProcessRecord, place: number): CountedEntry {
  const bytes = readRecord(reader, order(record.number), place)!;
  const index = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0));
  return countedEntry(index, readEntry(reader, record, index)!);
}

/** A vote that counts: its place in the log, its entry's bytes, and its question. */
interface Counting {
  readonly index: number;
  readonly entry: Uint8Array;
  readonly question: number;
}

/** The votes that count, in the log's order. */
function* countingVotes(reader: Reader, record: ProcessRecord): Iterable<Counting> {
  let question = 0;
  for (let index = 0; index < record.logSize; index++) {
    while (index >= (record.questionStarts[question + 1] ?? Number.POSITIVE_INFINITY)) question++;
    const entry = entryBytes(reader, record, index)!;
    if (countingIndex(reader, record, voterIdOf(entry)) === index) yield { index, entry, question };
  }
}

/** Writes the order and the tree of the counted votes. @param indexes their places in the log. @returns how many, and the root */
function writeCounted(
  draft: Draft,
  record: ProcessRecord,
  indexes: readonly number[],
): { size: number; root: Hex } {
  const { number } = record;
  const size = indexes.length;
  const entry = (index: number) => entryBytes(draft, record, index)!;
  const sorted = sortByBytes(indexes, VOTER_ID_BYTES, (index) => voterIdBytes(entry(index)));
  const places = new Uint8Array(size * INDEX_BYTES);
  const leaves = new Uint8Array(size * HASH_BYTES);
  for (const [i, index] of sorted.entries()) {
    const place = uintBytes(index, INDEX_BYTES, "an index");
    places.set(place, i * INDEX_BYTES);
    leaves.set(leafHash(concatBytes(countedPart(entry(index)), place)), i * HASH_BYTES);
  }
  writeRecords(draft, order(number), places);
  const root = writeTree(draft, `counted-tree/${keyNumber(number)}`, leaves);
  return { size, root: toHex(root) };
}

/** The ballot in a sealed package, or null if it is invalid. @param sent the package; null for a vote that was included without it */
export function unsealed(
  { voterId, voteHash }: Pick<LogEntry, "voterId" | "voteHash">,
  sent: Uint8Array | null,
  open: Opener,
  anonymous: boolean,
): CountedVote["ballot"] {
  const opened = sent && open(fixedHex(voterId, 32, "a voter id"), sent);
  return openedBallot(opened, { anonymous, voteHash, voterId: BigInt(voterId) });
}

/**
 * Counts a process, and writes its results.
 * @param state its key ceremony, with what was revealed; undefined if ballots are in the clear, or there are none
 * @returns the fields of its record about the count
 */
export function count(
  draft: Draft,
  process: LedgerProcess,
  state: KeyCeremony | undefined,
): NonNullable<ProcessRecord["counted"]> {
  const { record, declaration } = process;
  const { params } = declaration;
  const { anonymous, serial, encryptedVotes } = params.envelopeType;
  const questions = serial ? params.questionCount : 1;
  const tallies = Array.from({ length: questions }, () => new Tally(ballotRulesOf(params)));
  const openers = tallies.map((_, question) => openerOf(process, question, state));
  const counting: number[] = [];
  for (const { index, entry, question } of countingVotes(draft, record)) {
    const sent = readPackage(draft, record, index);
    const ballot = encryptedVotes
      ? unsealed(decodeEntry(entry), sent, openers[question]!, anonymous)
      : clearBallot(sent);
    tallies[question]!.add({ ballot, weight: weightOf(entry) });
    counting.push(index);
  }
  const results: Results = { questions: tallies.flatMap((tally) => tally.results().questions) };
  const text = resultsToJson(results);
  draft.put(resultsKey(record.number), utf8ToBytes(text));
  return { ...writeCounted(draft, record, counting), resultsHash: resultsHash(text) };
}
