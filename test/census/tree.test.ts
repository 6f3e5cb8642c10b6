import assert from "node:assert/strict";
import { IncrementalMerkleTree } from "@zk-kit/incremental-merkle-tree";
import fc from "fast-check";
import { SCALAR_FIELD_ORDER as r } from "../../src/bytes/index.js";
import { CensusTree, emptyNode, verifyMembership } from "../../src/census/index.js";
import { poseidon } from "../../src/engine/index.js";
import { throwsCode } from "../support/errors.js";
import { integers, vectors } from "../support/vectors.js";

interface TreeVectors {
  trees: { depth: number; leaves: string[]; root: string; proofs: { index: number; nodes: string[][] }[] }[];
  steps: { append?: string; update?: number; leaf?: string; remove?: number; root: string }[];
}

const peer = (depth: number, leaves: bigint[]) =>
  new IncrementalMerkleTree((nodes) => poseidon(nodes.map(BigInt)), depth, 0n, 8, leaves);

describe("census: the tree of arity 8 (PROTOCOL 2)", () => {
  const { trees, steps } = vectors<TreeVectors>("tree");

  it("has the roots and paths of the vectors", () => {
    for (const { depth, leaves, root, proofs } of trees) {
      const tree = new CensusTree(depth, integers(leaves));
      assert.equal(tree.root, BigInt(root));
      for (const { index, nodes } of proofs) assert.deepEqual(tree.proof(index).nodes, nodes.map(integers));
    }
  });

  it("follows the vectors' appends, updates and removals", () => {
    const tree = new CensusTree(7);
    for (const { append, update, leaf, remove, root } of steps) {
      if (append !== undefined) tree.append(BigInt(append));
      if (update !== undefined) tree.update(update, BigInt(leaf!));
      if (remove !== undefined) tree.remove(remove);
      assert.equal(tree.root, BigInt(root));
    }
  });

  it("equals zk-kit's tree after any sequence of changes", () => {
    const step = fc.record({
      kind: fc.constantFrom("append", "update", "remove"),
      at: fc.nat(),
      leaf: fc.bigInt({ min: 1n, max: r - 1n }),
    });
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: 1n, max: r - 1n }), { maxLength: 20 }),
        fc.array(step, { maxLength: 12 }),
        (leaves, changes) => {
          const tree = new CensusTree(3, leaves);
          const other = peer(3, leaves);
          for (const { kind, at, leaf } of changes) {
            if (kind === "append" || tree.size === 0) {
              tree.append(leaf);
              other.insert(leaf);
            } else if (kind === "update") {
              tree.update(at % tree.size, leaf);
              other.update(at % tree.size, leaf);
            } else {
              tree.remove(at % tree.size);
              other.delete(at % tree.size);
            }
            assert.equal(tree.root, other.root);
          }
          for (let i = 0; i < tree.size; i++) {
            const { siblings, pathIndices } = other.createProof(i);
            tree.proof(i).nodes.forEach((children, level) => {
              assert.deepEqual(children.toSpliced(pathIndices[level]!, 1), siblings[level]);
            });
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it("proves membership, and an altered path is none", () => {
    const tree = new CensusTree(3, [5n, 6n, 7n, 8n, 9n, 10n, 11n, 12n, 13n]);
    for (let i = 0; i < tree.size; i++) assert.ok(verifyMembership(tree.proof(i)));
    const proof = tree.proof(4);
    assert.ok(!verifyMembership({ ...proof, leaf: 10n }));
    assert.ok(!verifyMembership({ ...proof, index: 5 }));
    assert.ok(!verifyMembership({ ...proof, index: 4 + 8 ** 3 }), "an index beyond the tree");
    assert.ok(!verifyMembership({ ...proof, index: 4.5 }));
    assert.ok(!verifyMembership({ ...proof, root: proof.root + 1n }));
    assert.ok(!verifyMembership({ ...proof, nodes: [] }));
    for (let level = 0; level < 3; level++) {
      for (let k = 0; k < 8; k++) {
        const nodes = proof.nodes.map((children) => [...children]);
        nodes[level]![k]! += 1n;
        assert.ok(!verifyMembership({ ...proof, nodes }), `child ${k} of level ${level}`);
      }
    }
  });

  it("does not prove the empty leaf", () => {
    const tree = new CensusTree(2, [5n, 6n]);
    tree.remove(1);
    assert.ok(!verifyMembership(tree.proof(1)));
  });

  it("hands out copies: a changed path does not change the tree", () => {
    const tree = new CensusTree(2, [5n, 6n]);
    const { root } = tree;
    (tree.proof(0).nodes[0] as bigint[])[1] = 99n;
    assert.equal(tree.root, root);
    assert.ok(verifyMembership(tree.proof(0)));
  });

  it("refuses bad depths, leaves and places", () => {
    for (const depth of [0, 12, 1.5, Number.NaN]) throwsCode("census/depth", () => new CensusTree(depth));
    throwsCode("census/depth", () => emptyNode(12));
    throwsCode("census/full", () => new CensusTree(1, Array(9).fill(1n)));
    const full = new CensusTree(1, Array(8).fill(1n));
    throwsCode("census/full", () => full.append(1n));
    throwsCode("bytes/non-canonical", () => new CensusTree(1, [r]));
    throwsCode("bytes/non-canonical", () => full.update(0, -1n));
    for (const index of [-1, 8, 0.5, Number.NaN]) {
      throwsCode("census/index", () => full.proof(index));
      throwsCode("census/index", () => full.update(index, 1n));
      throwsCode("census/index", () => full.remove(index));
    }
  });
});
