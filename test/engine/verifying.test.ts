import assert from "node:assert/strict";
import fc from "fast-check";
import { SCALAR_FIELD_ORDER as R } from "../../src/bytes/index.js";
import { findBad } from "../../src/engine/bisect.js";
import {
  createVerifyingEngine,
  type KernelName,
  type KeyPoints,
  type Statement,
  type VerifyingEngine,
} from "../../src/engine/index.js";
import { Multiplier, SyntheticKey } from "../support/synthetic-groth16.js";
import { bigEndian, GROUP2, twistPoint } from "./support/curve.js";
import { KERNELS, modulesOf } from "./support/kernels.js";
import { Random } from "./support/random.js";

const P = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;

async function engineOf(points: KeyPoints, name: KernelName): Promise<VerifyingEngine> {
  const engine = await createVerifyingEngine(points, await modulesOf(name));
  assert.ok("verify" in engine);
  return engine;
}

function describeVerifying(name: KernelName): void {
  describe(`verifying engine, ${name} kernel`, () => {
    let multiplier: Multiplier;
    let key: SyntheticKey;
    let engine: VerifyingEngine;
    const random = new Random(51);
    const draw = () => random.bigint(R - 1n) + 1n;
    const signals = () => [draw(), 0n, 1n, R - 1n];
    let outside: Uint8Array;

    before(async () => {
      multiplier = await Multiplier.create();
      key = new SyntheticKey(multiplier, 4, draw);
      engine = await engineOf(key.points, name);
      outside = GROUP2.plain(twistPoint(random));
    });

    const patched = (statement: Statement, at: number, bytes: Uint8Array): Statement => {
      const proof = Uint8Array.from(statement.proof);
      proof.set(bytes, at);
      return { ...statement, proof };
    };
    const withSignal = (statement: Statement, index: number, value: number): Statement => {
      const changed = Uint8Array.from(statement.signals);
      changed[32 * index]! ^= value;
      return { ...statement, signals: changed };
    };
    /** Every kind of statement, with the verdict on it. */
    const kinds = () => {
      const good = key.prove(signals());
      const cases: [Statement, unknown][] = [[good, true]];
      for (const i of [0, 1, 2, 3]) cases.push([withSignal(good, i, 1), false]);
      cases.push([patched(good, 0, multiplier.g1(5n)), false]);
      cases.push([patched(good, 64, multiplier.g2(5n)), false]);
      cases.push([patched(good, 192, multiplier.g1(5n)), false]);
      for (const [point, at, length] of [
        ["A", 0, 64],
        ["B", 64, 128],
        ["C", 192, 64],
      ] as const) {
        cases.push([patched(good, at, new Uint8Array(length)), { point, rule: "point-at-infinity" }]);
        for (let word = at; word < at + length; word += 32) {
          cases.push([patched(good, word, bigEndian(P + 1n)), { point, rule: "non-canonical-coordinate" }]);
          const bit = Uint8Array.of((good.proof[word + 31] as number) ^ 1);
          cases.push([patched(good, word + 31, bit), { point, rule: "point-not-on-curve" }]);
        }
      }
      cases.push([patched(good, 64, outside), { point: "B", rule: "point-not-in-subgroup" }]);
      return cases;
    };

    it("gives each kind of statement its verdict, one by one and all together", async () => {
      const cases = kinds();
      const want = cases.map(([, verdict]) => verdict);
      assert.deepEqual(
        cases.map(([statement]) => engine.verify(statement)),
        want,
      );
      assert.deepEqual(await engine.verifyBatch(cases.map(([statement]) => statement)), want);
    });

    it("answers for batches of every size around those of its groups and chunks", async () => {
      const many = Array.from({ length: 273 }, () => key.prove(signals()));
      for (const n of [0, 1, 2, 3, 15, 16, 17, 127, 128, 129, 273]) {
        assert.deepEqual(await engine.verifyBatch(many.slice(0, n)), Array(n).fill(true));
      }
      const one = many.with(200, withSignal(many[200] as Statement, 0, 1));
      assert.deepEqual(
        await engine.verifyBatch(one),
        many.map((_, i) => i !== 200),
      );
    });

    it("is not misled about proofs by malformed ones that come before them", async () => {
      const good = Array.from({ length: 20 }, () => key.prove(signals()));
      for (const at of [0, 64, 192]) {
        const malformed = patched(good[0] as Statement, at, new Uint8Array(64).fill(255));
        for (const place of [0, 7, 19]) {
          const verdicts = await engine.verifyBatch(good.with(place, malformed));
          assert.deepEqual(
            verdicts.map((verdict) => verdict === true),
            good.map((_, i) => i !== place),
          );
        }
      }
    });

    it("holds duplicates, all bad, and none", async () => {
      const good = key.prove(signals());
      const bad = withSignal(good, 2, 1);
      assert.deepEqual(await engine.verifyBatch(Array(20).fill(good)), Array(20).fill(true));
      assert.deepEqual(await engine.verifyBatch(Array(20).fill(bad)), Array(20).fill(false));
      const both = Array.from({ length: 40 }, (_, i) => i % 2 === 0);
      assert.deepEqual(await engine.verifyBatch(both.map((ok) => (ok ? good : bad))), both);
    });

    it("finds errors that cancel without random coefficients", async () => {
      const multiple = Array.from({ length: 16 }, () => key.prove(signals()));
      const [first, second] = multiple as [Statement, Statement];
      // Swapping C moves the same error into one equation and, negated, into the other.
      multiple[0] = patched(first, 192, second.proof.subarray(192));
      multiple[1] = patched(second, 192, first.proof.subarray(192));
      const want = multiple.map((_, i) => i > 1);
      assert.deepEqual(await engine.verifyBatch(multiple), want);
    });

    it("gives in a batch the verdicts that it gives one by one", async () => {
      const pool = kinds().map(([statement]) => statement);
      for (let i = 0; i < 30; i++) pool.push(key.prove(signals()));
      const verdicts = pool.map((statement) => engine.verify(statement));
      const index = fc.nat({ max: pool.length - 1 });
      await fc.assert(
        fc.asyncProperty(fc.array(index, { maxLength: 40 }), async (picked) => {
          assert.deepEqual(
            await engine.verifyBatch(picked.map((i) => pool[i] as Statement)),
            picked.map((i) => verdicts[i]),
          );
        }),
        { numRuns: 12 },
      );
    });

    it("serves batches and single proofs at the same time", async () => {
      const good = Array.from({ length: 30 }, () => key.prove(signals()));
      const bad = good.with(7, withSignal(good[7] as Statement, 0, 1));
      const [one, two] = await Promise.all([engine.verifyBatch(good), engine.verifyBatch(bad)]);
      assert.ok(one.every((verdict) => verdict === true));
      assert.deepEqual(two.indexOf(false), 7);
    });

    it("takes keys of no signals, and of more than have tables", async () => {
      for (const count of [0, 64, 65]) {
        const other = new SyntheticKey(multiplier, count, draw);
        const verifier = await engineOf(other.points, name);
        assert.equal(verifier.signalCount, count);
        const good = Array.from({ length: 4 }, () => other.prove(Array.from({ length: count }, draw)));
        assert.deepEqual(
          good.map((statement) => verifier.verify(statement)),
          [true, true, true, true],
        );
        assert.deepEqual(await verifier.verifyBatch(good), [true, true, true, true]);
        if (count === 0) continue;
        const bad = good.with(1, withSignal(good[1] as Statement, count - 1, 1));
        assert.deepEqual(await verifier.verifyBatch(bad), [true, false, true, true]);
      }
    });

    it("names the point of a key that is not one", async () => {
      const { points } = key;
      const infinity = (length: number) => new Uint8Array(length);
      const flipped = (bytes: Uint8Array) => bytes.with(31, (bytes[31] as number) ^ 1);
      for (const [change, point, rule] of [
        [{ alpha: infinity(64) }, "alpha", "point-at-infinity"],
        [{ alpha: flipped(points.alpha) }, "alpha", "point-not-on-curve"],
        [{ beta: infinity(128) }, "beta", "point-at-infinity"],
        [{ beta: outside }, "beta", "point-not-in-subgroup"],
        [{ gamma: outside }, "gamma", "point-not-in-subgroup"],
        [{ gamma: flipped(points.gamma) }, "gamma", "point-not-on-curve"],
        [{ delta: outside }, "delta", "point-not-in-subgroup"],
        [{ delta: infinity(128).fill(255) }, "delta", "non-canonical-coordinate"],
        [{ ic: points.ic.with(0, infinity(64)) }, "ic[0]", "point-at-infinity"],
        [{ ic: points.ic.with(4, flipped(points.ic[4] as Uint8Array)) }, "ic[4]", "point-not-on-curve"],
      ] as const) {
        assert.deepEqual(await createVerifyingEngine({ ...points, ...change }, await modulesOf(name)), {
          point,
          rule,
        });
      }
    });
  });
}
for (const name of KERNELS) describeVerifying(name);

describe("findBad", () => {
  /** Members are integers modulo a prime, a set's value their sum: 0 is good. */
  const search = async (members: readonly number[]) => {
    let asked = 0;
    const answer = (value: number) => ({ value, good: value === 0 });
    const bad = await findBad<number>(members.length, {
      async value(from, to) {
        asked++;
        return answer(members.slice(from, to).reduce((sum, x) => sum + x, 0));
      },
      rest: (whole, part) => answer(whole - part),
    });
    return { bad, asked };
  };

  it("finds all that are bad, and asks little when few are", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 3 }), { maxLength: 200 }), async (members) => {
        const { bad, asked } = await search(members);
        assert.deepEqual(
          bad,
          members.flatMap((x, i) => (x === 0 ? [] : [i])),
        );
        assert.ok(asked <= Math.max(members.length, 0));
      }),
    );
    assert.deepEqual(await search([]), { bad: [], asked: 0 });
    assert.deepEqual(await search(Array(64).fill(0)), { bad: [], asked: 1 });
    assert.deepEqual(await search(Array(64).fill(0).with(41, 1)), { bad: [41], asked: 7 });
  });
});
