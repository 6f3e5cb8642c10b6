// Tries of accounts and slots as the yellow paper has them (appendix D), with viem's RLP and hashes alone: for the makers of vectors.
import { keccak256, numberToHex, size, toRlp } from "viem";

const nibblesOf = (hex) => [...hex.slice(2)].map((digit) => Number.parseInt(digit, 16));
export const word = (value) => numberToHex(value, { size: 32 });
export const pathOf = (key) => nibblesOf(keccak256(key));
/** The hex-prefix encoding: kind 0 is an extension, 2 a leaf. */
export const prefixed = (kind, nibbles) => {
  const odd = nibbles.length % 2;
  const all = odd ? [kind + 1, ...nibbles] : [kind, 0, ...nibbles];
  return `0x${all.map((nibble) => nibble.toString(16)).join("")}`;
};
/** How a node is named in the one above it. */
const reference = (node) => (size(toRlp(node)) < 32 ? node : keccak256(toRlp(node)));
export const branchOf = (children, value = "0x") => [
  ...Array.from({ length: 16 }, (_, nibble) => children[nibble] ?? "0x"),
  value,
];

/** The trie of some entries `[nibbles, item]`, and the nodes from the root down to one of its paths. */
export function trieOf(entries, path) {
  const build = (all, depth) => {
    const [[first, item]] = all;
    if (all.length === 1) {
      const leaf = [prefixed(2, first.slice(depth)), item];
      return { node: leaf, nodes: [leaf] };
    }
    let shared = depth;
    while (all.every(([nibbles]) => nibbles[shared] === first[shared])) shared += 1;
    if (shared > depth) {
      const below = build(all, shared);
      const extension = [prefixed(0, first.slice(depth, shared)), reference(below.node)];
      return { node: extension, nodes: [extension, ...below.nodes] };
    }
    const children = {};
    let nodes = [];
    for (let nibble = 0; nibble < 16; nibble += 1) {
      const some = all.filter(([nibbles]) => nibbles[depth] === nibble);
      if (some.length === 0) continue;
      const below = build(some, depth + 1);
      children[nibble] = reference(below.node);
      if (path[depth] === nibble) nodes = below.nodes;
    }
    const branch = branchOf(children);
    return { node: branch, nodes: [branch, ...nodes] };
  };
  const { node, nodes } = build(entries, 0);
  return {
    root: keccak256(toRlp(node)),
    /** As geth gives them: short nodes are left out. */
    proof: nodes.map((it) => toRlp(it)).filter((it, i) => i === 0 || size(it) >= 32),
    /** With the short ones. */
    whole: nodes.map((it) => toRlp(it)),
  };
}

export const itemOf = (value) => toRlp(numberToHex(value).length % 2 ? `0x0${value.toString(16)}` : numberToHex(value));
