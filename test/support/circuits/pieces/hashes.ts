// What is hashed, and what is opened at a point.
import { R } from "../r1cs.js";
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
    false: {
      ...Object.fromEntries([0n, 4n, 10n, 28n, 82n, 244n].map((x) => [`${x}`, { x, set: SET }])),
      "a product of 1": { x: 0n, set: [1n, 1n, 1n, 1n, 1n] },
      "a product of −1": { x: 0n, set: [1n, 1n, 1n, 1n, R - 1n] },
    },
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
        ...Object.fromEntries(
          [0, 2, 7].flatMap((i) => {
            const [own, others] = [pathNodes(hash, 8n, [i, 7 - i]), at(i, 7 - i)];
            return [
              [`another leaf at ${i}, with its own nodes`, { ...others, leaf: 8n, nodes: own }],
              [
                `another leaf at ${i}, with its own siblings`,
                { ...others, leaf: 8n, nodes: [own[0]!, others.nodes[1]!] },
              ],
            ];
          }),
        ),
        "a root of one level": { ...at(2, 3), root: hash(at(2, 3).nodes[0]!) },
        "another root": { ...at(2, 3), root: 5n },
        "no parent": { ...at(2, 3), nodes: [at(2, 3).nodes[0]!, upTo(8, 9)] },
      },
    };
  },
  lies: [
    lie("its leaf put among others", "no leaf", (told) => told.set("among[0].set[2]", 8n)),
    lie("its leaf put at the first place", "no leaf", (told) => told.set("among[0].set[0]", 8n)),
    lie("its leaf put at the last place", "no leaf", (told) => told.set("among[0].set[7]", 8n)),
    lie("its parent put among others", "no parent", (told) =>
      told.set("among[1].set[3]", told.value("parent[0].out")),
    ),
    lie("looks for another node than its own", "no leaf", (told) => told.set("among[0].x", 7n)),
    lie("looks for another parent than its own", "no parent", (told) => told.set("among[1].x", 9n)),
  ],
};
