// Sums by weights, window by window, against noble-curves, on points of the curve and on points outside the subgroup.
import assert from "node:assert/strict";
import type { Kernel, KernelName } from "../../src/engine/index.js";
import { concat, GROUP1, GROUP2, type Group, type PointG2, twistPoint } from "./support/curve.js";
import { createKernel, KERNELS } from "./support/kernels.js";
import { drawn } from "./support/msm.js";
import { Random } from "./support/random.js";

const SHAPES = [
  [2, 3],
  [8, 8],
  [9, 7],
  [11, 6],
  [13, 5],
] as const;

for (const name of KERNELS) describeWeigh(name);

function describeWeigh(name: KernelName): void {
  describe(`${name} kernel weigh`, () => {
    const random = new Random(33);
    let kernel: Kernel;
    before(async () => {
      kernel = await createKernel(name);
    });

    /** The kernel's sums, in zkey form. */
    const weigh = (
      group: Group<unknown>,
      points: Uint8Array[],
      digits: number[],
      c: number,
      windows: number,
    ) =>
      kernel.scoped(() => {
        const e = kernel.exports;
        const at = kernel.alloc(points.length * group.size);
        e[`${group.name}_points_from_mont256`](at, kernel.put(concat(points)), points.length);
        const bytes = kernel.put(new Uint8Array(Uint16Array.from(digits).buffer));
        const sums = kernel.alloc(windows * group.size);
        const mark = e.mark();
        assert.equal(e[`${group.name}_weigh`](sums, at, bytes, points.length, c, windows), 1);
        assert.equal(e.mark(), mark);
        const out = kernel.alloc(windows * group.wire);
        e[`${group.name}_points_to_mont256`](out, sums, windows);
        return kernel.get(out, windows * group.wire);
      });

    /** Digits of 16 bits, of which the kernel takes c; the limits among them. */
    const draw = (count: number): number[] =>
      Array.from({ length: count }, () =>
        random.pick([0, 1, 0xffff, random.below(65536), random.below(65536)]),
      );

    function compare<Point>(group: Group<Point>, points: Point[], c: number, windows: number): void {
      const digits = draw(points.length + windows - 1);
      const want = Array.from({ length: windows }, (_, w) => {
        let sum = group.zero;
        // By doublings, for points of any order.
        for (let bit = c; bit-- > 0; ) {
          sum = group.add(sum, sum);
          points.forEach((point, i) => {
            const d = (digits[i + w]! % 2 ** c) - 2 ** (c - 1);
            if ((Math.abs(d) >> bit) & 1) sum = group.add(sum, d < 0 ? group.negate(point) : point);
          });
        }
        return group.zkey(sum);
      });
      const zkeys = points.map((point) => group.zkey(point));
      const got = weigh(group as Group<unknown>, zkeys, digits, c, windows);
      assert.deepEqual(got, concat(want), `${group.name}, digits of ${c}`);
    }

    it("sums as noble-curves does, repeats, opposites and infinity among the points", () => {
      const pool = [1n, 2n, 5n, 11n, 100n].map((k) => GROUP1.multiply(GROUP1.base, k));
      for (const [c, windows] of SHAPES)
        for (const size of [1, 2, 40]) {
          const points = Array.from({ length: size }, () => {
            const point = random.pick(pool);
            return random.pick([point, point, GROUP1.negate(point), GROUP1.zero]);
          });
          compare(GROUP1, points, c, windows);
        }
    });

    it("sums points of the twist as they are, without the endomorphism", () => {
      const pool: PointG2[] = [GROUP2.base, twistPoint(new Random(3)), twistPoint(new Random(4))];
      for (const [c, windows] of SHAPES)
        compare(
          GROUP2,
          Array.from({ length: 20 }, () => random.pick(pool)),
          c,
          windows,
        );
    });

    it("gives sums of parts that add up, past a slice's size", () => {
      for (const group of [GROUP1, GROUP2] as Group<unknown>[]) {
        const pool = [3n, 7n, 19n].map((k) => group.zkey(group.multiply(group.base, k)));
        const opposites = [3n, 7n, 19n].map((k) => group.zkey(group.negate(group.multiply(group.base, k))));
        const points = drawn(pool, opposites, 8300, random);
        const [c, windows, cut] = [9, 7, 1234];
        const digits = draw(points.length + windows - 1);
        const whole = weigh(group, points, digits, c, windows);
        const parts = [
          weigh(group, points.slice(0, cut), digits.slice(0, cut + windows - 1), c, windows),
          weigh(group, points.slice(cut), digits.slice(cut), c, windows),
        ];
        for (let w = 0; w < windows; w++) {
          const sums = parts.map((part) => part.slice(w * group.wire, (w + 1) * group.wire));
          // Digits of 2^(c-1) + 1 count a point once.
          const ones = sums.map(() => 2 ** (c - 1) + 1);
          const total = weigh(group, sums, ones, c, 1);
          assert.deepEqual(total, whole.slice(w * group.wire, (w + 1) * group.wire));
        }
      }
    });
  });
}
