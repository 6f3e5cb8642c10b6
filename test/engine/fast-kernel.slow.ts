// Both kernels on the engines that have relaxed SIMD, which the Node that runs the suites may lack: from the npm package `node`.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type NodeMajor, nodeOf } from "../../scripts/package/engines.js";
import { ROOT } from "../../scripts/package/tarball.js";

/** Rounds of the tests of pairs, about a second for each 2,000 and engine; for a night's run, `PSEPHOS_PAIR_ROUNDS` says more. */
const ROUNDS = process.env.PSEPHOS_PAIR_ROUNDS ?? "4000";
const MAJORS: readonly NodeMajor[] = [22, 24];
const SUITES = [
  "engine/fast-kernel.test.ts",
  "engine/kernel-choice.test.ts",
  "engine/fast-kernel-fallback.test.ts",
  "engine/vectors.test.ts",
  "engine/msm.test.ts",
  "engine/msm.slow.ts",
  "engine/weigh.test.ts",
  "engine/ntt.test.ts",
  "engine/quotient.test.ts",
  "engine/scale.test.ts",
  "engine/fixed.test.ts",
  "engine/pairing.test.ts",
  "engine/bulk-poseidon.test.ts",
  "engine/verifying.test.ts",
  "groth16/proving/prove.test.ts",
];

describe("the fast kernel on other engines", function () {
  this.timeout(1_800_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "psephos-engines-"));
    for (const major of MAJORS) nodeOf(major, folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs an engine in the repository, and returns what it prints. */
  function run(major: NodeMajor, args: readonly string[]): string {
    const node = nodeOf(major, folder);
    const env = { ...process.env, PSEPHOS_PAIR_ROUNDS: ROUNDS };
    const { status, stdout, stderr } = spawnSync(node, args, { cwd: ROOT, env, encoding: "utf8" });
    assert.equal(status, 0, `${stdout}\n${stderr}`);
    return stdout;
  }
  const kernelWith = (major: NodeMajor, ...flags: string[]): string =>
    run(major, [
      ...flags,
      "--import=tsx",
      "--input-type=module",
      "-e",
      'const { createPool } = await import("./src/engine/index.ts"); const pool = await createPool({ threads: 1 }); console.log(pool.kernel);',
    ]).trim();

  for (const major of MAJORS) {
    it(`computes on Node ${major} what the suites expect, and no test is left out`, () => {
      const mocha = join("node_modules", "mocha", "bin", "mocha.js");
      const only = [
        "--grep",
        "fast kernel|choice of a kernel|engine quotient|verifying engine",
        "--reporter",
        "json",
      ];
      const report = run(major, [mocha, ...only, ...SUITES.map((suite) => join("test", suite))]);
      const { stats } = JSON.parse(report.slice(report.indexOf("{"), report.lastIndexOf("}") + 1));
      assert.deepEqual([stats.failures, stats.pending], [0, 0]);
      assert.ok(stats.passes > 30, `only ${stats.passes} tests ran`);
    });

    it(`runs by itself on Node ${major}, but not where multiply-adds round twice`, () => {
      assert.equal(kernelWith(major), "fast");
      assert.equal(kernelWith(major, "--no-enable-fma3"), "plain");
    });
  }
});
