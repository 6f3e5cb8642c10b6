import assert from "node:assert/strict";
import fc from "fast-check";
import { BASE_FIELD_ORDER, SCALAR_FIELD_ORDER } from "../../src/bytes/index.js";
import { isInG2Subgroup, isOnG1, isOnG2Curve } from "../../src/groth16/points.js";
import { g1, g2, outsideSubgroup } from "./support/points.js";

const multiplier = fc.bigInt({ min: 1n, max: SCALAR_FIELD_ORDER - 1n });

describe("groth16 points", () => {
  it("knows noble-curves's points of G1, and no neighbour of them", () => {
    fc.assert(
      fc.property(multiplier, (k) => {
        const { x, y } = g1(k);
        assert.ok(isOnG1({ x, y }));
        assert.ok(isOnG1({ x, y: BASE_FIELD_ORDER - y }));
        assert.ok(!isOnG1({ x, y: (y + 1n) % BASE_FIELD_ORDER }));
        assert.ok(!isOnG1({ x: y, y: x }));
      }),
    );
    assert.ok(!isOnG1({ x: 0n, y: 0n }));
  });

  it("knows noble-curves's points of G2", () => {
    fc.assert(
      fc.property(multiplier, (k) => {
        const q = g2(k);
        assert.ok(isOnG2Curve(q));
        assert.ok(isInG2Subgroup(q));
        assert.ok(!isOnG2Curve({ x: q.x, y: [q.y[0], (q.y[1] + 1n) % BASE_FIELD_ORDER] }));
        assert.ok(!isOnG2Curve({ x: [q.x[1], q.x[0]], y: [q.y[1], q.y[0]] }));
      }),
      { numRuns: 10 },
    );
  });

  it("tells the points of G2's curve that are outside the subgroup", () => {
    const points = outsideSubgroup();
    for (let i = 0; i < 5; i++) {
      const q = points.next().value!;
      assert.ok(isOnG2Curve(q));
      assert.ok(!isInG2Subgroup(q));
    }
  });
});
