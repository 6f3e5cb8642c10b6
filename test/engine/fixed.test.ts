import assert from "node:assert/strict";
import { SCALAR_FIELD_ORDER as R } from "../../src/bytes/index.js";
import type { KernelName } from "../../src/engine/index.js";
import { concat, GROUP1, GROUP2, type Group, littleEndian } from "./support/curve.js";
import { createKernel, KERNELS, type TestKernel } from "./support/kernels.js";
import { oddScalar } from "./support/msm.js";
import { Random } from "./support/random.js";

function describeFixed<Point>(group: Group<Point>, kernelName: KernelName): void {
  describe(`${kernelName} kernel ${group.name}_fixed_mul`, () => {
    const { name } = group;
    const random = new Random(31);
    let kernel: TestKernel;
    before(async () => {
      kernel = await createKernel(kernelName);
    });

    /** The products of `point`, as zkey bytes; undefined when refused. */
    const products = (point: Point, scalars: readonly bigint[]) =>
      kernel.scoped(() => {
        const table = kernel.exports[`${name}_fixed_table`](kernel.put(group.zkey(point)));
        const results = kernel.alloc(scalars.length * group.wire);
        const values = kernel.put(concat(scalars.map(littleEndian)));
        const mark = kernel.exports.mark();
        const done = kernel.exports[`${name}_fixed_mul`](results, table, values, scalars.length);
        assert.equal(kernel.exports.mark(), mark);
        return done ? kernel.get(results, scalars.length * group.wire) : undefined;
      });
    const expected = (point: Point, scalars: readonly bigint[]) =>
      concat(scalars.map((scalar) => group.zkey(group.multiply(point, scalar))));

    it("multiplies as noble-curves does, at the edges of digits and of r", () => {
      const edges = [
        0n,
        1n,
        2n,
        127n,
        128n,
        129n,
        255n,
        256n,
        257n,
        0x8080n,
        0x7f80n,
        R - 1n,
        R - 2n,
        R - 128n,
      ];
      for (let i = 0; i < 20; i++) edges.push(oddScalar(random));
      const point = group.multiply(group.base, random.bigint(R));
      assert.deepEqual(products(point, edges), expected(point, edges));
    });

    it("agrees with a multiplication alone beyond one batch, and gives infinity for infinity and for nothing", () => {
      const many = Array.from({ length: 1030 }, (_, i) => BigInt(i) * (R / 1030n));
      const got = products(group.base, many)!;
      for (const i of [0, 1, 1022, 1023, 1024, 1025, 1029]) {
        const want = group.zkey(group.multiply(group.base, many[i]!));
        assert.deepEqual(got.slice(i * group.wire, (i + 1) * group.wire), want);
      }
      assert.deepEqual(products(group.zero, [0n, 5n, R - 1n]), new Uint8Array(3 * group.wire));
      assert.deepEqual(products(group.base, []), new Uint8Array(0));
    });

    it("refuses a scalar of r or more", () => {
      for (const scalar of [R, R + 1n, (1n << 256n) - 1n])
        assert.equal(products(group.base, [1n, scalar]), undefined);
    });
  });
}

for (const name of KERNELS) {
  describeFixed(GROUP1, name);
  describeFixed(GROUP2, name);
}
