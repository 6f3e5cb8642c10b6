/**
 * Merkle trees as in RFC 6962, section 2.1: SHA-256, a leaf hashed after 0x00 and a node after 0x01. The nodes of complete subtrees are
 * stored, so the number of hashes to append, to change a leaf, or to get the root or a path is the height of the tree.
 */
import { equalBytes } from "@noble/ciphers/utils.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes } from "@noble/hashes/utils.js";
import { toHex } from "../bytes/index.js";
import { type RecordList, readRecord, writeRecord, writeRecords } from "./records.js";
import { type Draft, keyNumber, type Reader } from "./store.js";

export const HASH_BYTES = 32;

export const leafHash = (leaf: Uint8Array): Uint8Array => sha256(concatBytes(Uint8Array.of(0), leaf));
const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  sha256(concatBytes(Uint8Array.of(1), left, right));

/** The root of no leaves: the hash of the empty string. */
const EMPTY = sha256(new Uint8Array());
export const EMPTY_ROOT = toHex(EMPTY);

/** A tree's place in a store, and how many leaves it has. */
export interface MerkleTree {
  readonly prefix: string;
  readonly size: number;
}

const levelOf = ({ prefix }: Pick<MerkleTree, "prefix">, level: number): RecordList => ({
  prefix: `${prefix}/${keyNumber(level, 2)}`,
  bytes: HASH_BYTES,
});

/** The largest power of two below `n`, for n > 1. */
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

const isPowerOfTwo = (n: number) => Number.isInteger(Math.log2(n));

/** The hash of `count` leaves from `first`, which is a multiple of the smallest power of two that is at least `count`. */
function rangeHash(reader: Reader, tree: MerkleTree, first: number, count: number): Uint8Array {
  if (isPowerOfTwo(count)) {
    const level = Math.log2(count);
    return readRecord(reader, levelOf(tree, level), first / count)!;
  }
  const left = split(count);
  return nodeHash(rangeHash(reader, tree, first, left), rangeHash(reader, tree, first + left, count - left));
}

export function merkleRoot(reader: Reader, tree: MerkleTree): Uint8Array {
  return tree.size === 0 ? EMPTY : rangeHash(reader, tree, 0, tree.size);
}

/** Sets the leaf at `index`, an existing one or the next one, and the nodes above it. @returns the new tree */
export function setLeaf<T extends MerkleTree>(draft: Draft, tree: T, index: number, hash: Uint8Array): T {
  const size = Math.max(tree.size, index + 1);
  let node = hash;
  for (let level = 0, at = index; ; level++, at = Math.floor(at / 2)) {
    const list = levelOf(tree, level);
    writeRecord(draft, list, at, node);
    const sibling = at % 2 === 0 ? at + 1 : at - 1;
    if ((Math.max(at, sibling) + 1) * 2 ** level > size) break; // the node above is not complete
    const other = readRecord(draft, list, sibling)!;
    node = at % 2 === 0 ? nodeHash(node, other) : nodeHash(other, node);
  }
  return { ...tree, size };
}

/** The root of a list of leaves, without a store. */
export function merkleRootOf(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return EMPTY;
  if (leaves.length === 1) return leafHash(leaves[0]!);
  const left = split(leaves.length);
  return nodeHash(merkleRootOf(leaves.slice(0, left)), merkleRootOf(leaves.slice(left)));
}

/** The path of a leaf of such a list. */
export function merklePathOf(leaves: readonly Uint8Array[], index: number): Uint8Array[] {
  if (leaves.length <= 1) return [];
  const left = split(leaves.length);
  const [mine, other] = [leaves.slice(0, left), leaves.slice(left)];
  return index < left
    ? [...merklePathOf(mine, index), merkleRootOf(other)]
    : [...merklePathOf(other, index - left), merkleRootOf(mine)];
}

/** Writes a whole tree. @param leaves the leaves' hashes, one after the other. @returns its root */
export function writeTree(draft: Draft, prefix: string, leaves: Uint8Array): Uint8Array {
  for (let level = 0, nodes = leaves; nodes.length > 0; level++) {
    writeRecords(draft, levelOf({ prefix }, level), nodes);
    const hash = (i: number) => nodes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES);
    const above = new Uint8Array(Math.floor(nodes.length / (2 * HASH_BYTES)) * HASH_BYTES);
    for (let i = 0; i < above.length / HASH_BYTES; i++)
      above.set(nodeHash(hash(2 * i), hash(2 * i + 1)), i * HASH_BYTES);
    nodes = above;
  }
  return merkleRoot(draft, { prefix, size: leaves.length / HASH_BYTES });
}

/** The sibling hashes of the path from a leaf to the root, the lowest first (RFC 6962, section 2.1.1). */
export function merklePath(reader: Reader, tree: MerkleTree, index: number): Uint8Array[] {
  const path: Uint8Array[] = [];
  let [first, count, at] = [0, tree.size, index];
  while (count > 1) {
    const left = split(count);
    if (at < left) {
      path.push(rangeHash(reader, tree, first + left, count - left));
      count = left;
    } else {
      path.push(rangeHash(reader, tree, first, left));
      [first, count, at] = [first + left, count - left, at - left];
    }
  }
  return path.reverse().map((hash) => hash.slice());
}

/** The place of a leaf, and its path to the root. */
export interface Inclusion {
  readonly index: number;
  readonly size: number;
  readonly path: readonly Uint8Array[];
}

/** The root that a leaf's path leads to (RFC 9162, section 2.1.3.2), or null if path, index and size do not fit together. */
export function rootOfPath(leaf: Uint8Array, { index, size, path }: Inclusion): Uint8Array | null {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return null;
  let [node, at, last] = [leaf, index, size - 1];
  for (const hash of path) {
    if (last === 0) return null;
    if (at % 2 === 1 || at === last) {
      node = nodeHash(hash, node);
      while (at % 2 === 0 && at !== 0) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
    } else {
      node = nodeHash(node, hash);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 ? node : null;
}

/** Whether a leaf is in the tree with this root. */
export function isIncluded(leaf: Uint8Array, inclusion: Inclusion, root: Uint8Array): boolean {
  const reached = rootOfPath(leaf, inclusion);
  return reached !== null && equalBytes(reached, root);
}
