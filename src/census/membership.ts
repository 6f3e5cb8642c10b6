/** A path from a leaf to the root, in the form the circuit takes: all eight children at each level. */
import { isScalar } from "../bytes/index.js";
import { poseidon } from "../engine/index.js";

/** The levels of a path from a leaf to a root. */
export interface CensusPath {
  readonly root: bigint;
  readonly leaf: bigint;
  /** `nodes[level][k]`: the eight children of the path's node, the lowest level first; depth × 8. */
  readonly nodes: readonly (readonly bigint[])[];
}

export interface MembershipProof extends CensusPath {
  /** The leaf's place, 0-based. Only the voter needs it; the circuit does not see it. */
  readonly index: number;
}

/**
 * Follows a path.
 * @param isAt whether `node` is at its required place among the children of its level
 */
function leadsToRoot(
  { root, leaf, nodes }: CensusPath,
  isAt: (children: readonly bigint[], node: bigint, level: number) => boolean,
): boolean {
  if (leaf === 0n) return false;
  let node = leaf;
  for (const [level, children] of nodes.entries()) {
    if (children.length !== 8 || !children.every(isScalar) || !isAt(children, node, level)) return false;
    node = poseidon(children);
  }
  return nodes.length > 0 && node === root;
}

/** Whether every level contains the hash of the level below, from the leaf at `index` up to `root`. */
export function verifyMembership({ index, ...path }: MembershipProof): boolean {
  if (!Number.isSafeInteger(index) || index < 0 || index >= 8 ** path.nodes.length) return false;
  return leadsToRoot(path, (children, node, level) => children[Math.floor(index / 8 ** level) % 8] === node);
}

/** Whether every level contains the hash of the level below, from the leaf, at any place, up to `root`. */
export const isInTree = (path: CensusPath): boolean =>
  leadsToRoot(path, (children, node) => children.includes(node));
