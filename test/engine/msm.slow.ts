import assert from "node:assert/strict";
import { SCALAR_FIELD_ORDER as R } from "../../src/bytes/index.js";
import type { Kernel, KernelName } from "../../src/engine/index.js";
import { concat, GROUP1, GROUP2, type Group, littleEndian } from "./support/curve.js";
import { createKernel, KERNELS } from "./support/kernels.js";
import { oddScalar, Problem, reference } from "./support/msm.js";
import { Random } from "./support/random.js";

/** Real sizes, where buckets are many and slices several: a fault of one addition in a million would show. */
function describeSizes<Point>(name: KernelName, group: Group<Point>, sizes: readonly number[]): void {
  describe(`${name} kernel ${group.name}_msm at full size`, () => {
    for (const size of sizes) {
      for (const kind of ["random", "odd"] as const) {
        it(`agrees with ffjavascript on ${size} points and ${kind} scalars`, async () => {
          const kernel = await createKernel(name);
          const random = new Random(size);
          const ask = await reference();
          const general = group as Group<unknown>;
          const points = Array.from({ length: size }, (_, i) =>
            kind === "odd" && i % 9 === 4 ? new Uint8Array(group.wire) : undefined,
          );
          const made = multiplesOf(kernel, group, size, random);
          const zkey = points.map(
            (infinity, i) => infinity ?? made.subarray(i * group.wire, (i + 1) * group.wire),
          );
          const values = zkey.map(() => (kind === "odd" ? oddScalar(random) : random.bigint(R)));
          const problem = new Problem(kernel, general, zkey, values);
          assert.deepEqual(problem.solve(), await ask(group.name, problem.zkey, problem.scalarBytes()));
        });
      }
    }
  });
}

/** Different points, in zkey form: random multiples of the generator by the kernel's fixed-base table. */
function multiplesOf<Point>(kernel: Kernel, group: Group<Point>, count: number, random: Random): Uint8Array {
  const { exports } = kernel;
  return kernel.scoped(() => {
    const table = exports[`${group.name}_fixed_table`](kernel.put(group.zkey(group.base)));
    const results = kernel.alloc(count * group.wire);
    const scalars = concat(Array.from({ length: count }, () => littleEndian(random.bigint(R))));
    assert.equal(exports[`${group.name}_fixed_mul`](results, table, kernel.put(scalars), count), 1);
    return kernel.get(results, count * group.wire);
  });
}

for (const name of KERNELS) {
  describeSizes(name, GROUP1, [1843, 1844, 2048, 2049, 6454, 8192, 16384]);
  describeSizes(name, GROUP2, [460, 461, 512, 513, 4096, 6454, 16384]);
}
