/** Hashes in bulk, level by level, the nodes of a census's tree that change. */

import { writeInteger } from "../bytes/index.js";
import type { BulkOptions, BulkPoseidon } from "../engine/index.js";
import type { Census, HashedChanges } from "./census.js";
import { ARITY, emptyNode, type LevelNodes } from "./tree.js";
import { COMMITMENT_BYTES, isZero, WEIGHT_BYTES, weightBytes } from "./voters.js";

const NODE = 32;

/** Places of the leaves that change, ascending. */
function changedPlaces(census: Census, { appended, weights, removed }: HashedChanges): Uint32Array {
  const before = Uint32Array.from([...weights.keys(), ...removed]).sort();
  const count = appended.commitments.length / COMMITMENT_BYTES;
  const places = new Uint32Array(before.length + count);
  places.set(before);
  for (let i = 0; i < count; i++) places[before.length + i] = census.size + i;
  return places;
}

/** The parents of nodes, ascending. */
function parentsOf(indexes: Uint32Array): Uint32Array {
  const parents = new Uint32Array(indexes.length);
  let count = 0;
  for (const index of indexes) {
    const parent = Math.floor(index / ARITY);
    if (count === 0 || parents[count - 1] !== parent) parents[count++] = parent;
  }
  return parents.slice(0, count);
}

/** How many of the ascending `values` are below `limit`. */
function countBelow(values: Uint32Array, limit: number): number {
  let [from, to] = [0, values.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (values[middle]! < limit) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Hash inputs of leaves: commitment and weight, 64 bytes; all zero for a place that is or becomes empty. */
function leafInputs(census: Census, changes: HashedChanges, places: Uint32Array): Uint8Array {
  const { appended, weights, removed } = changes;
  const inputs = new Uint8Array(2 * NODE * places.length);
  for (const [i, place] of places.entries()) {
    if (removed.has(place)) continue;
    const isNew = place >= census.size;
    const { commitments, weights: stored } = isNew ? appended : census.columns;
    const at = isNew ? place - census.size : place;
    const weight = weights.get(place);
    inputs.set(commitments.subarray(COMMITMENT_BYTES * at, COMMITMENT_BYTES * (at + 1)), 2 * NODE * i);
    inputs.set(
      weight === undefined
        ? stored.subarray(WEIGHT_BYTES * at, WEIGHT_BYTES * (at + 1))
        : weightBytes(weight),
      2 * NODE * (i + 1) - WEIGHT_BYTES,
    );
  }
  return inputs;
}

/** The children of nodes, 8 × 32 bytes each: new ones, else stored ones, else the empty subtree's hash. */
function childrenOf(
  parents: Uint32Array,
  below: LevelNodes,
  stored: Uint8Array,
  empty: Uint8Array,
): Uint8Array {
  const inputs = new Uint8Array(NODE * ARITY * parents.length);
  let next = countBelow(below.indexes, ARITY * (parents[0] ?? 0));
  let at = 0;
  for (const parent of parents) {
    for (let child = ARITY * parent; child < ARITY * (parent + 1); child++, at += NODE) {
      if (below.indexes[next] === child) {
        inputs.set(below.hashes.subarray(NODE * next, NODE * (next + 1)), at);
        next++;
      } else if (NODE * child < stored.length) {
        inputs.set(stored.subarray(NODE * child, NODE * (child + 1)), at);
      } else {
        inputs.set(empty, at);
      }
    }
  }
  return inputs;
}

/**
 * Hashes the changed nodes, and stores nothing.
 * @returns the changed nodes of each level, the leaves first.
 */
export async function hashChangedNodes(
  census: Census,
  changes: HashedChanges,
  hasher: BulkPoseidon,
  { onProgress, signal }: BulkOptions,
): Promise<LevelNodes[]> {
  const levels = [changedPlaces(census, changes)];
  for (let level = 1; level <= census.depth; level++) levels.push(parentsOf(levels[level - 1]!));
  const total = levels.reduce((sum, { length }) => sum + length, 0);
  let done = 0;
  const hash = async (
    indexes: Uint32Array,
    arity: number,
    inputs: (some: Uint32Array) => Uint8Array,
  ): Promise<LevelNodes> => {
    const hashes = await hasher.hashFrom(
      indexes.length,
      arity,
      (from, to) => inputs(indexes.subarray(from, to)),
      {
        ...(signal && { signal }),
        ...(onProgress && { onProgress: (some: number) => onProgress(done + some, total) }),
      },
    );
    done += indexes.length;
    return { indexes, hashes };
  };

  const places = levels[0]!;
  const leaves = await hash(places, 2, (some) => leafInputs(census, changes, some));
  const { appended, removed } = changes;
  for (const [i, place] of places.entries()) {
    const at = place - census.size;
    if (removed.has(place) || (at >= 0 && isZero(appended.commitments, COMMITMENT_BYTES, at)))
      leaves.hashes.fill(0, NODE * i, NODE * (i + 1));
  }
  const nodes = [leaves];
  for (let level = 1; level <= census.depth; level++) {
    const below = nodes[level - 1]!;
    const stored = census.tree.level(level - 1);
    const empty = new Uint8Array(NODE);
    writeInteger(empty, 0, NODE, emptyNode(level - 1));
    nodes.push(await hash(levels[level]!, ARITY, (some) => childrenOf(some, below, stored, empty)));
  }
  return nodes;
}
