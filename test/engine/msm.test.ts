import assert from "node:assert/strict";
import { SCALAR_FIELD_ORDER as R } from "../../src/bytes/index.js";
import type { KernelName } from "../../src/engine/index.js";
import { GROUP1, GROUP2, type Group, littleEndian } from "./support/curve.js";
import { createKernel, KERNELS, type TestKernel } from "./support/kernels.js";
import { drawn, multiples, oddScalar, Problem, reference } from "./support/msm.js";
import { Random } from "./support/random.js";

function describeMsm<Point>(name: KernelName, group: Group<Point>, sizes: readonly number[]): void {
  describe(`${name} kernel ${group.name}_msm`, () => {
    const random = new Random(21);
    const general = group as Group<unknown>;
    let kernel: TestKernel;
    let ask: Awaited<ReturnType<typeof reference>>;
    let pool: Uint8Array[];
    let opposites: Uint8Array[];

    before(async () => {
      kernel = await createKernel(name);
      ask = await reference();
      let point = group.multiply(group.base, random.bigint(R));
      const points = Array.from({ length: 40 }, () => {
        point = group.add(point, group.base);
        return point;
      });
      pool = points.map((p) => group.zkey(p));
      opposites = points.map((p) => group.zkey(group.negate(p)));
    });

    const compare = async (points: Uint8Array[], values: bigint[]) => {
      const problem = kernel.scoped(() => {
        const made = new Problem(kernel, general, points, values);
        return { zkey: made.zkey, scalars: made.scalarBytes(), got: made.solve() };
      });
      assert.deepEqual(problem.got, await ask(group.name, problem.zkey, problem.scalars));
    };

    it("sums as noble-curves does", () => {
      for (let count = 1; count <= 6; count++) {
        const values = Array.from({ length: count }, () => oddScalar(random));
        const points = values.map((_, i) => group.multiply(group.base, BigInt(i * 7 + 1)));
        const want = points.reduce((sum, p, i) => group.add(sum, group.multiply(p, values[i]!)), group.zero);
        kernel.scoped(() => {
          const problem = new Problem(
            kernel,
            general,
            points.map((p) => group.zkey(p)),
            values,
          );
          assert.deepEqual(problem.solve(), group.zkey(want));
        });
      }
    });

    it("gives infinity for nothing, for zero scalars, for infinite points, for what cancels", () => {
      const infinity = new Uint8Array(group.wire);
      const zero = new Uint8Array(group.wire);
      const [p, q] = [pool[0]!, opposites[0]!];
      for (const [points, values] of [
        [[], []],
        [
          [p, p],
          [0n, 0n],
        ],
        [
          [zero, zero, zero],
          [1n, R - 1n, 77n],
        ],
        [
          [p, q],
          [5n, 5n],
        ],
        [
          [p, p],
          [R - 9n, 9n],
        ],
        [
          [p, p, q, q],
          [3n, 4n, 2n, 5n],
        ],
      ] as [Uint8Array[], bigint[]][]) {
        kernel.scoped(() => assert.deepEqual(new Problem(kernel, general, points, values).solve(), infinity));
      }
    });

    it("agrees with ffjavascript on every scalar at an edge", async () => {
      const edges = [0n, 1n, 2n, 3n, R - 1n, R - 2n, R / 2n, R / 2n + 1n];
      for (let bit = 1n; bit < 254n; bit += 3n) edges.push((1n << bit) - 1n, 1n << bit, R - (1n << bit) / 2n);
      await compare(
        edges.map((_, i) => pool[i % pool.length]!),
        edges,
      );
    });

    for (const size of sizes) {
      it(`agrees with ffjavascript on ${size} points, with zeros, ones, repeats, opposites, infinities`, async () => {
        await compare(
          drawn(pool, opposites, size, random),
          Array.from({ length: size }, () => oddScalar(random)),
        );
      });
    }

    it("agrees with ffjavascript when all scalars are one, the same, or random and all points the same", async () => {
      const size = 200;
      const scalar = random.bigint(R);
      const same = Array<Uint8Array>(size).fill(pool[3]!);
      await compare(multiples(group, size, random), Array<bigint>(size).fill(1n));
      await compare(multiples(group, size, random), Array<bigint>(size).fill(scalar));
      await compare(same, Array<bigint>(size).fill(scalar));
      await compare(
        same,
        Array.from({ length: size }, () => random.bigint(R)),
      );
    });

    it("refuses a scalar of r or more, and leaves the memory as it was", () => {
      for (const value of [R, R + 1n, (1n << 256n) - 1n]) {
        kernel.scoped(() => {
          const problem = new Problem(kernel, general, [pool[0]!, pool[1]!], [1n, value]);
          const mark = kernel.exports.mark();
          assert.equal(problem.solve(), undefined);
          assert.equal(kernel.exports.mark(), mark);
        });
      }
    });

    it("gives partial sums that add up", () => {
      kernel.scoped(() => {
        const values = Array.from({ length: 100 }, () => oddScalar(random));
        const points = drawn(pool, opposites, 100, random);
        const whole = new Problem(kernel, general, points, values).solve();
        const halves = [0, 37].map((from, i) => {
          const to = i ? 100 : 37;
          return new Problem(kernel, general, points.slice(from, to), values.slice(from, to)).solve()!;
        });
        assert.deepEqual(new Problem(kernel, general, halves, [1n, 1n]).solve(), whole);
      });
    });
  });
}

for (const name of KERNELS) {
  describeMsm(name, GROUP1, [1, 2, 3, 7, 16, 33, 100, 257, 1000, 4100]);
  describeMsm(name, GROUP2, [1, 2, 3, 7, 16, 33, 100, 257, 1030]);
}

describe("kernel msm: scalars", () => {
  it("reads 32 little-endian bytes", async () => {
    const kernel = await createKernel("plain");
    const problem = new Problem(kernel, GROUP1 as Group<unknown>, [GROUP1.zkey(GROUP1.base)], [1n << 200n]);
    assert.deepEqual(kernel.get(problem.scalars, 32), littleEndian(1n << 200n));
    assert.deepEqual(problem.solve(), GROUP1.zkey(GROUP1.multiply(GROUP1.base, 1n << 200n)));
  });
});
