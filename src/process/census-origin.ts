/** Where a process's census comes from, and so how its proofs are checked. */

/** The census origins as the contract numbers them. */
export const CensusOrigin = {
  /** A Merkle tree of keys; every voter weighs 1. */
  OFF_CHAIN_TREE: 1,
  /** A Merkle tree of keys with weights. */
  OFF_CHAIN_TREE_WEIGHTED: 2,
  /** A certification authority's signatures; the root is its public key. */
  OFF_CHAIN_CA: 3,
  ERC20: 11,
  ERC721: 12,
  ERC1155: 13,
  ERC777: 14,
  MINI_ME: 15,
} as const;

export type CensusOrigin = (typeof CensusOrigin)[keyof typeof CensusOrigin];

/** Whether `value` is one of the census origins. */
export function isCensusOrigin(value: unknown): value is CensusOrigin {
  return (Object.values(CensusOrigin) as unknown[]).includes(value);
}

/** Whether the voters are the holders of a token, proved from the chain's own storage. */
export function isEvmOrigin(origin: CensusOrigin): boolean {
  return origin >= CensusOrigin.ERC20;
}

/** Whether the census is a tree that must be published in addition to its root. */
export function isTreeOrigin(origin: CensusOrigin): boolean {
  return origin === CensusOrigin.OFF_CHAIN_TREE || origin === CensusOrigin.OFF_CHAIN_TREE_WEIGHTED;
}

/** Whether voters may weigh more than 1: weighted trees and tokens. */
export function isWeightedOrigin(origin: CensusOrigin): boolean {
  return origin === CensusOrigin.OFF_CHAIN_TREE_WEIGHTED || isEvmOrigin(origin);
}
