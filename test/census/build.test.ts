import assert from "node:assert/strict";
import { IncrementalMerkleTree } from "@zk-kit/incremental-merkle-tree";
import fc from "fast-check";
import { SCALAR_FIELD_ORDER as r, scalarToBytes } from "../../src/bytes/index.js";
import {
  buildCensus,
  Census,
  type CensusEntry,
  CensusSnapshot,
  changeCensus,
  verifyMembership,
  WEIGHT_LIMIT,
  writeSnapshot,
} from "../../src/census/index.js";
import { createPool, type Pool, poseidon } from "../../src/engine/index.js";
import type { ErrorCode } from "../../src/errors/index.js";
import { rejectsCode } from "../support/errors.js";

const voters = (count: number, first = 1): CensusEntry[] =>
  Array.from({ length: count }, (_, i) => ({
    commitment: BigInt(first + i) ** 3n,
    weight: BigInt(i % 5 === 0 ? 1 : i) + 1n,
  }));

const columns = (entries: readonly CensusEntry[]) => ({
  commitments: new Uint8Array(entries.flatMap(({ commitment }) => [...scalarToBytes(commitment)])),
  weights: new Uint8Array(entries.flatMap(({ weight }) => [...scalarToBytes(weight).subarray(16)])),
});

describe("census: built and changed in bulk", () => {
  let pool: Pool;
  before(async () => {
    pool = await createPool({ threads: 2 });
  });
  after(() => pool.close());

  it("is the census that is built voter by voter, from a list as from columns", async () => {
    for (const size of [0, 1, 7, 8, 9, 64, 65, 130]) {
      const list = voters(size);
      const census = new Census(7, list);
      for (const input of [list, columns(list)]) {
        const built = await buildCensus(input, { depth: 7, pool });
        assert.equal(built.root, census.root);
        assert.deepEqual(built.entries, census.entries);
        assert.deepEqual(writeSnapshot(built), writeSnapshot(census));
      }
    }
  });

  it("has the root and paths of zk-kit's tree", async () => {
    const list = voters(300);
    const leaves = list.map(({ commitment, weight }) => poseidon([commitment, weight]));
    const other = new IncrementalMerkleTree((nodes) => poseidon(nodes.map(BigInt)), 4, 0n, 8, leaves);
    const census = await buildCensus(list, { depth: 4, threads: 1 });
    assert.equal(census.root, other.root);
    for (const i of [0, 7, 8, 63, 64, 299]) {
      const { siblings, pathIndices } = other.createProof(i);
      const proof = census.membership(i);
      assert.ok(verifyMembership(proof));
      proof.nodes.forEach((children, level) => {
        assert.deepEqual(children.toSpliced(pathIndices[level]!, 1), siblings[level]);
      });
    }
  });

  it("equals one change after another, whatever the changes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { maxLength: 30 }),
        fc.nat(25),
        fc.uniqueArray(fc.nat(29), { maxLength: 8 }),
        fc.uniqueArray(fc.nat(29), { maxLength: 8 }),
        async (present, added, reweighted, removed) => {
          const start = voters(present.length).map((voter, i) => (present[i] ? voter : null));
          const there = (place: number) => present[place] === true;
          const remove = removed.filter(there);
          const weights = new Map(
            reweighted
              .filter((p) => there(p) && !remove.includes(p))
              .map((p) => [p, BigInt(p) + 77n] as const),
          );
          const returning = remove.slice(0, 1).map((p) => start[p] as CensusEntry);
          const append = [...voters(added, 1000), null, ...returning];
          const bulk = await buildCensus(start, { depth: 3, pool });
          const single = new Census(3, start);
          await changeCensus(bulk, { append, weights, remove }, { pool });
          for (const place of remove) single.remove(place);
          for (const [place, weight] of weights) single.updateWeight(place, weight);
          const expected = new Census(3, [...single.entries, ...append]);
          assert.equal(bulk.root, expected.root);
          assert.deepEqual(writeSnapshot(bulk), writeSnapshot(expected));
          for (const [place, entry] of expected.entries.entries())
            if (entry) assert.equal(bulk.indexOf(entry.commitment), place);
          bulk.append({ commitment: 5n ** 50n, weight: 2n });
          expected.append({ commitment: 5n ** 50n, weight: 2n });
          assert.equal(bulk.root, expected.root);
        },
      ),
      { numRuns: 12 },
    );
  });

  it("builds ten thousand voters on workers of its own, and tells how far it is", async () => {
    const list = Array.from({ length: 10_000 }, (_, i) => BigInt(i + 1));
    const commitments = new Uint8Array(list.flatMap((commitment) => [...scalarToBytes(commitment)]));
    const told: number[] = [];
    const census = await buildCensus(
      { commitments },
      {
        depth: 7,
        threads: 2,
        onProgress: (done, total) => {
          assert.equal(total, 10_000 + 1250 + 157 + 20 + 3 + 1 + 1 + 1);
          told.push(done);
        },
      },
    );
    assert.equal(told.at(-1), 10_000 + 1250 + 157 + 20 + 3 + 1 + 1 + 1);
    assert.ok(told.every((done, i) => i === 0 || done > told[i - 1]!));
    for (const place of [0, 4095, 9_999]) {
      assert.ok(verifyMembership(census.membership(place)));
      assert.equal(census.indexOf(BigInt(place + 1)), place);
      assert.deepEqual(census.entry(place), { commitment: BigInt(place + 1), weight: 1n });
    }
    const snapshot = new CensusSnapshot(writeSnapshot(census));
    assert.equal((await snapshot.rebuildInBulk({ pool })).root, census.root);
    assert.deepEqual(snapshot.membership(9_999), census.membership(9_999));
  });

  it("refuses what a census refuses, and leaves it as it was", async () => {
    const census = await buildCensus(voters(20), { depth: 2, pool });
    const { root } = census;
    const refused: [ErrorCode, Parameters<typeof changeCensus>[1]][] = [
      ["census/duplicate", { append: voters(1) }],
      ["census/duplicate", { append: [...voters(1, 500), ...voters(1, 500)] }],
      ["census/full", { append: voters(45, 100) }],
      ["census/weight", { append: [{ commitment: 9n, weight: WEIGHT_LIMIT }] }],
      ["census/weight", { weights: new Map([[0, 0n]]) }],
      ["census/weight", { append: { commitments: scalarToBytes(9n), weights: new Uint8Array(16) } }],
      ["census/weight", { append: { commitments: scalarToBytes(0n), weights: new Uint8Array(16).fill(1) } }],
      ["census/commitment", { append: [{ commitment: 0n, weight: 1n }] }],
      ["census/columns", { append: { commitments: new Uint8Array(33) } }],
      ["census/columns", { append: { commitments: scalarToBytes(9n), weights: new Uint8Array(15) } }],
      ["census/index", { weights: new Map([[20, 1n]]) }],
      ["census/index", { remove: [-1] }],
      ["census/index", { weights: new Map([[3, 5n]]), remove: [3] }],
      ["bytes/non-canonical", { append: [{ commitment: r, weight: 1n }] }],
      ["bytes/non-canonical", { append: { commitments: new Uint8Array(32).fill(255) } }],
    ];
    for (const [code, changes] of refused) {
      await rejectsCode(code, changeCensus(census, changes, { pool }));
      assert.equal(census.root, root, code);
      assert.equal(census.size, 20, code);
    }
    await rejectsCode("census/depth", buildCensus([], { depth: 12, pool }));
  });

  it("stops when asked to, and does not mix with other changes", async () => {
    const census = await buildCensus(voters(5), { depth: 7, pool });
    const { root } = census;
    const reason = new Error("enough");
    const controller = new AbortController();
    const aborted = changeCensus(
      census,
      { append: voters(3000, 100) },
      { pool, signal: controller.signal, onProgress: () => controller.abort(reason) },
    );
    await assert.rejects(aborted, reason);
    assert.equal(census.root, root);
    const slow = changeCensus(census, { append: voters(50, 100) }, { pool });
    census.append({ commitment: 7n, weight: 1n });
    await rejectsCode("census/changed", slow);
    assert.equal(census.size, 6);
  });

  it("does not touch what it was given", async () => {
    const given = columns(voters(9));
    const copy = structuredClone(given);
    const census = await buildCensus(given, { depth: 2, pool });
    const { root } = census;
    assert.deepEqual(given, copy);
    given.commitments.fill(9);
    census.updateWeight(0, 5n);
    census.updateWeight(0, 2n);
    assert.equal(census.root, root);
    assert.equal(given.weights[15], 2);
  });
});
