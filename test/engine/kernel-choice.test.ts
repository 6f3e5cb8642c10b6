// Which kernel runs where, and that each has all that the library calls.
import assert from "node:assert/strict";
import {
  compileKernel,
  compileKernels,
  createPool,
  hasFusedSimd,
  Kernel,
  withVectors,
} from "../../src/engine/index.js";
import type { KernelFunction } from "../../src/engine/pool/program.js";
import { PsephosError } from "../../src/errors/index.js";
import { KERNELS } from "./support/kernels.js";

const coded = (code: string) => (error: unknown) => error instanceof PsephosError && error.code === code;

/** What the library calls, by name: the compiler sees to it that none is missing. */
const CALLED: Record<KernelFunction, true> = {
  ...{ alloc: true, mark: true, release: true },
  ...{ fr_mul: true, fr_from_bytes: true, fr_to_bytes: true, fr_is_canonical: true },
  ...{ rows_table: true, rows_valid: true, quotient: true, quotient_part: true, quotient_join: true },
  ...{ witness_run: true, poseidon_hash: true },
  ...{ g1_on_curve: true, g1_is_canonical: true, g1_from_bytes: true, g1_to_bytes: true, g1_mul: true },
  ...{ g2_on_curve: true, g2_is_canonical: true, g2_from_bytes: true, g2_to_bytes: true, g2_mul: true },
  ...{ g1_points_to_mont256: true, g1_points_from_mont256: true, g1_points_to_bytes: true },
  ...{ g2_points_to_mont256: true, g2_points_from_mont256: true, g2_points_to_bytes: true },
  ...{ g1_points_on_curve: true, g2_points_on_curve: true, g2_in_subgroup: true },
  ...{ g1_msm: true, g1_weigh: true, g2_msm: true, g2_weigh: true },
  ...{ g1_fixed_table: true, g1_fixed_mul: true, g2_fixed_table: true, g2_fixed_mul: true },
  ...{ g1_scale: true, g1_ntt_level: true, g1_sum_runs: true, g1_subtract: true, g1_sparse_sums: true },
  ...{ g1_uncompressed: true, g2_uncompressed: true, g1_ntt_quads: true, g2_ntt_quads: true },
  ...{ g2_scale: true, g2_ntt_level: true, g2_sum_runs: true, g2_subtract: true, g2_sparse_sums: true },
  ...{ f12_to_bytes: true, f12_equal: true, pairing: true, pairings_cancel: true },
  ...{ groth16_key_size: true, groth16_group_size: true, groth16_read_key: true, groth16_verify: true },
  ...{ groth16_gather: true, groth16_value_size: true, groth16_value: true, groth16_rest: true },
};

describe("the choice of a kernel", () => {
  it("gives all that the library calls, and the fast one only a part of the plain one", async () => {
    for (const name of KERNELS) {
      const modules = await withVectors(await compileKernels(name));
      const { exports } = await Kernel.create(modules);
      for (const called of Object.keys(CALLED))
        assert.equal(typeof exports[called as KernelFunction], "function", `${name}: ${called}`);
      const plain = WebAssembly.Module.exports(await compileKernel()).length;
      const has = WebAssembly.Module.exports(modules.plain).length;
      assert.ok(name === "plain" ? has === plain : has < plain, `${name}: ${has} of ${plain} exports`);
    }
  });

  it("is the fast one where it runs, and either where it is asked for", async () => {
    for (const threads of [1, 2]) {
      await using chosen = await createPool({ threads });
      assert.equal(chosen.kernel, hasFusedSimd() ? "fast" : "plain");
      await using plain = await createPool({ threads, kernel: "plain" });
      assert.equal(plain.kernel, "plain");
      if (hasFusedSimd()) {
        await using fast = await createPool({ threads, kernel: "fast" });
        assert.equal(fast.kernel, "fast");
      } else await assert.rejects(createPool({ threads, kernel: "fast" }), coded("engine/no-fast-kernel"));
    }
  });

  it("refuses other names", async () => {
    for (const kernel of ["slow", "", null, 1])
      await assert.rejects(createPool({ kernel: kernel as never }), coded("engine/kernel-name"));
  });
});
