import assert from "node:assert/strict";
import { bn254 } from "@noble/curves/bn254.js";
import fc from "fast-check";
import { BASE_FIELD_ORDER, SCALAR_FIELD_ORDER } from "../../src/bytes/index.js";
import { compileKernel } from "../../src/engine/index.js";
import { inverse, limbsOf, MONTGOMERY, mod, operand, Slots } from "./support/field.js";
import { fuzzDot, fuzzF2, fuzzField, fuzzInverse } from "./support/field-fuzz.js";
import { createKernel, type TestKernel } from "./support/kernels.js";
import { Random } from "./support/random.js";

const FIELDS = [
  ["fp", BASE_FIELD_ORDER, bn254.fields.Fp],
  ["fr", SCALAR_FIELD_ORDER, bn254.fields.Fr],
] as const;

function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}

function fromLittleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

const anyWord = fc.bigInt({ min: 0n, max: (1n << 256n) - 1n });

for (const [field, n, noble] of FIELDS) {
  describe(`kernel ${field}`, () => {
    let kernel: TestKernel;
    let bytesAt: number;
    let slots: Slots;

    before(async () => {
      kernel = await createKernel("plain");
      bytesAt = kernel.alloc(32);
      slots = new Slots(kernel, 4);
    });

    const write = (index: number, value: bigint) => {
      kernel.bytes.set(littleEndian(value), bytesAt);
      kernel.exports[`${field}_from_bytes`](slots.at(index), bytesAt);
    };
    const read = (index: number) => {
      kernel.exports[`${field}_to_bytes`](bytesAt, slots.at(index));
      return fromLittleEndian(kernel.get(bytesAt, 32));
    };

    it("computes as BigInt does on operands at the limits of their weights, results reduced", () => {
      assert.equal(fuzzField(kernel, field, n, new Random(1), 400), 400 * (field === "fp" ? 34 : 22));
      if (field === "fr") fuzzDot(kernel, n, new Random(2), 200);
      fuzzInverse(kernel, field, n, new Random(3), 100);
    });

    it("agrees with noble-curves", () => {
      const element = fc.bigInt({ min: 0n, max: n - 1n });
      fc.assert(
        fc.property(element, element, (a, b) => {
          write(0, a);
          write(1, b);
          const { [`${field}_mul` as const]: mul, [`${field}_sqr` as const]: sqr } = kernel.exports;
          const { [`${field}_add` as const]: add, [`${field}_sub` as const]: sub } = kernel.exports;
          mul(slots.at(2), slots.at(0), slots.at(1));
          assert.equal(read(2), noble.mul(a, b));
          sqr(slots.at(2), slots.at(0));
          assert.equal(read(2), noble.sqr(a));
          add(slots.at(2), slots.at(0), slots.at(1));
          assert.equal(read(2), noble.add(a, b));
          sub(slots.at(2), slots.at(0), slots.at(1));
          assert.equal(read(2), noble.sub(a, b));
          if (a === 0n) return;
          kernel.exports[`${field}_inv`](slots.at(2), slots.at(0));
          assert.equal(read(2), noble.inv(a));
        }),
      );
    });

    it("reads and writes plain and Montgomery 2^256 bytes, reducing what is not canonical", () => {
      const edges = [0n, 1n, n - 1n, n, n + 1n, 2n * n - 1n, 5n * n, (1n << 256n) - 1n];
      fc.assert(
        fc.property(fc.oneof(anyWord, fc.constantFrom(...edges)), (value) => {
          write(0, value);
          assert.equal(read(0), value % n);
          kernel.bytes.set(littleEndian(value), bytesAt);
          assert.equal(kernel.exports[`${field}_is_canonical`](bytesAt), value < n ? 1 : 0);
          kernel.exports[`${field}_from_mont256`](slots.at(0), bytesAt);
          assert.equal(mod(slots.value(0) - (value << 5n), n), 0n);
          kernel.exports[`${field}_to_mont256`](bytesAt, slots.at(0));
          assert.equal(fromLittleEndian(kernel.get(bytesAt, 32)), value % n);
        }),
      );
    });

    it("writes both reduced forms of a value, and zero, in the one canonical form", () => {
      for (const value of [0n, 1n, n - 1n, n / 2n, n / 2n + 1n, 12345n]) {
        for (const form of [value, value - n]) {
          if (form === -n) continue;
          slots.write(0, limbsOf(form));
          assert.equal(read(0), mod(form * inverse(MONTGOMERY, n), n));
        }
      }
    });

    it("writes operands of any weight up to 7", () => {
      const random = new Random(13);
      for (let i = 0; i < 200; i++) {
        slots.write(0, operand(random, 1 + (i % 7), n));
        const value = slots.value(0);
        assert.equal(read(0), mod(value * inverse(MONTGOMERY, n), n));
        kernel.exports[`${field}_to_mont256`](bytesAt, slots.at(0));
        assert.equal(fromLittleEndian(kernel.get(bytesAt, 32)), mod(value * inverse(1n << 5n, n), n));
      }
    });

    it("compares modulo the modulus", () => {
      const equal = kernel.exports[`${field}_equal`];
      const value = n - 5n;
      slots.write(0, limbsOf(value));
      for (const [other, want] of [
        [value, 1],
        [value - n, 1],
        [value + n, 1],
        [value - 2n * n, 1],
        [value + 1n, 0],
        [-value, 0],
        [0n, 0],
      ] as const) {
        slots.write(1, limbsOf(other));
        assert.equal(equal(slots.at(0), slots.at(1)), want);
      }
    });

    it("inverts in bulk, leaving zeros", () => {
      kernel.scoped(() => {
        const count = 65;
        const many = new Slots(kernel, 2 * count);
        const random = new Random(7);
        const values = Array.from({ length: count }, (_, i) => (i % 8 === 3 ? 0n : random.bigint(n)));
        values.forEach((value, i) => {
          many.write(i, limbsOf(mod(value * MONTGOMERY, n)));
        });
        kernel.exports[`${field}_batch_inv`](many.at(0), count, many.at(count));
        const unit = inverse(MONTGOMERY, n);
        values.forEach((value, i) => {
          assert.equal(mod(many.value(i) * unit, n), value === 0n ? 0n : noble.inv(value));
        });
        kernel.exports[`${field}_batch_inv`](many.at(0), 0, many.at(count));
      });
    });
  });
}

describe("kernel f2", () => {
  let kernel: TestKernel;
  before(async () => {
    kernel = await createKernel("plain");
  });
  const p = BASE_FIELD_ORDER;
  const { Fp2 } = bn254.fields;
  const unit = inverse(MONTGOMERY, p);

  it("computes as the schoolbook formulas do at the limits of their weights", () => {
    assert.equal(fuzzF2(kernel, p, new Random(4), 1000), 4000);
  });

  it("agrees with noble-curves", () => {
    const slots = new Slots(kernel, 6);
    const element = fc.bigInt({ min: 0n, max: p - 1n });
    const read = (at: number) =>
      Fp2.create({ c0: mod(slots.value(at) * unit, p), c1: mod(slots.value(at + 1) * unit, p) });
    fc.assert(
      fc.property(element, element, element, element, (a0, a1, b0, b1) => {
        [a0, a1, b0, b1].forEach((value, i) => {
          slots.write(i, limbsOf(mod(value * MONTGOMERY, p)));
        });
        const a = { c0: a0, c1: a1 };
        const b = { c0: b0, c1: b1 };
        kernel.exports.f2_mul(slots.at(4), slots.at(0), slots.at(2));
        assert.deepEqual(read(4), Fp2.mul(a, b));
        kernel.exports.f2_sqr(slots.at(4), slots.at(0));
        assert.deepEqual(read(4), Fp2.sqr(a));
        if (Fp2.is0(a)) return;
        kernel.exports.f2_inv(slots.at(4), slots.at(0));
        assert.deepEqual(read(4), Fp2.inv(a));
      }),
    );
  });

  it("inverts in bulk, leaving zeros", () => {
    const count = 17;
    const slots = new Slots(kernel, 4 * count);
    const random = new Random(9);
    const values = Array.from({ length: count }, (_, i) =>
      i % 5 === 2 ? Fp2.ZERO : Fp2.create({ c0: i % 5 === 1 ? 0n : random.bigint(p), c1: random.bigint(p) }),
    );
    values.forEach(({ c0, c1 }, i) => {
      slots.write(2 * i, limbsOf(mod(c0 * MONTGOMERY, p)));
      slots.write(2 * i + 1, limbsOf(mod(c1 * MONTGOMERY, p)));
    });
    kernel.exports.f2_batch_inv(slots.at(0), count, slots.at(2 * count));
    values.forEach((value, i) => {
      const got = { c0: mod(slots.value(2 * i) * unit, p), c1: mod(slots.value(2 * i + 1) * unit, p) };
      assert.deepEqual(got, Fp2.is0(value) ? Fp2.ZERO : Fp2.inv(value));
    });
  });
});

describe("kernel memory", () => {
  it("is compiled once and instantiated with separate memories", async () => {
    assert.equal(await compileKernel(), await compileKernel());
    const [one, two] = [await createKernel("plain"), await createKernel("plain")];
    assert.notEqual(one.exports.memory, two.exports.memory);
    assert.ok(one.exports.memory.buffer.byteLength < 1 << 20);
  });

  it("grows, aligns, releases, and says when there is no more", async () => {
    const kernel = await createKernel("plain");
    const first = kernel.exports.mark();
    kernel.scoped(() => {
      const a = kernel.alloc(5);
      const b = kernel.alloc(10_000_000);
      assert.equal(a % 16, 0);
      assert.equal(b, a + 16);
      kernel.bytes[b + 9_999_999] = 7;
      assert.deepEqual(kernel.get(kernel.put(Uint8Array.of(1, 2, 3)), 3), Uint8Array.of(1, 2, 3));
    });
    assert.equal(kernel.exports.mark(), first);
    for (const length of [-1, 1.5, 2 ** 32, Number.NaN, 0xfffe_0000]) {
      assert.throws(() => kernel.alloc(length), { code: "engine/out-of-memory" });
    }
    assert.equal(kernel.exports.mark(), first);
    assert.throws(() =>
      kernel.scoped(() => {
        kernel.alloc(100);
        throw new Error("inside");
      }),
    );
    assert.equal(kernel.exports.mark(), first);
  });
});
