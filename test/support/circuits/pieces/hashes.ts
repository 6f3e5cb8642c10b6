// What is hashed, and what is opened at a point.
import { type Hash, lie, type Piece } from "./piece.js";

const upTo = (n: number, from = 1): bigint[] => Array.from({ length: n }, (_, i) => BigInt(from + 3 * i));

export const CHAIN: Piece = {
  name: "chain",
  file: "lib/chain.circom",
  template: "Chain",
  params: [9],
  statements: () => ({ true: { nine: { in: upTo(9) } }, false: {} }),
  lies: [],
};

export const EVALUATE: Piece = {
  name: "evaluate",
  file: "lib/evaluate.circom",
  template: "Evaluate",
  params: [4],
  statements: () => ({ true: { four: { vector: upTo(4), z: 11n } }, false: {} }),
  lies: [],
};

export const LEAVES: Piece = {
  name: "leaves",
  file: "lib/leaves.circom",
  template: "LeavesRoot",
  params: [2],
  statements: () => ({ true: { leaves: { leaves: upTo(64) } }, false: {} }),
  lies: [],
};

export const STATE: Piece = {
  name: "state",
  file: "lib/state.circom",
  template: "State",
  params: [2, 3],
  statements: () => ({
    true: { state: { lastHi: 3n, lastLo: 4n, voteCount: 5n, invalid: 6n, results: upTo(6, 7) } },
    false: {},
  }),
  lies: [],
};

export const OPEN: Piece = {
  name: "tally-open",
  file: "tally_open.circom",
  template: "TallyOpen",
  params: [2, 3],
  fits: [["y", "binding.y"]],
  open: ["y"],
  statements: () => ({
    true: {
      state: { lastHi: 3n, lastLo: 4n, voteCount: 5n, invalid: 6n, results: upTo(6, 7), z: 11n, y: 0n },
    },
    false: {},
  }),
  lies: [lie("another y", "state", (told) => told.set("y", 5n))],
};

const SET = [3n, 9n, 27n, 81n, 243n];
export const ONE_OF: Piece = {
  name: "one-of",
  file: "lib/membership.circom",
  template: "OneOf",
  params: [5],
  statements: () => ({
    true: Object.fromEntries(SET.map((x) => [`${x}`, { x, set: SET }])),
    false: Object.fromEntries([0n, 4n, 10n, 28n, 82n, 244n].map((x) => [`${x}`, { x, set: SET }])),
  }),
  lies: [],
};

/** Children on two levels, the path's node at the given places. */
export function pathNodes(
  hash: Hash,
  leaf: bigint,
  [first, second]: readonly [number, number],
  depth = 2,
): bigint[][] {
  const nodes: bigint[][] = [];
  let node = leaf;
  for (let level = 0; level < depth; level++) {
    const children = upTo(8, 100 * (level + 1)).with(level % 2 === 0 ? first : second, node);
    nodes.push(children);
    node = hash(children);
  }
  return nodes;
}

export const PATH: Piece = {
  name: "membership",
  file: "lib/membership.circom",
  template: "MembershipPath",
  params: [2],
  fits: [["root", "parent[1].out"]],
  statements: (hash) => {
    const at = (first: number, second: number) => {
      const nodes = pathNodes(hash, 7n, [first, second]);
      return { leaf: 7n, nodes, root: hash(nodes[1]!) };
    };
    return {
      true: Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`at ${i}`, at(i, 7 - i)])),
      false: {
        "no leaf": { ...at(2, 3), leaf: 8n },
        "another root": { ...at(2, 3), root: 5n },
        "no parent": { ...at(2, 3), nodes: [at(2, 3).nodes[0]!, upTo(8, 9)] },
      },
    };
  },
  lies: [
    lie("looks for another node than its own", "no leaf", (told) => told.set("among[0].x", 7n)),
    lie("looks for another parent than its own", "no parent", (told) => told.set("among[1].x", 9n)),
  ],
};
