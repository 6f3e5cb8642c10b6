/** A process's log: every accepted vote, in order, append-only. It is a Merkle tree as in RFC 6962, and its root is in the process's record. */
import { concatBytes } from "@noble/hashes/utils.js";
import { type Hex, readInteger, toHex, uintBytes } from "../bytes/index.js";
import { decodeCbor, encodeCbor } from "./cbor.js";
import { leafHash, type MerkleTree, setLeaf } from "./merkle.js";
import type { ProcessRecord } from "./process-record.js";
import { type RecordList, readRecord, writeRecord } from "./records.js";
import { type Draft, keyNumber, type Reader } from "./store.js";

/** An accepted vote. */
export interface LogEntry {
  /** The height of its block. */
  readonly height: number;
  /** A nullifier, or `keccak256(address ‖ scope)`: 32 bytes. */
  readonly voterId: Hex;
  readonly weight: bigint;
  /** The number of the overwrite. */
  readonly nonce: number;
  /** 0 for a vote by name: its signature covers its package. */
  readonly voteHash: bigint;
  readonly envelopeHash: bigint;
  /** The id of its transaction, 32 bytes. */
  readonly transaction: Hex;
}

export const ENTRY_BYTES = 8 + 32 + 16 + 8 + 32 + 32 + 32;

const word = (value: bigint) => uintBytes(value, 32, "a word");

/** `uint64 height ‖ voter id ‖ uint128 weight ‖ uint64 nonce ‖ voteHash ‖ envelopeHash ‖ transaction id`, big-endian: 160 bytes. */
export const encodeEntry = (entry: LogEntry): Uint8Array =>
  concatBytes(
    uintBytes(entry.height, 8, "a height"),
    word(BigInt(entry.voterId)),
    uintBytes(entry.weight, 16, "a weight"),
    uintBytes(entry.nonce, 8, "a nonce"),
    word(entry.voteHash),
    word(entry.envelopeHash),
    word(BigInt(entry.transaction)),
  );

export const decodeEntry = (bytes: Uint8Array): LogEntry => ({
  height: Number(readInteger(bytes, 0, 8)),
  voterId: toHex(bytes.subarray(8, 40)),
  weight: readInteger(bytes, 40, 16),
  nonce: Number(readInteger(bytes, 56, 8)),
  voteHash: readInteger(bytes, 64, 32),
  envelopeHash: readInteger(bytes, 96, 32),
  transaction: toHex(bytes.subarray(128, 160)),
});

/** The voter id of an entry's bytes. */
export const voterIdBytes = (entry: Uint8Array): Uint8Array => entry.subarray(8, 40);
export const voterIdOf = (entry: Uint8Array): Hex => toHex(voterIdBytes(entry));
/** The weight of an entry's bytes. */
export const weightOf = (entry: Uint8Array): bigint => readInteger(entry, 40, 16);
/** What a counted vote's leaf has of an entry's bytes: `voter id ‖ weight ‖ voteHash ‖ envelopeHash`, 112 bytes. */
export const countedPart = (entry: Uint8Array): Uint8Array =>
  concatBytes(entry.subarray(8, 56), entry.subarray(64, 128));

const entries = (number: number): RecordList => ({ prefix: `log/${keyNumber(number)}`, bytes: ENTRY_BYTES });
export const logTree = ({ number, logSize }: ProcessRecord): MerkleTree => ({
  prefix: `log-tree/${keyNumber(number)}`,
  size: logSize,
});
const voterKey = (number: number, voterId: Hex) => `voter/${keyNumber(number)}/${voterId.slice(2)}`;
const packageKey = (number: number, index: number) => `package/${keyNumber(number)}/${keyNumber(index)}`;

export const entryBytes = (
  reader: Reader,
  { number }: ProcessRecord,
  index: number,
): Uint8Array | undefined => readRecord(reader, entries(number), index);

/** The entry at `index` of a process's log, or undefined past its end. */
export function readEntry(reader: Reader, record: ProcessRecord, index: number): LogEntry | undefined {
  const bytes = entryBytes(reader, record, index);
  return bytes && decodeEntry(bytes);
}

/** The place in the log of the vote that counts for a voter, or undefined. */
export function countingIndex(reader: Reader, { number }: ProcessRecord, voterId: Hex): number | undefined {
  const bytes = reader.get(voterKey(number, voterId));
  return bytes && (decodeCbor(bytes, "a place in the log") as number);
}

/** The package of the vote at `index`, as sent; null for a vote that was included without its package. */
export function readPackage(reader: Reader, { number }: ProcessRecord, index: number): Uint8Array | null {
  return reader.get(packageKey(number, index)) ?? null;
}

/** Adds the next entry to the tree and the index of voters. @returns the record with the longer log */
export function indexEntry(
  draft: Draft,
  record: ProcessRecord,
  entry: LogEntry,
  published: boolean,
): ProcessRecord {
  const { number, logSize: index } = record;
  const first = countingIndex(draft, record, entry.voterId) === undefined;
  const tree = setLeaf(draft, logTree(record), index, leafHash(encodeEntry(entry)));
  draft.put(voterKey(number, entry.voterId), encodeCbor(index));
  return {
    ...record,
    logSize: tree.size,
    voters: record.voters + (first ? 1 : 0),
    withoutPackage: record.withoutPackage + (published ? 0 : 1),
  };
}

/** Appends a vote that counts for its voter from now on. @returns the record with the longer log; its root is computed at the block's end */
export function appendVote(
  draft: Draft,
  record: ProcessRecord,
  entry: LogEntry,
  votePackage: Uint8Array | null,
): ProcessRecord {
  const { number, logSize: index } = record;
  writeRecord(draft, entries(number), index, encodeEntry(entry));
  if (votePackage) draft.put(packageKey(number, index), votePackage);
  return indexEntry(draft, record, entry, votePackage !== null);
}
