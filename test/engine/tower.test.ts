import assert from "node:assert/strict";
import { BASE_FIELD_ORDER as P, SCALAR_FIELD_ORDER as R } from "../../src/bytes/index.js";
import { inverse, isReduced, MONTGOMERY, mod, operand, Slots } from "./support/field.js";
import { createKernel, type TestKernel } from "./support/kernels.js";
import { Random } from "./support/random.js";
import { type Element12, Fp12, randomElement12, Slots12 } from "./support/tower.js";

const U = 4965661367192848881n;

describe("kernel f12", () => {
  let kernel: TestKernel;
  let slots: Slots12;
  before(async () => {
    kernel = await createKernel("plain");
    slots = new Slots12(kernel, 3);
  });

  /** Both ways: into a slot of its own, and over the operand. */
  const unary = (name: "sqr" | "inv" | "frobenius" | "cyclotomic_sqr", value: Element12) => {
    slots.write(0, value);
    kernel.exports[`f12_${name}`](slots.at(1), slots.at(0));
    kernel.exports[`f12_${name}`](slots.at(0), slots.at(0));
    assert.deepEqual(slots.read(0), slots.read(1), name);
    return slots.read(1);
  };

  it("multiplies, squares, inverts and maps as noble-curves does", () => {
    const random = new Random(21);
    for (let i = 0; i < 60; i++) {
      const [a, b] = [randomElement12(random, P), randomElement12(random, P)];
      slots.write(0, a);
      slots.write(1, b);
      kernel.exports.f12_mul(slots.at(2), slots.at(0), slots.at(1));
      assert.deepEqual(slots.read(2), Fp12.mul(a, b));
      kernel.exports.f12_mul(slots.at(0), slots.at(0), slots.at(1));
      assert.deepEqual(slots.read(0), Fp12.mul(a, b));
      assert.deepEqual(unary("sqr", a), Fp12.sqr(a));
      assert.deepEqual(unary("frobenius", a), Fp12.frobeniusMap(a, 1));
      if (i < 10) assert.deepEqual(unary("inv", a), Fp12.inv(a));
    }
    assert.deepEqual(unary("inv", Fp12.ZERO), Fp12.ZERO);
  });

  it("compares", () => {
    const random = new Random(22);
    const a = randomElement12(random, P);
    slots.write(0, a);
    slots.write(1, a);
    assert.equal(kernel.exports.f12_equal(slots.at(0), slots.at(1)), 1);
    slots.write(1, Fp12.add(a, Fp12.ONE));
    assert.equal(kernel.exports.f12_equal(slots.at(0), slots.at(1)), 0);
  });

  it("squares in the cyclotomic subgroup, and raises to the order's quotient, as noble-curves does", () => {
    const random = new Random(23);
    for (let i = 0; i < 5; i++) {
      const value = randomElement12(random, P);
      slots.write(0, value);
      kernel.exports.final_exp(slots.at(1), slots.at(0));
      const power = slots.read(1);
      assert.deepEqual(power, Fp12.finalExponentiate(value));
      assert.deepEqual(unary("cyclotomic_sqr", power), Fp12.sqr(power));
    }
  });

  it("raises to (p^12 - 1) / r times a number prime to r", () => {
    const value = randomElement12(new Random(24), P);
    const multiple = 2n * U * (6n * U * U + 3n * U + 1n);
    assert.notEqual(multiple % R, 0n);
    slots.write(0, value);
    kernel.exports.final_exp(slots.at(0), slots.at(0));
    assert.deepEqual(slots.read(0), Fp12.pow(value, ((P ** 12n - 1n) / R) * multiple));
  });
});

describe("kernel f2_mul_xi", () => {
  it("multiplies by 9 + i, reduced, at the limits of its operands", async () => {
    const kernel = await createKernel("plain");
    const random = new Random(26);
    const slots = new Slots(kernel, 4);
    for (let round = 0; round < 2000; round++) {
      for (const i of [0, 1]) slots.write(i, operand(random, 1, P));
      const [a0, a1] = [slots.value(0), slots.value(1)];
      const to = random.pick([0, 2]);
      kernel.exports.f2_mul_xi(slots.at(to), slots.at(0));
      [9n * a0 - a1, 9n * a1 + a0].forEach((want, i) => {
        assert.ok(isReduced(slots.limbs(to + i), P));
        assert.equal(mod(slots.value(to + i) - want, P), 0n);
      });
    }
  });
});

describe("kernel f2_dot", () => {
  it("sums products whose weights' products add up to 6, at their limits, with one reduction", async () => {
    const kernel = await createKernel("plain");
    const random = new Random(25);
    const slots = new Slots(kernel, 26);
    const unit = inverse(MONTGOMERY, P);
    const shapes = [[1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 2], [2, 2, 2], [3, 3], [6], [1]];
    for (let round = 0; round < 400; round++) {
      const shape = random.pick(shapes);
      let [c0, c1] = [0n, 0n];
      shape.forEach((weight, i) => {
        const [wa, wb] = weight === 6 ? [2, 3] : random.pick([[1, weight] as const, [weight, 1] as const]);
        for (const half of [0, 1]) {
          slots.write(2 * i + half, operand(random, wa, P));
          slots.write(12 + 2 * i + half, operand(random, wb, P));
        }
        const [a0, a1] = [slots.value(2 * i), slots.value(2 * i + 1)];
        const [b0, b1] = [slots.value(12 + 2 * i), slots.value(13 + 2 * i)];
        c0 += a0 * b0 - a1 * b1;
        c1 += a0 * b1 + a1 * b0;
      });
      kernel.exports.f2_dot(slots.at(24), slots.at(0), slots.at(12), shape.length);
      for (const [at, want] of [
        [24, c0],
        [25, c1],
      ] as const) {
        assert.ok(isReduced(slots.limbs(at), P), `${shape}`);
        assert.equal(mod(slots.value(at) - want * unit, P), 0n, `${shape}`);
      }
    }
  });
});
