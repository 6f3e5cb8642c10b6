// Paths of addresses in census trees, against zk-kit's tree.
import assert from "node:assert/strict";
import { IncrementalMerkleTree } from "@zk-kit/incremental-merkle-tree";
import { poseidon2, poseidon8 } from "poseidon-lite";
import { type Hex, SCALAR_FIELD_ORDER } from "../../src/bytes/index.js";
import { isMember } from "../../src/facts/index.js";
import type { MembershipStatement } from "../../src/ledger/index.js";

const addressOf = (i: number): Hex => `0x${(0xa000n + BigInt(i)).toString(16).padStart(40, "0")}`;
const leafOf = (i: number, weight: bigint) => poseidon2([BigInt(addressOf(i)), weight]);

/** Voter i of n has weight i + 1. */
function statementOf(depth: number, n: number, i: number): MembershipStatement {
  const tree = new IncrementalMerkleTree(poseidon8, depth, 0n, 8);
  for (let voter = 0; voter < n; voter++) tree.insert(leafOf(voter, BigInt(voter + 1)));
  const proof = tree.createProof(i);
  let node = proof.leaf;
  const nodes = proof.siblings.map((siblings: bigint[], level: number) => {
    const children = [...siblings];
    children.splice(proof.pathIndices[level]!, 0, node);
    node = poseidon8(children);
    return children;
  });
  return {
    kind: "membership",
    root: tree.root,
    address: addressOf(i),
    weight: BigInt(i + 1),
    nodes,
  };
}

describe("facts: membership by name", () => {
  const statement = statementOf(7, 70, 65);
  const changed = (change: Partial<MembershipStatement>) => isMember({ ...statement, ...change });
  const level = (l: number, children: readonly bigint[]) =>
    statement.nodes.map((it, i) => (i === l ? children : it));

  it("is true at each place, in trees of 1 to 11 levels", () => {
    for (const depth of [1, 2, 11])
      for (const i of depth === 1 ? [0, 7] : [0, 33]) {
        assert.ok(isMember(statementOf(depth, depth === 1 ? 8 : 34, i)), `depth ${depth}, place ${i}`);
      }
    assert.ok(isMember(statement));
  });

  it("is false of another address, weight or root", () => {
    assert.equal(changed({ address: addressOf(64) }), false);
    assert.equal(changed({ address: `0x${"00".repeat(20)}` }), false);
    assert.equal(changed({ address: addressOf(65).toUpperCase().replace("0X", "0x") as Hex }), false);
    assert.equal(changed({ address: "0x" }), false);
    for (const weight of [0n, -1n, 65n, 67n, 2n ** 128n, 66n + SCALAR_FIELD_ORDER])
      assert.equal(changed({ weight }), false);
    assert.equal(changed({ root: statement.root + 1n }), false);
    assert.equal(changed({ root: statement.root + SCALAR_FIELD_ORDER }), false);
  });

  it("is false after any child was changed, left out, doubled, or written as more than the field has", () => {
    for (const [l, children] of statement.nodes.entries()) {
      for (let k = 0; k < 8; k++) {
        for (const other of [children[k]! + 1n, children[k]! + SCALAR_FIELD_ORDER, -1n])
          assert.equal(changed({ nodes: level(l, children.with(k, other)) }), false, `${l} ${k} ${other}`);
      }
      assert.equal(changed({ nodes: level(l, children.slice(0, 7)) }), false);
      assert.equal(changed({ nodes: level(l, [...children, 0n]) }), false);
      assert.equal(changed({ nodes: level(l, []) }), false);
      assert.equal(changed({ nodes: statement.nodes.filter((_, i) => i !== l) }), false);
      assert.equal(
        changed({ nodes: [...statement.nodes.slice(0, l), children, ...statement.nodes.slice(l)] }),
        false,
      );
    }
  });

  it("is false of a path without levels, of more than 11, and of an inner node in the leaf's place", () => {
    assert.equal(changed({ nodes: [], root: leafOf(65, 66n) }), false);
    const deep = statementOf(11, 9, 8);
    assert.ok(isMember(deep));
    const above = [deep.root, 0n, 0n, 0n, 0n, 0n, 0n, 0n];
    assert.equal(isMember({ ...deep, nodes: [...deep.nodes, above], root: poseidon8(above) }), false);
    assert.equal(changed({ nodes: statement.nodes.slice(1) }), false);
  });
});
