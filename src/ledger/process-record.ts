/** A process as the chain stores it: everything that decides what happens to its votes. It is a leaf of the tree of processes. */
import { equalBytes } from "@noble/ciphers/utils.js";
import { fixedHex, type Hex, toHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { isStatus, type Status } from "../process/index.js";
import { type Cbor, decodeCbor, encodeCbor } from "./cbor.js";
import type { Declaration } from "./declaration.js";
import { Fields } from "./fields.js";
import { type Draft, keyNumber, type Reader } from "./store.js";

/** A census root that votes may name, until it is replaced. */
export interface CensusRoot {
  /** As in the contracts: hex in a form that depends on the origin. */
  readonly root: string;
  /** The first height at which it is no longer accepted; 0 for the present root. */
  readonly until: number;
}

/** An oracle's last attestation about the next sequence number. */
export interface Word {
  readonly oracle: Hex;
  /** The oracle's number of this attestation; a correction has a higher one. */
  readonly revision: number;
  /** SHA-256 of the statement, 32 bytes. */
  readonly statement: Hex;
}

export interface ProcessRecord {
  /** Its place in the order of creation, from 0. */
  readonly number: number;
  readonly processId: Hex;
  /** SHA-256 of the declaration, 32 bytes. */
  readonly declaration: Hex;
  /** Height of the block in which the declaration became final. */
  readonly declaredAt: number;
  readonly status: Status;
  /** Height of the block that last made it READY; 0 if no block did. */
  readonly readyAt: number;
  /** Height of the block from which votes are taken; 0 before that block. */
  readonly startedAt: number;
  /** Height of the first block that takes no more votes; 0 before that block. */
  readonly endedAt: number;
  /** Whether its key ceremonies failed, so that it ends without votes. */
  readonly withoutKey: boolean;
  /** The open question of a SERIAL process, from 0. */
  readonly question: number;
  /** For each question, the length of the log when the question was opened. */
  readonly questionStarts: readonly number[];
  readonly roots: readonly CensusRoot[];
  /** How many attestations about it are final. */
  readonly sequence: number;
  /** By oracle, ascending. */
  readonly words: readonly Word[];
  /** Height of the block from which ballots may be sealed; 0 before that, and if they are not sealed. */
  readonly keyAt: number;
  /** SHA-256 of the ceremony's state; 32 zero bytes without one. */
  readonly ceremony: Hex;
  readonly rollup: "none" | "open" | "included";
  /** Entries of the log, and their root. */
  readonly logSize: number;
  readonly logRoot: Hex;
  /** How many voters have a vote in the log for the open question. */
  readonly voters: number;
  /** How many votes of the log have no published package: they were included on the EVM. */
  readonly withoutPackage: number;
  /** The rolling census of a PRE_REGISTER process: registrations, the root of their list, and that of their census tree (hex of a scalar). */
  readonly registry: { readonly size: number; readonly listRoot: Hex; readonly censusRoot: Hex };
  /** After counting: how many votes, the root of their tree, and keccak256 of the results document. */
  readonly counted: { readonly size: number; readonly root: Hex; readonly resultsHash: Hex } | null;
}

export const ZERO_32: Hex = `0x${"00".repeat(32)}`;

const ROLLUP = ["none", "open", "included"] as const;
const hash = (value: Hex) => fixedHex(value, 32, "hash");

export function encodeRecord(record: ProcessRecord): Uint8Array {
  const { registry, counted } = record;
  return encodeCbor([
    record.number,
    hash(record.processId),
    hash(record.declaration),
    record.declaredAt,
    record.status,
    record.readyAt,
    record.startedAt,
    record.endedAt,
    record.withoutKey ? 1 : 0,
    record.question,
    record.questionStarts,
    record.roots.map(({ root, until }) => [root, until]),
    record.sequence,
    record.words.map(wordFields),
    record.keyAt,
    hash(record.ceremony),
    ROLLUP.indexOf(record.rollup),
    record.logSize,
    hash(record.logRoot),
    record.voters,
    record.withoutPackage,
    [registry.size, hash(registry.listRoot), hash(registry.censusRoot)],
    counted ? [counted.size, hash(counted.root), hash(counted.resultsHash)] : [],
  ]);
}

const readRoot = (fields: Fields): CensusRoot => ({
  root: fields.text("root", 4096),
  until: fields.integer("until"),
});

export const wordFields = ({ oracle, revision, statement }: Word): Cbor => [
  fixedHex(oracle, 20, "oracle"),
  revision,
  hash(statement),
];

export function readWord(value: Cbor): Word {
  const fields = new Fields(value, "a word");
  const word = {
    oracle: toHex(fields.bytes("oracle", 20)),
    revision: fields.integer("revision", 255),
    statement: toHex(fields.bytes("statement", 32)),
  };
  fields.end();
  return word;
}

function readStatus(fields: Fields): Status {
  const status = fields.integer("status", 4);
  ensure(isStatus(status), "ledger/form", "unknown status");
  return status;
}

function readCounted(fields: Fields): ProcessRecord["counted"] {
  if (fields.isEmpty) return null;
  return {
    size: fields.integer("size"),
    root: toHex(fields.bytes("root", 32)),
    resultsHash: toHex(fields.bytes("results hash", 32)),
  };
}

const readRegistry = (fields: Fields): ProcessRecord["registry"] => ({
  size: fields.integer("size"),
  listRoot: toHex(fields.bytes("list root", 32)),
  censusRoot: toHex(fields.bytes("census root", 32)),
});

/** @throws PsephosError `ledger/cbor`, `ledger/form` */
export function decodeRecord(bytes: Uint8Array): ProcessRecord {
  const fields = new Fields(decodeCbor(bytes, "a process record"), "a process record");
  const record: ProcessRecord = {
    number: fields.integer("number"),
    processId: toHex(fields.bytes("process id", 32)),
    declaration: toHex(fields.bytes("declaration", 32)),
    declaredAt: fields.integer("declared at"),
    status: readStatus(fields),
    readyAt: fields.integer("ready at"),
    startedAt: fields.integer("started at"),
    endedAt: fields.integer("ended at"),
    withoutKey: fields.integer("without key", 1) === 1,
    question: fields.integer("question", 255),
    questionStarts: fields.list("question starts", 256, (one) =>
      new Fields([one], "a start").integer("start"),
    ),
    roots: fields.list("roots", 65_536, (one) => readRoot(new Fields(one, "a census root"))),
    sequence: fields.integer("sequence"),
    words: fields.list("words", 64, readWord),
    keyAt: fields.integer("key at"),
    ceremony: toHex(fields.bytes("ceremony", 32)),
    rollup: ROLLUP[fields.integer("rollup", 2)]!,
    logSize: fields.integer("log size"),
    logRoot: toHex(fields.bytes("log root", 32)),
    voters: fields.integer("voters"),
    withoutPackage: fields.integer("without package"),
    registry: readRegistry(fields.inner("registry")),
    counted: readCounted(fields.inner("counted")),
  };
  fields.end();
  return record;
}

const RECORD = "process/";
export const recordKey = (number: number) => `${RECORD}${keyNumber(number)}`;
/** The number of the process whose record is under a key, or undefined for another key. */
export const recordNumber = (key: string): number | undefined =>
  key.startsWith(RECORD) ? Number.parseInt(key.slice(RECORD.length), 16) : undefined;
const numberKey = (processId: Hex) => `process-number/${processId.slice(2)}`;
const declarationKey = (number: number) => `declaration/${keyNumber(number)}`;

/** The place of a process in the order of creation, or undefined. */
export function processNumber(reader: Reader, processId: Hex): number | undefined {
  const bytes = reader.get(numberKey(processId));
  return bytes && (decodeCbor(bytes, "a number") as number);
}

/** The last record that was decoded of each number: many votes of one process are checked against the same one. */
const RECENT = 64;
const recent = new Map<number, { readonly bytes: Uint8Array; readonly record: ProcessRecord }>();

export function readRecordOf(reader: Reader, number: number): ProcessRecord {
  const bytes = reader.get(recordKey(number));
  const known = recent.get(number);
  // Byte for byte: another chain, or the same after a block, has another record under the number.
  if (known && bytes && equalBytes(known.bytes, bytes)) return known.record;
  const record = decodeRecord(bytes!);
  recent.delete(number);
  recent.set(number, { bytes: bytes!.slice(), record });
  if (recent.size > RECENT) recent.delete(recent.keys().next().value!);
  return record;
}

/** Writes a record; the roots of its log and lists are updated at the block's end. */
export function putRecord(draft: Draft, record: ProcessRecord): void {
  draft.put(recordKey(record.number), encodeRecord(record));
}

/** Makes it possible to find a process by its id. */
export const putProcessNumber = (draft: Draft, { processId, number }: ProcessRecord): void =>
  draft.put(numberKey(processId), encodeCbor(number));

/** Writes the declaration of a new process, which never changes. */
export function putDeclaration(draft: Draft, record: ProcessRecord, encoded: Uint8Array): void {
  putProcessNumber(draft, record);
  draft.put(declarationKey(record.number), encoded);
}

export const encodedDeclaration = (reader: Reader, number: number): Uint8Array =>
  reader.get(declarationKey(number))!;

/** The present census root. */
export const presentRoot = ({ roots }: ProcessRecord): string => roots.find(({ until }) => until === 0)!.root;

/** A process with its declaration. */
export interface LedgerProcess {
  readonly record: ProcessRecord;
  readonly declaration: Declaration;
}
