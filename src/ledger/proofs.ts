/**
 * Proofs that a third party checks with only a state root: that a vote is in a process's log, that it was counted, that a voter id has no counted
 * vote, and the content of a process's record.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { fixedHex, type Hex, toHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { readChain } from "./chain-record.js";
import type { LedgerState } from "./context.js";
import { type CountedEntry, countedLeaf, countedTree, readCounted } from "./count.js";
import { listsBytes } from "./lists.js";
import { decodeEntry, entryBytes, type LogEntry, logTree } from "./log.js";
import { type Inclusion, isIncluded, leafHash, merklePath, rootOfPath } from "./merkle.js";
import {
  decodeRecord,
  encodeRecord,
  type ProcessRecord,
  processNumber,
  readRecordOf,
} from "./process-record.js";
import { processesTree, rootOfParts } from "./root.js";
import type { Reader } from "./store.js";

/** A process's record under a state root. */
export interface RecordProof {
  /** The record's bytes: a leaf of the tree of processes. */
  readonly record: Uint8Array;
  readonly inclusion: Inclusion;
  readonly height: number;
  /** SHA-256 of the chain's lists. */
  readonly listsHash: Uint8Array;
}

/** A vote in a process's log. */
export interface VoteProof {
  readonly process: RecordProof;
  /** The entry's 160 bytes: a leaf of the log. */
  readonly entry: Uint8Array;
  readonly inclusion: Inclusion;
}

/** A counted vote, with its place in the order of voter ids. */
export interface CountedLeaf {
  readonly vote: CountedEntry;
  readonly inclusion: Inclusion;
}

/** Shows that a voter id has a counted vote, or none. If it has none, its two neighbours in the order prove it, or one neighbour at an end of the order. */
export interface CountedProof {
  readonly process: RecordProof;
  readonly voterId: Hex;
  /** The vote itself, or up to two neighbours, ascending. */
  readonly leaves: readonly CountedLeaf[];
}

function recordOf(state: Reader, processId: Hex): ProcessRecord {
  const number = processNumber(state, processId);
  ensure(number !== undefined, "ledger/no-process", "the voting chain has no process with this id");
  return readRecordOf(state, number);
}

/** @throws PsephosError `ledger/no-process` */
export function proveRecord(state: Reader, processId: Hex): RecordProof {
  const record = recordOf(state, processId);
  const tree = processesTree(state);
  return {
    record: encodeRecord(record),
    inclusion: { index: record.number, size: tree.size, path: merklePath(state, tree, record.number) },
    height: readChain(state).height,
    listsHash: sha256(listsBytes(state)),
  };
}

/** @throws PsephosError `ledger/no-process`; `ledger/no-vote`: the log is shorter */
export function proveVote(state: LedgerState, processId: Hex, index: number): VoteProof {
  const record = recordOf(state, processId);
  ensure(
    Number.isSafeInteger(index) && index >= 0 && index < record.logSize,
    "ledger/no-vote",
    `the log of this process has ${record.logSize} votes`,
  );
  const tree = logTree(record);
  return {
    process: proveRecord(state, processId),
    entry: entryBytes(state, record, index)!.slice(),
    inclusion: { index, size: tree.size, path: merklePath(state, tree, index) },
  };
}

/** The first place in the order of voter ids whose id is not below this one. */
function placeOf(state: LedgerState, record: ProcessRecord, voterId: Hex): number {
  let [from, to] = [0, record.counted!.size];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (readCounted(state, record, middle).voterId < voterId) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** @throws PsephosError `ledger/no-process`, `ledger/not-counted` */
export function proveCounted(state: LedgerState, processId: Hex, voterId: Hex): CountedProof {
  const record = recordOf(state, processId);
  ensure(record.counted, "ledger/not-counted", "the votes of this process are not counted yet");
  const tree = countedTree(record);
  const place = placeOf(state, record, voterId);
  const isThere = place < tree.size && readCounted(state, record, place).voterId === voterId;
  const places = isThere ? [place] : [place - 1, place].filter((one) => one >= 0 && one < tree.size);
  const leaves = places.map((index) => ({
    vote: readCounted(state, record, index),
    inclusion: { index, size: tree.size, path: merklePath(state, tree, index) },
  }));
  return { process: proveRecord(state, processId), voterId, leaves };
}

/**
 * Checks the record of a process against a state root.
 * @param root 32 bytes, from a trusted source
 * @throws PsephosError `ledger/proof`, `ledger/cbor`, `ledger/form`
 */
export function checkRecord(genesisHash: Uint8Array, root: Uint8Array, proof: RecordProof): ProcessRecord {
  const { record, inclusion, height, listsHash } = proof;
  const processesRoot = rootOfPath(leafHash(record), inclusion);
  const found = processesRoot && rootOfParts({ genesisHash, height, processesRoot, listsHash });
  ensure(
    found && toHex(found) === toHex(root),
    "ledger/proof",
    "the record of the process is not under this state root",
  );
  const decoded = decodeRecord(record);
  ensure(decoded.number === inclusion.index, "ledger/proof", "the record is not at its own place");
  return decoded;
}

/**
 * Checks that a vote is in its process's log, under a state root.
 * @returns the vote, and the record of its process
 * @throws PsephosError `ledger/proof` and those of {@link checkRecord}
 */
export function checkVote(
  genesisHash: Uint8Array,
  root: Uint8Array,
  { process, entry, inclusion }: VoteProof,
): { readonly record: ProcessRecord; readonly entry: LogEntry } {
  const record = checkRecord(genesisHash, root, process);
  ensure(
    inclusion.size === record.logSize &&
      isIncluded(leafHash(entry), inclusion, fixedHex(record.logRoot, 32, "the log root")),
    "ledger/proof",
    "the vote is not in the log of its process",
  );
  return { record, entry: decodeEntry(entry) };
}

/**
 * Checks whether a voter id has a counted vote, under a state root.
 * @returns the counted vote, or null if the proof shows that there is none
 * @throws PsephosError `ledger/proof`, `ledger/not-counted` and those of {@link checkRecord}
 */
export function checkCounted(
  genesisHash: Uint8Array,
  root: Uint8Array,
  { process, voterId, leaves }: CountedProof,
): CountedEntry | null {
  const { counted } = checkRecord(genesisHash, root, process);
  ensure(counted, "ledger/not-counted", "the votes of this process are not counted yet");
  const { size } = counted;
  const refused = "the counted votes in the proof do not belong to this process";
  for (const { vote, inclusion } of leaves)
    ensure(
      inclusion.size === size &&
        isIncluded(leafHash(countedLeaf(vote)), inclusion, fixedHex(counted.root, 32, "the root")),
      "ledger/proof",
      refused,
    );
  const [first, second] = leaves;
  if (leaves.length === 1 && first!.vote.voterId === voterId) return first!.vote;
  ensure(isGap(voterId, size, first, second) && leaves.length <= 2, "ledger/proof", refused);
  return null;
}

/** Whether an id is between two neighbours of the order, or beyond the one at its end, or the order is empty. */
function isGap(
  id: Hex,
  size: number,
  first: CountedLeaf | undefined,
  second: CountedLeaf | undefined,
): boolean {
  if (first === undefined) return size === 0;
  const at = first.inclusion.index;
  if (second) {
    const neighbours = second.inclusion.index === at + 1;
    return neighbours && first.vote.voterId < id && id < second.vote.voterId;
  }
  const isFirst = at === 0 && id < first.vote.voterId;
  const isLast = at === size - 1 && first.vote.voterId < id;
  return isFirst || isLast;
}
