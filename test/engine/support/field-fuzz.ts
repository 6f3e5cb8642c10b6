/** Every operation of field.h and f2.h on operands at their limits, against BigInt. */
import assert from "node:assert/strict";
import { inverse, isReduced, MONTGOMERY, mod, operand, power, Slots } from "./field.js";
import type { TestKernel } from "./kernels.js";
import type { Random } from "./random.js";

export type FieldName = "fp" | "fr";

interface Case {
  readonly name: string;
  /** Only this field has it. */
  readonly only?: FieldName;
  /** Weights that the operands may have. */
  readonly weights: readonly (readonly number[])[];
  /** The value wanted, on values as they are stored (in Montgomery form): mul is a b / 2^261. */
  readonly want: (v: readonly bigint[], unit: bigint) => bigint;
}

const product = (a = 0n, b = 0n) => a * b;

const CASES: readonly Case[] = [
  {
    name: "mul",
    weights: [
      [1, 1],
      [3, 4],
      [4, 3],
      [2, 6],
      [6, 2],
      [1, 7],
      [7, 1],
      [2, 2],
    ],
    want: ([a, b], u) => product(a, b) * u,
  },
  { name: "sqr", weights: [[1], [2], [3]], want: ([a], u) => product(a, a) * u },
  {
    name: "dot2",
    only: "fp",
    weights: [
      [1, 1, 1, 1],
      [2, 3, 2, 3],
      [3, 2, 2, 3],
      [2, 2, 2, 2],
      [3, 4, 1, 1],
      [1, 6, 7, 1],
    ],
    want: ([a, b, c, d], u) => (product(a, b) + product(c, d)) * u,
  },
  {
    name: "det2",
    only: "fp",
    weights: [
      [1, 1, 1, 1],
      [2, 3, 2, 3],
      [3, 2, 2, 3],
      [2, 2, 2, 2],
      [3, 4, 1, 1],
      [1, 6, 7, 1],
    ],
    want: ([a, b, c, d], u) => (product(a, b) - product(c, d)) * u,
  },
  {
    name: "add",
    weights: [
      [1, 1],
      [3, 4],
      [6, 1],
    ],
    want: ([a = 0n, b = 0n]) => a + b,
  },
  {
    name: "sub",
    weights: [
      [1, 1],
      [3, 4],
      [1, 6],
    ],
    want: ([a = 0n, b = 0n]) => a - b,
  },
  { name: "reduce", weights: [[1], [2], [3], [5], [7]], want: ([a = 0n]) => a },
];

type Raw = Record<string, (...pointers: number[]) => number | undefined>;

/** Runs each operation `rounds` times for each combination of weights; returns how many results were compared. */
export function fuzzField(
  kernel: TestKernel,
  field: FieldName,
  n: bigint,
  random: Random,
  rounds: number,
): number {
  const exports = kernel.exports as unknown as Raw;
  const unit = inverse(MONTGOMERY, n);
  let compared = 0;
  kernel.scoped(() => {
    const slots = new Slots(kernel, 6);
    for (const { name, weights, want, only = field } of CASES) {
      if (only !== field) continue;
      const run = exports[`${field}_${name}`];
      assert(run, name);
      for (const combination of weights) {
        for (let round = 0; round < rounds; round++) {
          combination.forEach((w, i) => {
            slots.write(i, operand(random, w, n));
          });
          const values = combination.map((_, i) => slots.value(i));
          const result = random.below(combination.length + 1); // often over an operand
          run(slots.at(result), ...combination.map((_, i) => slots.at(i)));
          const got = slots.value(result);
          const ok = isReduced(slots.limbs(result), n) && mod(got - want(values, unit), n) === 0n;
          if (!ok) assert.fail(`${field}_${name} of weights ${combination}: [${values}] gave ${got}`);
          compared++;
        }
      }
    }
  });
  return compared;
}

/** fr_dot: sums of up to 13 products of reduced elements, one reduction. */
export function fuzzDot(kernel: TestKernel, n: bigint, random: Random, rounds: number): number {
  const unit = inverse(MONTGOMERY, n);
  kernel.scoped(() => {
    const slots = new Slots(kernel, 27);
    for (let round = 0; round < rounds; round++) {
      const count = round % 2 ? 13 : random.below(14);
      let want = 0n;
      for (let i = 0; i < count; i++) {
        slots.write(i, operand(random, 1, n));
        slots.write(13 + i, operand(random, 1, n));
        want += slots.value(i) * slots.value(13 + i);
      }
      kernel.exports.fr_dot(slots.at(26), slots.at(0), slots.at(13), count);
      const ok = isReduced(slots.limbs(26), n) && mod(slots.value(26) - want * unit, n) === 0n;
      if (!ok) assert.fail(`fr_dot of ${count} products gave ${slots.value(26)}`);
    }
  });
  return rounds;
}

/** f2_mul at 6 = 2·3 = 3·2 (each coordinate is two products), f2_sqr at weight 1, sums, against schoolbook formulas. */
export function fuzzF2(kernel: TestKernel, p: bigint, random: Random, rounds: number): number {
  const unit = inverse(MONTGOMERY, p);
  const { exports } = kernel;
  kernel.scoped(() => {
    const slots = new Slots(kernel, 6);
    const check = (name: string, at: number, c0: bigint, c1: bigint) => {
      const ok =
        isReduced(slots.limbs(at), p) &&
        isReduced(slots.limbs(at + 1), p) &&
        mod(slots.value(at) - c0, p) === 0n &&
        mod(slots.value(at + 1) - c1, p) === 0n;
      if (!ok) assert.fail(`${name} gave ${slots.value(at)}, ${slots.value(at + 1)}`);
    };
    const fill = (w1: number, w2: number) => {
      for (let i = 0; i < 4; i++) slots.write(i, operand(random, i < 2 ? w1 : w2, p));
      return [0, 1, 2, 3].map((i) => slots.value(i)) as [bigint, bigint, bigint, bigint];
    };
    for (let round = 0; round < rounds; round++) {
      const at = random.pick([0, 2, 4]);
      const [w1, w2] = random.pick([
        [1, 1],
        [2, 3],
        [3, 2],
        [6, 1],
        [1, 6],
        [2, 2],
      ] as const);
      let [a0, a1, b0, b1] = fill(w1, w2);
      exports.f2_mul(slots.at(at), slots.at(0), slots.at(2));
      check("f2_mul", at, (a0 * b0 - a1 * b1) * unit, (a0 * b1 + a1 * b0) * unit);
      [a0, a1, b0, b1] = fill(1, 1);
      exports.f2_sqr(slots.at(at), slots.at(0));
      check("f2_sqr", at, (a0 * a0 - a1 * a1) * unit, 2n * a0 * a1 * unit);
      [a0, a1, b0, b1] = fill(3, 4);
      exports.f2_sub(slots.at(at), slots.at(0), slots.at(2));
      check("f2_sub", at, a0 - b0, a1 - b1);
      [a0, a1, b0, b1] = fill(3, 4);
      exports.f2_add(slots.at(at), slots.at(0), slots.at(2));
      check("f2_add", at, a0 + b0, a1 + b1);
    }
  });
  return 4 * rounds;
}

/** Inversion: x of any reduced form; zero gives zero. */
export function fuzzInverse(
  kernel: TestKernel,
  field: FieldName,
  n: bigint,
  random: Random,
  rounds: number,
): number {
  kernel.scoped(() => {
    const slots = new Slots(kernel, 2);
    for (let round = 0; round < rounds; round++) {
      slots.write(0, operand(random, 1, n));
      const value = slots.value(0);
      kernel.exports[`${field}_inv`](slots.at(1), slots.at(0));
      // stored x R wants (x R)^-1 R^2
      const want = mod(power(value, n - 2n, n) * MONTGOMERY * MONTGOMERY, n);
      const ok = isReduced(slots.limbs(1), n) && mod(slots.value(1) - want, n) === 0n;
      if (!ok) assert.fail(`${field}_inv of ${value} gave ${slots.value(1)}`);
    }
  });
  return rounds;
}
