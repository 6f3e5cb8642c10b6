import assert from "node:assert/strict";
import { SCALAR_FIELD_ORDER as R } from "../../src/bytes/index.js";
import type { KernelName } from "../../src/engine/index.js";
import { fromLittleEndian, littleEndian } from "./support/bytes.js";
import { type ReferenceField, referenceField } from "./support/ffjavascript.js";
import { inverse, isReduced, limbsOf, mod, power, Slots } from "./support/field.js";
import { createKernel, KERNELS, type TestKernel } from "./support/kernels.js";
import { Random } from "./support/random.js";

/** The root of unity of order 2^28 that circom and snarkjs use. */
const ROOT = power(5n, (R - 1n) >> 28n, R);
const rootOfOrder = (log: number) => power(ROOT, 1n << BigInt(28 - log), R);

function reversed(index: number, log: number): number {
  let result = 0;
  for (let bit = 0; bit < log; bit++) result |= ((index >> bit) & 1) << (log - 1 - bit);
  return result;
}

/** The i-th point of a coset, i in natural order. */
function point(i: number, log: number, coset: number): bigint {
  return power(rootOfOrder(log + 1), BigInt(2 * i + coset), R);
}

const describeNtt = (name: KernelName) =>
  describe(`${name} kernel ntt`, () => {
    let kernel: TestKernel;
    let reference: ReferenceField;
    before(async () => {
      kernel = await createKernel(name);
      reference = await referenceField();
    });

    /** Runs a transform on integers below r, in the order in which they stand in memory. */
    function transform(
      name: "ntt_forward" | "ntt_inverse",
      values: readonly bigint[],
      coset: number,
    ): bigint[] {
      return kernel.scoped(() => {
        const log = Math.log2(values.length);
        const slots = new Slots(kernel, values.length);
        const bytes = kernel.alloc(32);
        values.forEach((value, i) => {
          kernel.bytes.set(littleEndian(value), bytes);
          kernel.exports.fr_from_bytes(slots.at(i), bytes);
        });
        kernel.exports[name](slots.at(0), log, coset);
        return values.map((_, i) => {
          kernel.exports.fr_reduce(slots.at(i), slots.at(i));
          kernel.exports.fr_to_bytes(bytes, slots.at(i));
          return fromLittleEndian(kernel.get(bytes, 32));
        });
      });
    }

    for (const coset of [0, 1]) {
      it(`evaluates a polynomial at the roots of X^n ${coset ? "+" : "-"} 1, as a naive sum does`, () => {
        const random = new Random(10 + coset);
        for (let log = 0; log <= 6; log++) {
          const n = 2 ** log;
          const coefficients = Array.from({ length: n }, () => random.bigint(R));
          const values = transform("ntt_forward", coefficients, coset);
          for (let i = 0; i < n; i++) {
            const x = point(i, log, coset);
            const expected = coefficients.reduceRight((sum, c) => (sum * x + c) % R, 0n);
            assert.equal(values[reversed(i, log)], expected, `size ${n}, point ${i}`);
          }
        }
      });

      it(`gives n times the coefficients back from coset ${coset}, for every size to 2^14`, () => {
        const random = new Random(20 + coset);
        for (let log = 0; log <= 14; log++) {
          const n = 2 ** log;
          const few = [0n, 1n, R - 1n, random.bigint(R), random.bigint(R)];
          const coefficients = Array.from({ length: n }, () => random.pick(few));
          const back = transform("ntt_inverse", transform("ntt_forward", coefficients, coset), coset);
          assert.deepEqual(
            back,
            coefficients.map((c) => (c * BigInt(n)) % R),
          );
        }
      });
    }

    it("agrees with ffjavascript's fft, ifft and shifted fft", async () => {
      const random = new Random(30);
      for (const log of [1, 2, 5, 8, 11, 14]) {
        const n = 2 ** log;
        const values = Array.from({ length: n }, () => random.bigint(R));
        const packed = new Uint8Array(32 * n);
        for (const [i, value] of values.entries()) packed.set(reference.e(value), 32 * i);
        const unpack = (bytes: Uint8Array) =>
          values.map((_, i) => reference.toObject(bytes.slice(32 * i, 32 * i + 32)));
        const natural = (evaluations: readonly bigint[]) =>
          values.map((_, i) => evaluations[reversed(i, log)] as bigint);

        assert.deepEqual(natural(transform("ntt_forward", values, 0)), unpack(await reference.fft(packed)));
        const shifted = await reference.batchApplyKey(packed, reference.one, reference.w[log + 1]!);
        assert.deepEqual(natural(transform("ntt_forward", values, 1)), unpack(await reference.fft(shifted)));
        const scale = inverse(BigInt(n), R);
        assert.deepEqual(
          transform("ntt_inverse", natural(values), 0).map((c) => (c * scale) % R),
          unpack(await reference.ifft(packed)),
        );
      }
    });

    it("keeps to the weights that it promises, with operands at the limits", () => {
      kernel.scoped(() => {
        const log = 9;
        const slots = new Slots(kernel, 2 ** log);
        const extremes = [2 ** 28, -(2 ** 28)];
        const top = Number(R >> 232n) - 1;
        const patterns = [
          () => [...Array(8).fill(extremes[0]), top],
          () => [...Array(8).fill(extremes[1]), -top],
          (i: number) => [...Array(8).fill(extremes[i & 1]), i & 1 ? -top : top],
          (i: number) => limbsOf(i & 1 ? R - 1n : 1n - R),
        ];
        for (const pattern of patterns) {
          for (const coset of [0, 1]) {
            const integers: bigint[] = [];
            for (let i = 0; i < 2 ** log; i++) {
              slots.write(i, pattern(i) as number[]);
              integers.push(slots.value(i));
            }
            kernel.exports.ntt_forward(slots.at(0), log, coset);
            for (let i = 0; i < 2 ** log; i++) {
              for (const limb of slots.limbs(i).subarray(0, 8)) assert.ok(Math.abs(limb) <= 3 * 2 ** 28);
              kernel.exports.fr_reduce(slots.at(i), slots.at(i));
            }
            kernel.exports.ntt_inverse(slots.at(0), log, coset);
            for (let i = 0; i < 2 ** log; i++) {
              assert.ok(isReduced(slots.limbs(i), R));
              assert.equal(mod(slots.value(i), R), mod(integers[i]! * BigInt(2 ** log), R));
            }
          }
        }
      });
    });

    it("reaches 2^16 with roots that are products of two tables", () => {
      const log = 16;
      const n = 2 ** log;
      const random = new Random(40);
      const coefficients = Array.from({ length: n }, () => 0n);
      const terms = [3, 12345, n - 1].map((at) => [at, random.bigint(R)] as const);
      for (const [at, c] of terms) coefficients[at] = c;
      const values = transform("ntt_forward", coefficients, 1);
      for (const i of [0, 1, 77, n / 2, n - 1]) {
        const x = point(i, log, 1);
        const expected = terms.reduce((sum, [at, c]) => sum + c * power(x, BigInt(at), R), 0n) % R;
        assert.equal(values[reversed(i, log)], expected);
      }
      assert.deepEqual(
        transform("ntt_inverse", values, 1),
        coefficients.map((c) => (c * BigInt(n)) % R),
      );
    });
  });

for (const name of KERNELS) describeNtt(name);
