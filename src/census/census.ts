/** A census: voters with their weights, and the tree over their leaves. */
import { isScalar, readInteger, scalarToBytes } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { CommitmentIndex } from "./commitment-index.js";
import { type CensusEntry, censusLeaf } from "./leaf.js";
import type { MembershipProof } from "./membership.js";
import { Records } from "./records.js";
import { CensusTree, type LevelNodes } from "./tree.js";
import {
  COMMITMENT_BYTES,
  columnsOf,
  commitmentBytes,
  isZero,
  type OwnColumns,
  WEIGHT_BYTES,
  weightBytes,
} from "./voters.js";

/** Changes of a census, checked. @internal */
export interface HashedChanges {
  readonly appended: OwnColumns;
  readonly weights: ReadonlyMap<number, bigint>;
  readonly removed: ReadonlySet<number>;
}

/** An empty place's commitment, which is not in the index. */
const NOBODY = new Uint8Array(COMMITMENT_BYTES);

/** About 130 bytes a voter. */
export class Census {
  readonly #tree: CensusTree;
  readonly #commitments = new Records(COMMITMENT_BYTES);
  readonly #weights = new Records(WEIGHT_BYTES);
  readonly #index = new CommitmentIndex(this.#commitments);
  #changes = 0;

  /**
   * Thousands are built faster by {@link buildCensus}.
   * @param depth 7 (`census-7`, 2,097,152 voters) or 11 (`census-11`), or any depth from 1 to 11
   * @param entries in the order of their leaves; `null` for a place that was emptied
   * @throws PsephosError `census/duplicate`, `census/weight`, `census/commitment`, `census/depth`, `census/full`
   */
  constructor(depth: number, entries: readonly (CensusEntry | null)[] = []) {
    this.#add(columnsOf(entries));
    this.#tree = new CensusTree(
      depth,
      entries.map((entry) => (entry ? censusLeaf(entry) : 0n)),
    );
  }

  get depth(): number {
    return this.#tree.depth;
  }

  get root(): bigint {
    return this.#tree.root;
  }

  /** Places in use, including emptied ones. */
  get size(): number {
    return this.#tree.size;
  }

  /** How often the census has changed. */
  get changes(): number {
    return this.#changes;
  }

  /** The voters by place; `null` where one was removed. A new array at each call. */
  get entries(): readonly (CensusEntry | null)[] {
    return Array.from({ length: this.size }, (_, i) => this.entry(i));
  }

  get tree(): Pick<CensusTree, "level" | "node" | "depth" | "root"> {
    return this.#tree;
  }

  /** The voters as bytes, 32 for a commitment and 16 for a weight, zeros where one was removed: views. */
  get columns(): { readonly commitments: Uint8Array; readonly weights: Uint8Array } {
    return { commitments: this.#commitments.bytes, weights: this.#weights.bytes };
  }

  /** The voter at a place, or `null` where one was removed. @throws PsephosError `census/index` */
  entry(index: number): CensusEntry | null {
    ensure(
      Number.isInteger(index) && index >= 0 && index < this.#commitments.length,
      "census/index",
      `no voter at place ${index}`,
    );
    if (isZero(this.#commitments.bytes, COMMITMENT_BYTES, index)) return null;
    return {
      commitment: readInteger(this.#commitments.bytes, COMMITMENT_BYTES * index, COMMITMENT_BYTES),
      weight: readInteger(this.#weights.bytes, WEIGHT_BYTES * index, WEIGHT_BYTES),
    };
  }

  /** The place of a commitment, or -1. */
  indexOf(commitment: bigint): number {
    const bytes = isScalar(commitment) ? scalarToBytes(commitment) : NOBODY;
    return this.#index.find(new Uint32Array(bytes.buffer));
  }

  /** The place of the commitment that is record `at` of `words`, or -1. @internal */
  placeOf(words: Uint32Array, at: number): number {
    return this.#index.find(words, (COMMITMENT_BYTES / 4) * at);
  }

  /** Adds a voter at the end and returns their place. @throws PsephosError `census/duplicate`, `census/full` */
  append(entry: CensusEntry): number {
    const leaf = censusLeaf(entry);
    ensure(
      this.indexOf(entry.commitment) < 0,
      "census/duplicate",
      "this commitment is already in the census",
    );
    const index = this.#tree.append(leaf);
    this.#commitments.set(index, commitmentBytes(entry.commitment));
    this.#weights.set(index, weightBytes(entry.weight));
    this.#index.claim(index);
    this.#changes++;
    return index;
  }

  /** Changes a voter's weight. @throws PsephosError `census/index`, `census/weight` */
  updateWeight(index: number, weight: bigint): void {
    const { commitment } = this.#voter(index);
    this.#tree.update(index, censusLeaf({ commitment, weight }));
    this.#weights.set(index, weightBytes(weight));
    this.#changes++;
  }

  /** Removes a voter; their place stays empty, and no other voter's place changes. @throws PsephosError `census/index` */
  remove(index: number): void {
    this.#voter(index);
    this.#tree.remove(index);
    this.#forget(index);
    this.#changes++;
  }

  /** The path of the voter at `index`. @throws PsephosError `census/index` */
  membership(index: number): MembershipProof {
    this.#voter(index);
    return this.#tree.proof(index);
  }

  /**
   * Applies changes that were hashed elsewhere, including the tree's nodes.
   * @internal
   */
  takeOver({ removed, weights, appended }: HashedChanges, nodes: readonly LevelNodes[]): void {
    for (const place of removed) this.#forget(place);
    for (const [place, weight] of weights) this.#weights.set(place, weightBytes(weight));
    this.#add(appended);
    for (const [level, some] of nodes.entries()) this.#tree.store(level, some);
    this.#changes++;
  }

  #voter(index: number): CensusEntry {
    const entry = this.entry(index);
    ensure(entry, "census/index", `no voter at place ${index}`);
    return entry;
  }

  #forget(index: number): void {
    this.#index.remove(index);
    this.#commitments.set(index, NOBODY);
    this.#weights.set(index, new Uint8Array(WEIGHT_BYTES));
  }

  /** Adds voters to everything except the tree. */
  #add({ commitments, weights }: OwnColumns): void {
    const first = this.#commitments.length;
    this.#commitments.append(commitments);
    this.#weights.append(weights);
    this.#index.reserve(commitments.length / COMMITMENT_BYTES);
    const all = this.#commitments.bytes;
    for (let place = first; place < this.#commitments.length; place++) {
      if (isZero(all, COMMITMENT_BYTES, place)) continue;
      const before = this.#index.claim(place);
      ensure(before < 0, "census/duplicate", () => `places ${before} and ${place} have the same commitment`);
    }
  }
}
