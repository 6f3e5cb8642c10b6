/**
 * The census as one file. A voter downloads all of it, so nobody learns which leaf is the voter's.
 *
 * All integers big-endian.
 *   magic "PSPC" (4) · version u16 = 1 · depth u8 · weightBytes u8 (0 … 16) · size u64 · root (32)
 *   size × commitment (32; all zero where a voter was removed)
 *   size × weight (weightBytes; none when every weight is 1)
 *   for level 1 … depth - 1: ceil(size / 8^level) × node (32)
 *   SHA-256 of all of the above (32)
 *
 * The inner nodes add 14 %, and the voter hashes only their own path. A wrong node off the path harms
 * nobody; a wrong node on the path gives another root, which {@link CensusSnapshot.membership} refuses. A researcher
 * rebuilds the tree from the entries ({@link CensusSnapshot.rebuild}).
 */
import { equalBytes } from "@noble/ciphers/utils.js";
import { sha256 } from "@noble/hashes/sha2.js";
import {
  readInteger,
  SCALAR_FIELD_ORDER,
  scalarFromBytes,
  scalarToBytes,
  writeInteger,
} from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { type BulkCensusOptions, buildCensus, hashCensus } from "./build.js";
import { Census } from "./census.js";
import { type CensusEntry, censusLeaf } from "./leaf.js";
import { type MembershipProof, verifyMembership } from "./membership.js";
import { ARITY, emptyNode, MAX_DEPTH } from "./tree.js";
import { type VoterColumns, WEIGHT_BYTES } from "./voters.js";

const MAGIC = [0x50, 0x53, 0x50, 0x43];
const VERSION = 1;
const HEADER = 48;
const CHECKSUM = 32;

/** Bytes of a snapshot's parts, for a census of `size` places. */
function layout(depth: number, weightBytes: number, size: number) {
  const levelSizes = Array.from({ length: depth - 1 }, (_, i) => Math.ceil(size / ARITY ** (i + 1)));
  const commitments = HEADER;
  const weights = commitments + 32 * size;
  const levels: number[] = [];
  let end = weights + weightBytes * size;
  for (const count of levelSizes) {
    levels.push(end);
    end += 32 * count;
  }
  return { commitments, weights, levels, levelSizes, checksum: end, total: end + CHECKSUM };
}

/** The smallest number of bytes that fits every weight; 0 if all are 1. */
function weightWidth(weights: Uint8Array): number {
  let leading = WEIGHT_BYTES;
  let large = false;
  for (let at = 0; at < weights.length; at += WEIGHT_BYTES) {
    for (let i = 0; i < leading; i++) if (weights[at + i] !== 0) leading = i;
    if (weights[at + WEIGHT_BYTES - 1]! > 1) large = true;
  }
  return large || leading < WEIGHT_BYTES - 1 ? WEIGHT_BYTES - leading : 0;
}

/** What a snapshot file is written from: a `Census` has it, and so has a voting chain's census of registrations. */
export interface SnapshotContent {
  readonly depth: number;
  /** Places in use, including emptied ones. */
  readonly size: number;
  readonly root: bigint;
  readonly columns: { readonly commitments: Uint8Array; readonly weights: Uint8Array };
  readonly tree: {
    /** The stored nodes of one level (0 = leaves), 32 bytes each, without the empty subtrees to their right. */
    level(level: number): Uint8Array;
  };
}

/** Writes a census as a snapshot file. Nothing is hashed but the checksum. */
export function writeSnapshot(census: SnapshotContent): Uint8Array<ArrayBuffer> {
  const { depth, size, columns, tree } = census;
  const weightBytes = weightWidth(columns.weights);
  const at = layout(depth, weightBytes, size);
  const bytes = new Uint8Array(at.total);
  bytes.set(MAGIC);
  writeInteger(bytes, 4, 2, BigInt(VERSION));
  bytes[6] = depth;
  bytes[7] = weightBytes;
  writeInteger(bytes, 8, 8, BigInt(size));
  writeInteger(bytes, 16, 32, census.root);
  bytes.set(columns.commitments, at.commitments);
  const skipped = WEIGHT_BYTES - weightBytes;
  for (let i = 0; i < size && weightBytes > 0; i++)
    for (let k = 0; k < weightBytes; k++)
      bytes[at.weights + weightBytes * i + k] = columns.weights[WEIGHT_BYTES * i + skipped + k]!;
  for (const [i, offset] of at.levels.entries()) bytes.set(tree.level(i + 1), offset);
  bytes.set(sha256(bytes.subarray(0, at.checksum)), at.checksum);
  return bytes;
}

/** A snapshot file, read in place: nothing is copied, and only the checksum is hashed until a caller asks for more. */
export class CensusSnapshot {
  readonly depth: number;
  readonly size: number;
  readonly root: bigint;
  readonly #bytes: Uint8Array;
  readonly #weightBytes: number;
  readonly #at: ReturnType<typeof layout>;
  #rebuilt = false;

  /**
   * @param bytes a whole snapshot file; used, not copied
   * @throws PsephosError `census/snapshot-magic`, `-version`, `-header`, `-length`, `-checksum`, `-entry`
   */
  constructor(bytes: Uint8Array) {
    const hint = "Download the census file again. If it is still broken, use another mirror.";
    ensure(
      bytes.length >= HEADER + CHECKSUM && MAGIC.every((byte, i) => bytes[i] === byte),
      "census/snapshot-magic",
      "this is not a Psephos census snapshot",
      hint,
    );
    const version = Number(readInteger(bytes, 4, 2));
    ensure(
      version === VERSION,
      "census/snapshot-version",
      `the snapshot has version ${version}, but this program reads version ${VERSION}`,
      "Update Psephos.",
    );
    const depth = bytes[6]!;
    const weightBytes = bytes[7]!;
    const size = readInteger(bytes, 8, 8);
    ensure(
      depth >= 1 && depth <= MAX_DEPTH && weightBytes <= 16 && size <= BigInt(ARITY) ** BigInt(depth),
      "census/snapshot-header",
      "the snapshot's depth, weight width or size is out of range",
      hint,
    );
    const at = layout(depth, weightBytes, Number(size));
    ensure(
      bytes.length === at.total,
      "census/snapshot-length",
      `the snapshot has ${bytes.length} bytes, but its header says ${at.total}`,
      hint,
    );
    ensure(
      equalBytes(sha256(bytes.subarray(0, at.checksum)), bytes.subarray(at.checksum)),
      "census/snapshot-checksum",
      "the snapshot's checksum does not match its content",
      hint,
    );
    this.depth = depth;
    this.size = Number(size);
    this.root = scalarFromBytes(bytes.subarray(16, 48), "census root");
    this.#bytes = bytes;
    this.#weightBytes = weightBytes;
    this.#at = at;
  }

  /** The voter at a place, or `null` where one was removed. @throws PsephosError `census/index`, `census/snapshot-entry` */
  entry(index: number): CensusEntry | null {
    ensure(
      Number.isInteger(index) && index >= 0 && index < this.size,
      "census/index",
      `no voter at place ${index}`,
    );
    const commitment = readInteger(this.#bytes, this.#at.commitments + 32 * index, 32);
    const weight =
      this.#weightBytes === 0
        ? 1n
        : readInteger(this.#bytes, this.#at.weights + this.#weightBytes * index, this.#weightBytes);
    if (commitment === 0n && (this.#weightBytes === 0 || weight === 0n)) return null;
    ensure(
      commitment > 0n && commitment < SCALAR_FIELD_ORDER && weight > 0n,
      "census/snapshot-entry",
      `the snapshot's entry at place ${index} is not a commitment and a weight`,
    );
    return { commitment, weight };
  }

  /** Whether all entries were hashed up to the root. Until then, only the entries next to a voter's path are verified. */
  get rebuilt(): boolean {
    return this.#rebuilt;
  }

  /** Every voter's weight, as the file says. Nothing is hashed: {@link rebuild} checks that the weights lead to the root. */
  *weights(): Generator<bigint> {
    for (let i = 0; i < this.size; i++) {
      const entry = this.entry(i);
      if (entry) yield entry.weight;
    }
  }

  /** The place of a commitment, or -1: a scan of the whole file in memory, which no server sees. */
  indexOf(commitment: bigint): number {
    return this.#indexOf(commitment, 0);
  }

  #indexOf(commitment: bigint, from: number): number {
    const wanted = scalarToBytes(commitment);
    const start = this.#at.commitments;
    for (let i = from; i < this.size; i++) {
      let k = 0;
      while (k < 32 && this.#bytes[start + 32 * i + k] === wanted[k]) k++;
      if (k === 32) return i;
    }
    return -1;
  }

  /**
   * The place at which a commitment has its largest weight, or -1. A census of registrations may have a commitment several times: anyone can register it again, with
   * a weight of their own.
   */
  heaviestIndexOf(commitment: bigint): number {
    let heaviest = -1;
    let most = 0n;
    for (let i = this.#indexOf(commitment, 0); i >= 0; i = this.#indexOf(commitment, i + 1)) {
      const entry = this.entry(i);
      if (entry && entry.weight > most) [heaviest, most] = [i, entry.weight];
    }
    return heaviest;
  }

  /**
   * The path of the voter at `index`, hashed up to the root.
   * @throws PsephosError `census/index`, or `census/snapshot-root` if the path does not lead to the root
   */
  membership(index: number): MembershipProof {
    const entry = this.entry(index);
    ensure(entry, "census/index", `no voter at place ${index}`);
    const nodes: bigint[][] = [];
    for (
      let level = 0, i = Math.floor(index / ARITY);
      level < this.depth;
      level++, i = Math.floor(i / ARITY)
    ) {
      nodes.push(Array.from({ length: ARITY }, (_, k) => this.#node(level, i * ARITY + k)));
    }
    const proof = { root: this.root, leaf: censusLeaf(entry), index, nodes };
    ensure(
      verifyMembership(proof),
      "census/snapshot-root",
      "the path to this voter does not lead to the snapshot's root: the file is wrong",
      "Ask the organiser for the census file that the process names.",
    );
    return proof;
  }

  /**
   * Builds the census again from only the entries, and checks the root: for researchers. For thousands of voters
   * {@link rebuildInBulk} is faster.
   * @throws PsephosError `census/snapshot-root`, `census/duplicate`, `census/snapshot-entry`
   */
  rebuild(): Census {
    return this.#checked(
      new Census(
        this.depth,
        Array.from({ length: this.size }, (_, i) => this.entry(i)),
      ),
    );
  }

  /**
   * The same, by {@link buildCensus}.
   * @throws PsephosError `census/snapshot-root` and those of `buildCensus`
   */
  async rebuildInBulk(options: BulkCensusOptions = {}): Promise<Census> {
    return this.#checked(await buildCensus(this.columns(), { ...options, depth: this.depth }));
  }

  /**
   * Hashes the entries up to the root, in the kernel, and keeps nothing. Unlike {@link rebuildInBulk} it takes a commitment that has several places, as in a census of
   * registrations.
   * @throws PsephosError `census/snapshot-root` and those of `hashCensus`
   */
  async rehash(options: BulkCensusOptions = {}): Promise<void> {
    const root = await hashCensus(this.columns(), { ...options, depth: this.depth });
    this.#ensureRoot(root);
  }

  /** The voters as columns; unchecked. */
  columns(): VoterColumns {
    const { commitments: from, weights: to } = this.#at;
    const commitments = this.#bytes.subarray(from, to);
    if (this.#weightBytes === 0) return { commitments };
    const weights = new Uint8Array(WEIGHT_BYTES * this.size);
    for (let i = 0; i < this.size; i++)
      for (let k = 1; k <= this.#weightBytes; k++)
        weights[WEIGHT_BYTES * (i + 1) - k] = this.#bytes[to + this.#weightBytes * (i + 1) - k]!;
    return { commitments, weights };
  }

  #checked(census: Census): Census {
    this.#ensureRoot(census.root);
    return census;
  }

  #ensureRoot(root: bigint): void {
    ensure(root === this.root, "census/snapshot-root", "the entries do not hash to the snapshot's root");
    this.#rebuilt = true;
  }

  #node(level: number, index: number): bigint {
    if (level === 0) {
      const entry = index < this.size ? this.entry(index) : null;
      return entry ? censusLeaf(entry) : emptyNode(0);
    }
    if (index >= this.#at.levelSizes[level - 1]!) return emptyNode(level);
    const offset = this.#at.levels[level - 1]! + 32 * index;
    return scalarFromBytes(this.#bytes.subarray(offset, offset + 32), "census node");
  }
}
