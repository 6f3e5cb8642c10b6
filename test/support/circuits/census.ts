// Census statements for the circuit tests, over trees of `@zk-kit/incremental-merkle-tree`.
import { IncrementalMerkleTree } from "@zk-kit/incremental-merkle-tree";
import { poseidon1, poseidon2, poseidon8 } from "poseidon-lite";

export const ARITY = 8;

export interface Member {
  readonly secret: bigint;
  readonly availableWeight: bigint;
}

/** What `census_proof` takes, by signal name. */
export interface CensusInputs extends Member {
  readonly censusRoot: bigint;
  readonly scope: bigint;
  readonly voteHash: bigint;
  readonly weight: bigint;
  readonly envelopeHash: bigint;
  readonly nodes: bigint[][];
}

export const leafOf = ({ secret, availableWeight }: Member): bigint =>
  poseidon2([poseidon1([secret]), availableWeight]);

export const censusTree = (depth: number, leaves: readonly bigint[]): IncrementalMerkleTree =>
  new IncrementalMerkleTree((children) => poseidon8(children), depth, 0n, ARITY, [...leaves]);

/** All eight children on each level of a leaf's path, from the tree's own proof. */
export function pathOf(tree: IncrementalMerkleTree, index: number): bigint[][] {
  const { leaf, siblings, pathIndices } = tree.createProof(index);
  let node: bigint = leaf;
  return siblings.map((others: bigint[], level) => {
    const children = others.toSpliced(pathIndices[level]!, 0, node);
    node = poseidon8(children);
    return children;
  });
}

/**
 * The same for a leaf anywhere in a tree that is empty but for the given leaves, by position: places that only
 * a census of millions or billions would reach.
 */
export function sparsePath(depth: number, leaves: ReadonlyMap<number, bigint>, index: number): bigint[][] {
  const path: bigint[][] = [];
  let nodes = leaves;
  let empty = 0n;
  for (let level = 0, position = index; level < depth; level++, position = Math.floor(position / ARITY)) {
    const childrenOf = (parent: number) =>
      Array.from({ length: ARITY }, (_, child) => nodes.get(parent * ARITY + child) ?? empty);
    path.push(childrenOf(Math.floor(position / ARITY)));
    const parents = new Set([...nodes.keys()].map((node) => Math.floor(node / ARITY)));
    nodes = new Map([...parents].map((parent) => [parent, poseidon8(childrenOf(parent))]));
    empty = poseidon8(Array<bigint>(ARITY).fill(empty));
  }
  return path;
}

/** An honest statement: the member whose leaf the path starts from, using all of its weight unless told. */
export function statement(
  nodes: bigint[][],
  member: Member,
  rest: Partial<Pick<CensusInputs, "scope" | "voteHash" | "weight" | "envelopeHash">> = {},
): CensusInputs {
  return {
    ...member,
    censusRoot: poseidon8(nodes.at(-1)!),
    scope: 5n,
    voteHash: 9n,
    weight: member.availableWeight,
    envelopeHash: 13n,
    nodes,
    ...rest,
  };
}
