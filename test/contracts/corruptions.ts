// A proof broken in every way that a list of byte strings can be.
import type { Hex } from "viem";

const flip = (hex: Hex, byte: number, mask: number): Hex => {
  const at = 2 + 2 * byte;
  const value = Number.parseInt(hex.slice(at, at + 2), 16) ^ mask;
  return `0x${hex.slice(2, at)}${value.toString(16).padStart(2, "0")}${hex.slice(at + 2)}`;
};

const size = (hex: Hex) => hex.length / 2 - 1;

/** A few bytes of each node, or all of them. */
function places(length: number, all: boolean): number[] {
  if (all) return Array.from({ length }, (_, i) => i);
  return [...new Set([0, 1, 2, 3, length >> 1, length - 33, length - 2, length - 1])].filter((i) => i >= 0);
}

/**
 * Every corruption of a proof: bits flipped in each node, nodes cut, lengthened, emptied, left out, doubled,
 * swapped, and one too many.
 * @param all flips every byte of every node instead of some
 */
export function* corruptions(nodes: readonly Hex[], all = false): Generator<Hex[]> {
  for (const [depth, node] of nodes.entries()) {
    for (const byte of places(size(node), all)) yield nodes.with(depth, flip(node, byte, 1 << (byte % 8)));
    yield nodes.with(depth, node.slice(0, -2) as Hex);
    yield nodes.with(depth, `${node}00`);
    yield nodes.with(depth, "0x");
    yield nodes.toSpliced(depth, 1);
    yield nodes.toSpliced(depth, 0, node);
    if (depth > 0) yield nodes.with(depth - 1, node).with(depth, nodes[depth - 1]!);
  }
  yield [...nodes, "0x80"];
  yield [...nodes, nodes.at(-1)!];
  yield [];
}
