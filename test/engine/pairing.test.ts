import assert from "node:assert/strict";
import { bn254 } from "@noble/curves/bn254.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { buildBn128 } from "ffjavascript";
import { BASE_FIELD_ORDER as P, SCALAR_FIELD_ORDER as R } from "../../src/bytes/index.js";
import type { KernelName } from "../../src/engine/index.js";
import { LINE_BYTES, LINE_COUNT } from "../../src/engine/kernel-exports.js";
import { concat, GROUP1, GROUP2, type PointG1, type PointG2, twistPoint } from "./support/curve.js";
import { createKernel, KERNELS, type TestKernel } from "./support/kernels.js";
import { Random } from "./support/random.js";
import { Fp12, Slots12 } from "./support/tower.js";

const U = 4965661367192848881n;

/** Points of the twist whose order is one prime factor of the cofactor 2p - r = 10069 * 5864401 * (one prime). */
function pointOfOrder(factor: bigint, random: Random): PointG2 {
  const cofactor = 2n * P - R;
  assert.equal(cofactor % factor, 0n);
  for (;;) {
    const any = twistPoint(random);
    let sum = GROUP2.zero;
    for (const bit of ((cofactor / factor) * R).toString(2)) {
      sum = sum.double();
      if (bit === "1") sum = sum.add(any);
    }
    if (!sum.is0()) return sum;
  }
}

function describePairing(name: KernelName): void {
  describe(`kernel pairing, ${name} kernel`, () => {
    let kernel: TestKernel;
    let slots: Slots12;
    let p: number;
    let q: number;
    let bytes: number;

    before(async () => {
      kernel = await createKernel(name);
      slots = new Slots12(kernel, 2);
      [p, q, bytes] = [kernel.alloc(72), kernel.alloc(144), kernel.alloc(128)];
    });

    const loadG1 = (at: number, point: PointG1) => {
      kernel.bytes.set(GROUP1.plain(point), bytes);
      kernel.exports.g1_from_bytes(at, bytes);
    };
    const loadG2 = (at: number, point: PointG2) => {
      kernel.bytes.set(GROUP2.plain(point), bytes);
      kernel.exports.g2_from_bytes(at, bytes);
    };
    const pairing = (a: PointG1, b: PointG2) => {
      loadG1(p, a);
      loadG2(q, b);
      kernel.exports.pairing(slots.at(0), p, q);
      return slots.read(0);
    };
    const g1 = (scalar: bigint) => GROUP1.multiply(GROUP1.base, scalar);
    const g2 = (scalar: bigint) => GROUP2.multiply(GROUP2.base, scalar);

    it("has noble-curves's values", () => {
      const random = new Random(31);
      for (const [a, b] of [
        [1n, 1n],
        [R - 1n, 1n],
        [2n, R - 1n],
        [random.bigint(R), random.bigint(R)],
        [random.bigint(R), random.bigint(R)],
      ] as const) {
        assert.deepEqual(pairing(g1(a), g2(b)), bn254.pairing(g1(a), g2(b)));
      }
    });

    it("has ffjavascript's values", async () => {
      const curve = await buildBn128(true);
      const random = new Random(32);
      const [a, b] = [random.bigint(R), random.bigint(R)];
      const theirs = curve.Gt.toObject(
        curve.pairing(curve.G1.timesScalar(curve.G1.gAffine, a), curve.G2.timesScalar(curve.G2.gAffine, b)),
      );
      const flat = theirs.flat(2) as unknown as bigint[];
      const six = (i: number) => ({ c0: two(i), c1: two(i + 2), c2: two(i + 4) });
      const two = (i: number) => ({ c0: flat[i] as bigint, c1: flat[i + 1] as bigint });
      const value = Fp12.create({ c0: six(0), c1: six(6) });
      assert.deepEqual(pairing(g1(a), g2(b)), value);
    });

    it("is bilinear and not degenerate", () => {
      const random = new Random(33);
      const [a, b] = [random.bigint(R), random.bigint(R)];
      const base = pairing(g1(1n), g2(1n));
      assert.ok(!Fp12.eql(base, Fp12.ONE));
      assert.deepEqual(Fp12.pow(base, R), Fp12.ONE);
      assert.deepEqual(pairing(g1(a), g2(b)), pairing(g1((a * b) % R), g2(1n)));
      assert.deepEqual(pairing(g1(a), g2(b)), pairing(g1(1n), g2((a * b) % R)));
      assert.deepEqual(Fp12.mul(pairing(g1(a), g2(b)), pairing(g1(R - a), g2(b))), Fp12.ONE);
    });

    it("is one at infinity", () => {
      assert.deepEqual(pairing(GROUP1.zero, g2(5n)), Fp12.ONE);
      assert.deepEqual(pairing(g1(5n), GROUP2.zero), Fp12.ONE);
    });

    it("cancels where the product is 1 and all points are in the group, and only there", () => {
      const random = new Random(34);
      const [a, b, c] = [random.bigint(R), random.bigint(R), random.bigint(R)];
      const cancel = (pairs: readonly (readonly [PointG1, PointG2])[]): boolean =>
        kernel.scoped(() => {
          const [ps, qs] = [kernel.alloc(72 * pairs.length), kernel.alloc(144 * pairs.length)];
          pairs.forEach(([x, y], i) => {
            loadG1(ps + 72 * i, x);
            loadG2(qs + 144 * i, y);
          });
          return kernel.exports.pairings_cancel(ps, qs, pairs.length) === 1;
        });
      const sum = [
        [g1(a), g2(b)],
        [g1(c), g2(1n)],
        [g1(R - ((a * b + c) % R)), g2(1n)],
      ] as const;
      assert.ok(cancel([]));
      assert.ok(cancel(sum));
      assert.ok(cancel([...sum, [GROUP1.zero, g2(a)]]));
      assert.ok(!cancel(sum.slice(1)));
      assert.ok(!cancel([...sum, [GROUP1.zero, twistPoint(random)]]));
    });
  });
}
for (const name of KERNELS) describePairing(name);

describe("kernel lines", () => {
  let kernel: TestKernel;
  before(async () => {
    kernel = await createKernel("plain");
  });

  /** The lines of each point: one by one, and in lockstep. */
  function lines(points: readonly PointG2[]) {
    return kernel.scoped(() => {
      const n = points.length;
      const bytes = kernel.put(concat(points.map((point) => GROUP2.plain(point))));
      const [q, single, many] = [144 * n, LINE_BYTES * LINE_COUNT * n, LINE_BYTES * LINE_COUNT * n].map(
        (length) => kernel.alloc(length),
      ) as [number, number, number];
      const ok = kernel.put(new Uint8Array(n).fill(1));
      points.forEach((_, i) => {
        kernel.exports.g2_from_bytes(q + 144 * i, bytes + 128 * i);
      });
      const before = kernel.exports.mark();
      assert.equal(kernel.exports.g2_lines_many(many, ok, q, n), 1);
      assert.equal(kernel.exports.mark(), before);
      const alone = points.map((_, i) =>
        kernel.exports.g2_lines(single + LINE_BYTES * LINE_COUNT * i, q + 144 * i),
      );
      const plain = kernel.alloc(32);
      const read = (at: number) =>
        [0, 36, 72, 108].map((c) => {
          kernel.exports.fp_to_bytes(plain, at + c);
          return bytesToHex(kernel.get(plain, 32));
        });
      const subgroup = points.map((_, i) => kernel.exports.g2_in_subgroup(q + 144 * i));
      const count = LINE_COUNT;
      return {
        alone,
        together: [...kernel.get(ok, n)],
        subgroup,
        single: points.map((_, i) =>
          Array.from({ length: count }, (_, k) => read(single + LINE_BYTES * (count * i + k))),
        ),
        many: points.map((_, i) =>
          Array.from({ length: count }, (_, k) => read(many + LINE_BYTES * (n * k + i))),
        ),
      };
    });
  }

  it("are the same one by one and in lockstep, beside points that have none", () => {
    const random = new Random(41);
    const inside = [1n, 2n, R - 1n, random.bigint(R)].map((k) => GROUP2.multiply(GROUP2.base, k));
    const points = [inside[0]!, twistPoint(random), inside[1]!, pointOfOrder(10069n, random), ...inside];
    const { alone, together, subgroup, single, many } = lines(points);
    assert.deepEqual(alone, [1, 0, 1, 0, 1, 1, 1, 1]);
    assert.deepEqual(together, alone);
    assert.deepEqual(subgroup, alone);
    alone.forEach((ok, i) => {
      if (ok) assert.deepEqual(single[i], many[i]);
    });
  });

  it("show which points are in the group, for orders of every factor of the cofactor, as multiplying by r does", () => {
    const random = new Random(42);
    const rest = (2n * P - R) / (10069n * 5864401n);
    const outside = [10069n, 5864401n, rest].map((factor) => pointOfOrder(factor, random));
    const inside = GROUP2.multiply(GROUP2.base, random.bigint(R));
    const mixed = outside.map((point) => point.add(inside));
    for (let i = 0; i < 8; i++) mixed.push(twistPoint(random));
    const { alone, together, subgroup } = lines([...outside, ...mixed, inside]);
    const want = [...outside, ...mixed].map(() => 0);
    assert.deepEqual(alone, [...want, 1]);
    assert.deepEqual(together, alone);
    assert.deepEqual(subgroup, alone);
  });

  it("test membership by a polynomial whose resultant shares exactly r with the order of the curve", () => {
    const t = P + 1n - R;
    // g = s + X - X^2 + X^3 modulo X^2 - t X + p is a + b X; the resultant is the norm a^2 + a b t + b^2 p.
    const [a, b] = [6n * U + 2n + P - t * P, 1n - t + t * t - P];
    let [x, y] = [a * a + a * b * t + b * b * P, R * (2n * P - R)];
    while (y !== 0n) [x, y] = [y, x % y];
    assert.equal(x < 0n ? -x : x, R);
  });

  it("leave a verdict that was no before", () => {
    kernel.scoped(() => {
      const bytes = kernel.put(concat([GROUP2.plain(GROUP2.base), GROUP2.plain(GROUP2.base)]));
      const [q, at] = [kernel.alloc(288), kernel.alloc(2 * LINE_BYTES * LINE_COUNT)];
      for (const i of [0, 1]) kernel.exports.g2_from_bytes(q + 144 * i, bytes + 128 * i);
      const ok = kernel.put(Uint8Array.of(0, 1));
      kernel.exports.g2_lines_many(at, ok, q, 2);
      assert.deepEqual([...kernel.get(ok, 2)], [0, 1]);
    });
  });
});
