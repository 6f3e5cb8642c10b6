/**
 * Ethereum's Merkle Patricia tries, by `@ethereumjs/mpt`: what a proof shows at a path. A build puts the code of the library into this
 * file (scripts/build-vendored.ts), so none of its types may be exported.
 *
 * The library finds nodes by their hashes, in any order. A proof here has one order and no other nodes, as the contract
 * reads it (OpenZeppelin's TrieProof): the nodes on the path, from the root down. A node of less than 32 bytes is written inside the
 * one above it; it may be listed after that one as well.
 */

import { BranchMPTNode, createMPTFromProof, ExtensionMPTNode } from "@ethereumjs/mpt";
import { RLP } from "@ethereumjs/rlp";
import { equalBytes } from "@noble/ciphers/utils.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { toHex } from "../bytes/index.js";

/** Nodes on a path of 64 nibbles: a branch for each, and a leaf. */
const MOST_NODES = 65;
/** A branch of 16 hashes has 532 bytes; the limit bounds how deep lists can be nested. */
const MOST_BYTES = 1024;
/** A shorter node has no hash: it is written inside the one above it. */
const HASHED = 32;

/** An item of RLP: bytes, or a list of items. */
export type Item = Uint8Array | readonly Item[];

/** Reads RLP, if the bytes are canonical and nothing follows. */
export function readRlp(bytes: Uint8Array): Item | undefined {
  try {
    return bytes.length === 0 ? undefined : RLP.decode(bytes);
  } catch {
    return undefined;
  }
}

const isBytes = (item: Item | undefined): item is Uint8Array => item instanceof Uint8Array;

/** Whether this is a branch, an extension or a leaf: the library accepts more forms. */
function isNode(item: Item | undefined): boolean {
  if (item === undefined || isBytes(item)) return false;
  if (item.length !== 2) return item.length === 17;
  const [path] = item;
  if (!isBytes(path) || path.length === 0) return false;
  const kind = path[0]! >> 4; // 0, 1: extension; 2, 3: leaf; odd: the first nibble of the path follows at once
  return kind > 0 ? kind < 4 : path.length > 1;
}

/** How the parent of each node on the path names it: by its hash, or by the node itself. */
function namesOf(root: Uint8Array, path: Uint8Array, nodes: readonly unknown[]): Item[] {
  const nibbles = toHex(path).slice(2);
  let depth = 0;
  const below = nodes.slice(0, -1).map((node) => {
    if (node instanceof BranchMPTNode) return node.getBranch(Number.parseInt(nibbles[depth++]!, 16));
    if (!(node instanceof ExtensionMPTNode)) return null;
    depth += node.keyLength();
    return node.value();
  });
  return [root, ...(below as Item[])];
}

/** Whether the proof lists the nodes with these names in their order, and no other. */
function isInOrder(names: readonly Item[], proof: readonly Uint8Array[]): boolean {
  let next = 0;
  for (const [level, name] of names.entries()) {
    const listed = proof[next];
    if (isBytes(name)) {
      if (listed === undefined || !equalBytes(keccak_256(listed), name)) return false;
      if ((level > 0 && listed.length < HASHED) || !isNode(readRlp(listed))) return false;
      next += 1;
    } else {
      const short = RLP.encode(name as never);
      if (short.length >= HASHED || !isNode(name)) return false;
      if (listed !== undefined && equalBytes(listed, short)) next += 1;
    }
  }
  return next === proof.length;
}

/**
 * What a trie has at a path.
 * @param root hash of the root, 32 bytes
 * @param path 32 bytes: in Ethereum's tries keccak256 of the key
 * @param proof the nodes on the path, from the root down
 * @returns the bytes at the path's end, one or more; undefined if the proof is malformed, is for another root or path, or shows that there
 *   is nothing
 */
export async function readTrie(
  root: Uint8Array,
  path: Uint8Array,
  proof: readonly Uint8Array[],
): Promise<Uint8Array | undefined> {
  if (proof.length === 0 || proof.length > MOST_NODES) return undefined;
  if (proof.some((node) => node.length > MOST_BYTES)) return undefined;
  try {
    const trie = await createMPTFromProof([...proof], { root });
    const { node, stack } = await trie.findPath(path, true);
    const item = node?.value() as Item | null | undefined;
    if (!item || !isBytes(item) || item.length === 0) return undefined;
    return isInOrder(namesOf(root, path, stack), proof) ? item : undefined;
  } catch {
    return undefined; // malformed, or without a node of the path
  }
}
