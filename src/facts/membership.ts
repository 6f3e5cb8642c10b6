/** Whether an address is in a census tree with a weight. */
import { censusLeaf, isInTree, MAX_DEPTH, WEIGHT_LIMIT } from "../census/index.js";
import type { MembershipStatement } from "../ledger/index.js";

const ADDRESS = /^0x[0-9a-f]{40}$/;

/** True for a path of 1 to 11 levels; the tree's depth follows from its root, since leaves are hashes of two and nodes of eight. */
export function isMember({ root, address, weight, nodes }: MembershipStatement): boolean {
  if (!ADDRESS.test(address) || BigInt(address) === 0n) return false;
  if (weight <= 0n || weight >= WEIGHT_LIMIT || nodes.length > MAX_DEPTH) return false;
  return isInTree({ root, leaf: censusLeaf({ commitment: BigInt(address), weight }), nodes });
}
