/** A path from a leaf to the root, in the form the circuit takes: all eight children at each level. */
import { isScalar } from "../bytes/index.js";
import { poseidon } from "../engine/index.js";

export interface MembershipProof {
  readonly root: bigint;
  readonly leaf: bigint;
  /** The leaf's place, 0-based. Only the voter needs it; the circuit does not see it. */
  readonly index: number;
  /** `nodes[level][k]`: the eight children of the path's node, the lowest level first; depth × 8. */
  readonly nodes: readonly (readonly bigint[])[];
}

/** Whether every level holds the hash of the one below, from the leaf at `index` up to `root`. */
export function verifyMembership({ root, leaf, index, nodes }: MembershipProof): boolean {
  if (!Number.isSafeInteger(index) || index < 0 || leaf === 0n) return false;
  let node = leaf;
  let position = index;
  for (const children of nodes) {
    if (children.length !== 8 || !children.every(isScalar) || children[position % 8] !== node) return false;
    node = poseidon(children);
    position = Math.floor(position / 8);
  }
  return nodes.length > 0 && position === 0 && node === root;
}
