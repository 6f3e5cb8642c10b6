import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import {
  Census,
  type CensusEntry,
  CensusSnapshot,
  CensusTree,
  censusLeaf,
  verifyMembership,
  writeSnapshot,
} from "../../src/census/index.js";
import { PsephosError } from "../../src/errors/index.js";
import { rejectsCode, throwsCode } from "../support/errors.js";

const entries = (count: number, weight: (i: number) => bigint): CensusEntry[] =>
  Array.from({ length: count }, (_, i) => ({ commitment: BigInt(1000 + i), weight: weight(i) }));

/** A copy with bytes replaced and, unless told otherwise, a checksum that is right again. */
function forge(bytes: Uint8Array, offset: number, replacement: number[], resign = true): Uint8Array {
  const copy = bytes.slice();
  copy.set(replacement, offset);
  if (resign) copy.set(createHash("sha256").update(copy.subarray(0, -32)).digest(), copy.length - 32);
  return copy;
}

describe("census: the snapshot file", () => {
  const census = new Census(
    7,
    entries(75, (i) => BigInt(i) * 3n + 1n),
  );
  census.remove(10);
  const bytes = writeSnapshot(census);

  it("gives back every voter and the paths of the census", () => {
    const snapshot = new CensusSnapshot(bytes);
    assert.equal(snapshot.root, census.root);
    assert.equal(snapshot.size, 75);
    for (let i = 0; i < 75; i++) {
      assert.deepEqual(snapshot.entry(i), census.entries[i]);
      if (i === 10) continue;
      assert.equal(snapshot.indexOf(BigInt(1000 + i)), i);
      assert.deepEqual(snapshot.membership(i), census.membership(i));
    }
    assert.equal(snapshot.indexOf(1010n), -1);
    throwsCode("census/index", () => snapshot.membership(10));
    throwsCode("census/index", () => snapshot.entry(75));
    assert.deepEqual(writeSnapshot(snapshot.rebuild()), bytes);
  });

  it("holds its layout: header, commitments, weights, inner nodes, checksum", () => {
    assert.equal(
      Buffer.from(bytes.subarray(0, 16)).toString("hex"),
      `50535043${"0001"}07${"01"}000000000000004b`,
    );
    const nodes = 10 + 2 + 1 + 1 + 1 + 1; // 75 leaves: levels 1 … 6
    assert.equal(bytes.length, 48 + 75 * 33 + nodes * 32 + 32);
    assert.deepEqual(
      createHash("sha256").update(bytes.subarray(0, -32)).digest(),
      Buffer.from(bytes.subarray(-32)),
    );
  });

  it("reads back any census, at every width of weight", () => {
    const weight = fc.bigInt({ min: 1n, max: (1n << 128n) - 1n });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.option(weight), { maxLength: 8 }),
        (depth, weights) => {
          const made = new Census(
            depth,
            weights.map((w, i) => (w === null ? null : { commitment: BigInt(i + 1), weight: w })),
          );
          assert.deepEqual(new CensusSnapshot(writeSnapshot(made)).rebuild().entries, made.entries);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("takes no room for weights that are all 1", () => {
    const plain = new Census(7, [...entries(9, () => 1n), null]);
    assert.equal(writeSnapshot(plain).length, 48 + 10 * 32 + (2 + 5) * 32 + 32);
    assert.deepEqual(new CensusSnapshot(writeSnapshot(plain)).rebuild().entries, plain.entries);
  });

  it("refuses a truncated file at any length", () => {
    for (let length = 0; length < bytes.length; length += 37) {
      const code = length < 80 ? "census/snapshot-magic" : "census/snapshot-length";
      throwsCode(code, () => new CensusSnapshot(bytes.slice(0, length)));
    }
  });

  it("refuses a flip of any bit", () => {
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        const copy = bytes.slice();
        copy[bit >> 3]! ^= 1 << (bit & 7);
        assert.throws(() => new CensusSnapshot(copy), PsephosError);
      }),
    );
  });

  it("refuses another magic, version, header or length, each by its name", () => {
    throwsCode("census/snapshot-magic", () => new CensusSnapshot(forge(bytes, 0, [0x51])));
    throwsCode("census/snapshot-version", () => new CensusSnapshot(forge(bytes, 4, [0, 2])));
    for (const depth of [0, 12])
      throwsCode("census/snapshot-header", () => new CensusSnapshot(forge(bytes, 6, [depth])));
    throwsCode("census/snapshot-header", () => new CensusSnapshot(forge(bytes, 7, [17])));
    throwsCode("census/snapshot-header", () => new CensusSnapshot(forge(bytes, 8, [0xff])));
    throwsCode("census/snapshot-length", () => new CensusSnapshot(forge(bytes, 15, [76])));
    throwsCode("census/snapshot-length", () => new CensusSnapshot(Uint8Array.of(...bytes, 0)));
    throwsCode("census/snapshot-checksum", () => new CensusSnapshot(forge(bytes, 60, [1], false)));
  });

  it("refuses entries that are no voters and nodes that lead elsewhere, behind a right checksum", () => {
    const high = new CensusSnapshot(forge(bytes, 48, Array(32).fill(0xff)));
    throwsCode("census/snapshot-entry", () => high.entry(0));
    const weightless = new CensusSnapshot(forge(bytes, 48 + 75 * 32, [0]));
    throwsCode("census/snapshot-entry", () => weightless.entry(0));
    const levels = 48 + 75 * 33;
    const otherNode = new CensusSnapshot(forge(bytes, levels + 31, [bytes[levels + 31]! ^ 1]));
    throwsCode("census/snapshot-root", () => otherNode.membership(20));
    const highNode = new CensusSnapshot(forge(bytes, levels, Array(32).fill(0xff)));
    throwsCode("bytes/non-canonical", () => highNode.membership(20));
    const otherRoot = new CensusSnapshot(forge(bytes, 47, [bytes[47]! ^ 1]));
    throwsCode("census/snapshot-root", () => otherRoot.membership(0));
    throwsCode("census/snapshot-root", () => otherRoot.rebuild());
  });

  it("of registrations may have a commitment several times: the heaviest place is found, and its path holds", async () => {
    const weights = [2n, 9n, 4n, 9n];
    const commitments = [7n, 8n, 7n, 7n];
    const tree = new CensusTree(
      7,
      weights.map((weight, i) => censusLeaf({ commitment: commitments[i]!, weight })),
    );
    const columns = { commitments: new Uint8Array(4 * 32), weights: new Uint8Array(4 * 16) };
    for (const [i, weight] of weights.entries()) {
      columns.commitments[32 * i + 31] = Number(commitments[i]);
      columns.weights[16 * i + 15] = Number(weight);
    }
    const file = writeSnapshot({ depth: 7, size: 4, root: tree.root, columns, tree });
    const snapshot = new CensusSnapshot(file);
    assert.deepEqual(
      [7n, 8n, 0n, 5n].map((one) => snapshot.heaviestIndexOf(one)),
      [3, 1, -1, -1],
    );
    assert.ok(verifyMembership(snapshot.membership(3)));
    assert.ok(!snapshot.rebuilt);
    await snapshot.rehash();
    assert.ok(snapshot.rebuilt);
    await rejectsCode("census/duplicate", snapshot.rebuildInBulk());
    const otherWeight = new CensusSnapshot(forge(file, 48 + 4 * 32, [3]));
    await rejectsCode("census/snapshot-root", otherWeight.rehash());
    assert.ok(!otherWeight.rebuilt);
    await new CensusSnapshot(bytes).rehash();
  });

  it("lets a wrong node off the path harm nobody", () => {
    const levels = 48 + 75 * 33;
    // leaf 0's path meets node 0 of level 1 as the hash of its own leaves; leaf 64 lies under another node of level 2
    const snapshot = new CensusSnapshot(forge(bytes, levels + 31, [bytes[levels + 31]! ^ 1]));
    assert.ok(verifyMembership(snapshot.membership(64)));
  });
});
