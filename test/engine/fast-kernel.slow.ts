// Both kernels on the engines that have relaxed SIMD, which the Node that runs the suites may lack: from the npm package `node`.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { install, ROOT } from "../../scripts/package/tarball.js";

const ENGINES = { "Node 22": "node22@npm:node@22.23.3", "Node 24": "node24@npm:node@24.9.0" } as const;
const SUITES = [
  "engine/fast-kernel.test.ts",
  "engine/msm.test.ts",
  "engine/msm.slow.ts",
  "engine/weigh.test.ts",
  "engine/ntt.test.ts",
  "engine/quotient.test.ts",
  "groth16/proving/prove.test.ts",
];

describe("the fast kernel on other engines", function () {
  this.timeout(1_800_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "psephos-engines-"));
    install(folder, ...Object.values(ENGINES));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs an engine in the repository, and returns what it prints. */
  function run(spec: string, args: readonly string[]): string {
    const node = join(folder, "node_modules", spec.split("@")[0]!, "bin", "node");
    const env = { ...process.env, PSEPHOS_PAIR_ROUNDS: "20000" };
    const { status, stdout, stderr } = spawnSync(node, args, { cwd: ROOT, env, encoding: "utf8" });
    assert.equal(status, 0, `${stdout}\n${stderr}`);
    return stdout;
  }
  const kernelWith = (spec: string, ...flags: string[]): string =>
    run(spec, [
      ...flags,
      "--import=tsx",
      "--input-type=module",
      "-e",
      'const { createPool } = await import("./src/engine/index.ts"); const pool = await createPool({ threads: 1 }); console.log(pool.kernel);',
    ]).trim();

  for (const [name, spec] of Object.entries(ENGINES)) {
    it(`computes on ${name} what the suites expect, and no test is left out`, () => {
      const mocha = join("node_modules", "mocha", "bin", "mocha.js");
      const only = ["--grep", "fast kernel|choice of a kernel|engine quotient", "--reporter", "json"];
      const report = run(spec, [mocha, ...only, ...SUITES.map((suite) => join("test", suite))]);
      const { stats } = JSON.parse(report.slice(report.indexOf("{"), report.lastIndexOf("}") + 1));
      assert.deepEqual([stats.failures, stats.pending], [0, 0]);
      assert.ok(stats.passes > 30, `only ${stats.passes} tests ran`);
    });

    it(`runs by itself on ${name}, but not where multiply-adds round twice`, () => {
      assert.equal(kernelWith(spec), "fast");
      assert.equal(kernelWith(spec, "--no-enable-fma3"), "plain");
    });
  }
});
