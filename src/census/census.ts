/** A census: voters with their weights, and the tree over their leaves. */
import { ensure } from "../errors.js";
import { type CensusEntry, censusLeaf } from "./leaf.js";
import type { MembershipProof } from "./membership.js";
import { CensusTree } from "./tree.js";

export class Census {
  readonly #tree: CensusTree;
  readonly #entries: (CensusEntry | null)[] = [];
  readonly #indexes = new Map<bigint, number>();

  /**
   * @param depth 7 (`census-7`, 2,097,152 voters) or 11 (`census-11`), or any depth from 1 to 11
   * @param entries in the order of their leaves; `null` for a place that was emptied
   * @throws PsephosError `census/duplicate`, `census/weight`, `census/commitment`, `census/depth`, `census/full`
   */
  constructor(depth: number, entries: readonly (CensusEntry | null)[] = []) {
    const leaves = entries.map((entry, index) => {
      if (entry) this.#claim(entry.commitment, index);
      this.#entries.push(entry ? { ...entry } : null);
      return entry ? censusLeaf(entry) : 0n;
    });
    this.#tree = new CensusTree(depth, leaves);
  }

  get depth(): number {
    return this.#tree.depth;
  }

  get root(): bigint {
    return this.#tree.root;
  }

  /** Places taken, emptied ones included. */
  get size(): number {
    return this.#tree.size;
  }

  /** The voters by place; `null` where one was removed. */
  get entries(): readonly (CensusEntry | null)[] {
    return this.#entries;
  }

  get tree(): Pick<CensusTree, "level" | "depth" | "root"> {
    return this.#tree;
  }

  /** The place of a commitment, or -1. */
  indexOf(commitment: bigint): number {
    return this.#indexes.get(commitment) ?? -1;
  }

  /** Adds a voter at the end and returns their place. @throws PsephosError `census/duplicate`, `census/full` */
  append(entry: CensusEntry): number {
    const leaf = censusLeaf(entry);
    ensure(
      !this.#indexes.has(entry.commitment),
      "census/duplicate",
      "this commitment is in the census already",
    );
    const index = this.#tree.append(leaf);
    this.#claim(entry.commitment, index);
    this.#entries[index] = { ...entry };
    return index;
  }

  /** Changes a voter's weight. @throws PsephosError `census/index`, `census/weight` */
  updateWeight(index: number, weight: bigint): void {
    const { commitment } = this.#entryAt(index);
    this.#tree.update(index, censusLeaf({ commitment, weight }));
    this.#entries[index] = { commitment, weight };
  }

  /** Removes a voter; their place stays empty and nobody else's moves. @throws PsephosError `census/index` */
  remove(index: number): void {
    const { commitment } = this.#entryAt(index);
    this.#tree.remove(index);
    this.#indexes.delete(commitment);
    this.#entries[index] = null;
  }

  /** The path of the voter at `index`. @throws PsephosError `census/index` */
  membership(index: number): MembershipProof {
    this.#entryAt(index);
    return this.#tree.proof(index);
  }

  #entryAt(index: number): CensusEntry {
    const entry = this.#entries[index];
    ensure(entry, "census/index", `no voter at place ${index}`);
    return entry;
  }

  #claim(commitment: bigint, index: number): void {
    const before = this.#indexes.get(commitment);
    ensure(
      before === undefined,
      "census/duplicate",
      `places ${before} and ${index} hold the same commitment`,
    );
    this.#indexes.set(commitment, index);
  }
}
