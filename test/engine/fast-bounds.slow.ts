// The fast kernel built to check its bounds (src/engine/kernel/fast_bounds.h): no place has operands beyond what the headers prove for it.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { nodeOf } from "../../scripts/package/engines.js";
import { ROOT } from "../../scripts/package/tarball.js";

const CHECKED = join(ROOT, "build", "checked-kernel");
const SUITES = ["msm", "weigh", "ntt", "quotient", "pairing", "verifying", "bulk-poseidon", "scale", "fixed"];
/** Operands of a multiplication, with bounds behind the limbs: the weight of limbs 0..3, that of limb 4, the size over the modulus. */
const PROGRAM = `
  const { createKernel } = await import("./test/engine/support/kernels.ts");
  const kernel = await createKernel("fast");
  const [a, r] = [kernel.alloc(112), kernel.alloc(112)];
  const answer = (bounds, count) => {
    kernel.bytes.fill(0, a, a + 112);
    new Float64Array(kernel.exports.memory.buffer, a + 80, 3).set(bounds);
    const { pair_mul, pair_sqr, pair_reduce, pair_modulus } = kernel.exports;
    const run = { mul: () => pair_mul(r, a, a, pair_modulus(0)), sqr: () => pair_sqr(r, a, pair_modulus(0)), reduce: () => pair_reduce(a, pair_modulus(0)) };
    return Object.entries(run).map(([name, f]) => { try { f(); return name; } catch (error) { return error.constructor === WebAssembly.RuntimeError ? "trap" : String(error); } });
  };
  console.log(JSON.stringify([[0, 0, 0], [1.9, 1, 1.9], [2, 1, 1], [1.3, 1.3, 2.2], [4, 4, 6.8], [5, 4, 5]].map(answer)));`;

describe("the fast kernel's bounds", function () {
  this.timeout(1_800_000);
  let node: string;
  const environment = { ...process.env, PSEPHOS_CHECKED_KERNEL: CHECKED };
  before(() => {
    node = nodeOf(24, join(ROOT, "build", "engines"));
    execFileSync("npm", ["run", "--silent", "build:kernel", "--", "--checked"], { cwd: ROOT, stdio: "pipe" });
  });

  it("trap where an operand may be beyond them, and not before", () => {
    const { status, stdout, stderr } = spawnSync(
      node,
      ["--import=tsx", "--input-type=module", "-e", PROGRAM],
      {
        cwd: ROOT,
        env: environment,
        encoding: "utf8",
      },
    );
    assert.equal(status, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), [
      ["mul", "sqr", "reduce"],
      ["mul", "trap", "reduce"],
      ["trap", "trap", "reduce"],
      ["trap", "trap", "reduce"],
      ["trap", "trap", "reduce"],
      ["trap", "trap", "trap"],
    ]);
  });

  it("hold in every sum, transform, quotient, pairing, batch, hash and vector of the suites", () => {
    const { plain } = JSON.parse(readFileSync(join(CHECKED, "fast.json"), "utf8"));
    assert.equal(plain, readFileSync(join(ROOT, "src/engine/kernel/kernel.sha256"), "utf8").trim());
    const { status, stdout, stderr } = spawnSync(
      node,
      [
        join("node_modules", "mocha", "bin", "mocha.js"),
        ...["--grep", "fast kernel|engine quotient", "--reporter", "json"],
        ...SUITES.map((suite) => join("test", "engine", `${suite}.test.ts`)),
      ],
      { cwd: ROOT, env: environment, encoding: "utf8" },
    );
    assert.equal(status, 0, `${stdout}\n${stderr}`);
    const { stats } = JSON.parse(stdout.slice(stdout.indexOf("{"), stdout.lastIndexOf("}") + 1));
    assert.deepEqual([stats.failures, stats.pending], [0, 0]);
    assert.ok(stats.passes > 30, `only ${stats.passes} tests ran`);
  });
});
