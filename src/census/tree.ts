/**
 * The incremental Merkle tree of arity 8 over poseidon8, empty leaf 0, fixed depth (PROTOCOL 2).
 * Same roots and proofs as `@zk-kit/incremental-merkle-tree` with these parameters.
 *
 * Layout: `levels[0]` holds the leaves, `levels[l][i] = poseidon8(levels[l-1][8i .. 8i+7])`; what lies right of
 * the last leaf is the empty subtree's hash, `EMPTY[l]`, and is not stored. `levels[depth]` is the root alone.
 */
import { assertScalar, poseidon } from "../engine/index.js";
import { ensure } from "../errors.js";
import type { MembershipProof } from "./membership.js";

export const ARITY = 8;
/** The deepest tree: 8^11 leaves, the instance `census-11`. */
export const MAX_DEPTH = 11;

/** `EMPTY[l]`: the hash of a subtree of height l with no leaf. */
const EMPTY: bigint[] = [0n];
for (let level = 1; level <= MAX_DEPTH; level++) EMPTY.push(poseidon(Array(ARITY).fill(EMPTY[level - 1])));

/** The hash of an empty subtree of height `level`, 0 … 11. */
export function emptyNode(level: number): bigint {
  const node = EMPTY[level];
  ensure(node !== undefined, "census/depth", `a census has at most ${MAX_DEPTH} levels`);
  return node;
}

export class CensusTree {
  readonly depth: number;
  readonly #levels: bigint[][];

  /**
   * Builds the tree over `leaves` at once, hashing each node a single time.
   * @param depth 1 … 11; the tree holds 8^depth leaves
   * @throws PsephosError `census/depth`, `census/full`, `engine/non-canonical`
   */
  constructor(depth: number, leaves: readonly bigint[] = []) {
    ensure(
      Number.isInteger(depth) && depth >= 1 && depth <= MAX_DEPTH,
      "census/depth",
      `the depth of a census is 1 to ${MAX_DEPTH}`,
    );
    ensure(
      leaves.length <= ARITY ** depth,
      "census/full",
      `a census of depth ${depth} holds ${ARITY ** depth}`,
    );
    for (const leaf of leaves) assertScalar(leaf, "leaf");
    this.depth = depth;
    this.#levels = [[...leaves]];
    for (let level = 1; level <= depth; level++) {
      const below = this.#levels[level - 1]!;
      const nodes: bigint[] = [];
      for (let i = 0; i < Math.ceil(below.length / ARITY); i++) nodes.push(poseidon(this.children(level, i)));
      this.#levels.push(nodes);
    }
  }

  /** How many leaves have been appended; a removed leaf still counts. */
  get size(): number {
    return this.#levels[0]!.length;
  }

  get root(): bigint {
    return this.#levels[this.depth]![0] ?? emptyNode(this.depth);
  }

  /** The stored nodes of one level (0 = leaves), without the empty subtrees to their right. */
  level(level: number): readonly bigint[] {
    return this.#levels[level]!;
  }

  /** The eight children of node `index` of `level` (1 … depth). */
  children(level: number, index: number): bigint[] {
    const below = this.#levels[level - 1]!;
    const empty = emptyNode(level - 1);
    return Array.from({ length: ARITY }, (_, k) => below[index * ARITY + k] ?? empty);
  }

  /** Adds a leaf at the end and returns its index. @throws PsephosError `census/full` */
  append(leaf: bigint): number {
    ensure(this.size < ARITY ** this.depth, "census/full", `a census of depth ${this.depth} is full`);
    const index = this.size;
    this.#set(index, leaf);
    return index;
  }

  /** Replaces the leaf at `index`. @throws PsephosError `census/index`, `engine/non-canonical` */
  update(index: number, leaf: bigint): void {
    this.#assertIndex(index);
    this.#set(index, leaf);
  }

  /** Empties the leaf at `index`: its place stays, so no other leaf moves. @throws PsephosError `census/index` */
  remove(index: number): void {
    this.update(index, emptyNode(0));
  }

  /** The path of the leaf at `index`. @throws PsephosError `census/index` */
  proof(index: number): MembershipProof {
    this.#assertIndex(index);
    const nodes: bigint[][] = [];
    for (let level = 1, i = index; level <= this.depth; level++) {
      i = Math.floor(i / ARITY);
      nodes.push(this.children(level, i));
    }
    return { root: this.root, leaf: this.#levels[0]![index]!, index, nodes };
  }

  #assertIndex(index: number): void {
    ensure(
      Number.isInteger(index) && index >= 0 && index < this.size,
      "census/index",
      `no leaf at index ${index}: the census has ${this.size}`,
    );
  }

  #set(index: number, leaf: bigint): void {
    this.#levels[0]![index] = assertScalar(leaf, "leaf");
    for (let level = 1, i = index; level <= this.depth; level++) {
      i = Math.floor(i / ARITY);
      this.#levels[level]![i] = poseidon(this.children(level, i));
    }
  }
}
