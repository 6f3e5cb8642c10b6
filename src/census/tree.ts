/**
 * The incremental Merkle tree of arity 8 over poseidon8, empty leaf 0, fixed depth (PROTOCOL 2).
 * Same roots and proofs as `@zk-kit/incremental-merkle-tree` with these parameters.
 *
 * Layout: level 0 has the leaves, and node i of level l is the poseidon8 of nodes 8i … 8i+7 below; every node to the right
 * of the last leaf is the empty subtree's hash, `EMPTY[l]`, and is not stored. Level `depth` is only the root. A node
 * is 32 bytes, big-endian, and a level one array: a census of a million voters takes 37 MB.
 */

import { assertScalar, readInteger, scalarToBytes } from "../bytes/index.js";
import { poseidon } from "../engine/index.js";
import { ensure } from "../errors/index.js";
import type { MembershipProof } from "./membership.js";
import { Records } from "./records.js";

const NODE = 32;
export const ARITY = 8;
/** The deepest tree: 8^11 leaves, the instance `census-11`. */
export const MAX_DEPTH = 11;

/** `EMPTY[l]`: the hash of a subtree of height l with no leaf. Filled when it is needed: a program that hashes nothing does not wait for it. */
const EMPTY: bigint[] = [0n];

/** The hash of an empty subtree of height `level`, 0 … 11. */
export function emptyNode(level: number): bigint {
  ensure(
    Number.isInteger(level) && level >= 0 && level <= MAX_DEPTH,
    "census/depth",
    `a census has at most ${MAX_DEPTH} levels`,
  );
  while (EMPTY.length <= level) EMPTY.push(poseidon(Array(ARITY).fill(EMPTY.at(-1))));
  return EMPTY[level]!;
}

/** The parent of eight children. */
export const treeNode = (children: readonly bigint[]): bigint => poseidon(children);

/** @throws PsephosError `census/depth`, `census/full` */
export function assertFits(depth: number, size: number): void {
  ensure(
    Number.isInteger(depth) && depth >= 1 && depth <= MAX_DEPTH,
    "census/depth",
    `the depth of a census is 1 to ${MAX_DEPTH}`,
  );
  ensure(
    size <= ARITY ** depth,
    "census/full",
    `a census of depth ${depth} has room for ${ARITY ** depth} voters`,
  );
}

/** Some nodes of a level. @internal */
export interface LevelNodes {
  /** Ascending; new ones follow the level's last node without a gap. */
  readonly indexes: Uint32Array;
  /** 32 bytes each. */
  readonly hashes: Uint8Array<ArrayBuffer>;
}

export class CensusTree {
  readonly depth: number;
  readonly #levels: Records[];

  /**
   * Builds the tree over `leaves` in one step, hashing each node once. For thousands, use
   * `buildCensus`, which is faster.
   * @param depth 1 … 11; the tree has 8^depth leaves
   * @throws PsephosError `census/depth`, `census/full`, `bytes/non-canonical`
   */
  constructor(depth: number, leaves: readonly bigint[] = []) {
    assertFits(depth, leaves.length);
    this.depth = depth;
    this.#levels = Array.from({ length: depth + 1 }, () => new Records(NODE));
    for (const [i, leaf] of leaves.entries())
      this.#levels[0]!.set(i, scalarToBytes(assertScalar(leaf, "leaf")));
    for (let level = 1; level <= depth; level++) {
      const count = Math.ceil(this.#levels[level - 1]!.length / ARITY);
      for (let i = 0; i < count; i++) this.#hash(level, i);
    }
  }

  /** How many leaves have been appended; a removed leaf still counts. */
  get size(): number {
    return this.#levels[0]!.length;
  }

  get root(): bigint {
    return this.node(this.depth, 0);
  }

  /** The stored nodes of one level (0 = leaves), without the empty subtrees to their right: a view. */
  level(level: number): Uint8Array {
    return this.#levels[level]!.bytes;
  }

  /** Node `index` of `level`; the empty subtree's hash if it is not stored. */
  node(level: number, index: number): bigint {
    const nodes = this.#levels[level]!;
    return index < nodes.length ? readInteger(nodes.bytes, NODE * index, NODE) : emptyNode(level);
  }

  /** The eight children of node `index` of `level` (1 … depth). */
  children(level: number, index: number): bigint[] {
    return Array.from({ length: ARITY }, (_, k) => this.node(level - 1, index * ARITY + k));
  }

  /** Adds a leaf at the end and returns its index. @throws PsephosError `census/full` */
  append(leaf: bigint): number {
    ensure(this.size < ARITY ** this.depth, "census/full", `a census of depth ${this.depth} is full`);
    const index = this.size;
    this.#set(index, leaf);
    return index;
  }

  /** Replaces the leaf at `index`. @throws PsephosError `census/index`, `bytes/non-canonical` */
  update(index: number, leaf: bigint): void {
    this.#assertIndex(index);
    this.#set(index, leaf);
  }

  /** Empties the leaf at `index`: its place stays, so no other leaf moves. @throws PsephosError `census/index` */
  remove(index: number): void {
    this.update(index, emptyNode(0));
  }

  /** Stores nodes that were hashed elsewhere; if the level is empty, their array is used, not copied. @internal */
  store(level: number, { indexes, hashes }: LevelNodes): void {
    const stored = this.#levels[level]!;
    let i = 0;
    for (; i < indexes.length && indexes[i]! < stored.length; i++)
      stored.set(indexes[i]!, hashes.subarray(NODE * i, NODE * (i + 1)));
    if (i < indexes.length) stored.append(hashes.subarray(NODE * i));
  }

  /** The path of the leaf at `index`. @throws PsephosError `census/index` */
  proof(index: number): MembershipProof {
    this.#assertIndex(index);
    const nodes: bigint[][] = [];
    for (let level = 1, i = index; level <= this.depth; level++) {
      i = Math.floor(i / ARITY);
      nodes.push(this.children(level, i));
    }
    return { root: this.root, leaf: this.node(0, index), index, nodes };
  }

  #assertIndex(index: number): void {
    ensure(
      Number.isInteger(index) && index >= 0 && index < this.size,
      "census/index",
      `no leaf at index ${index}: the census has ${this.size}`,
    );
  }

  #hash(level: number, index: number): void {
    this.#levels[level]!.set(index, scalarToBytes(treeNode(this.children(level, index))));
  }

  #set(index: number, leaf: bigint): void {
    this.#levels[0]!.set(index, scalarToBytes(assertScalar(leaf, "leaf")));
    for (let level = 1, i = index; level <= this.depth; level++) {
      i = Math.floor(i / ARITY);
      this.#hash(level, i);
    }
  }
}
