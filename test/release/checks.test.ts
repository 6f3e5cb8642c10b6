// A release makes the checks that CI makes.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../scripts/package/tarball.js";
import { checksOf, LEFT_TO_CI, runCheck, TARBALL_CHECKS, TREE_CHECKS } from "../../scripts/release/checks.js";
import { throwsCode } from "../support/errors.js";

describe("release: the checks", () => {
  const ci = readFileSync(join(ROOT, ".ci", "run"), "utf8");
  /** The npm scripts that CI runs, with their words. */
  const steps = [...ci.matchAll(/^(?:step|beside) npm (?:run )?(\S+)(?: -- (.*))?$/gm)]
    .map(([, name, args]) => (args ? `${name} ${args}` : name!))
    .filter((step) => step !== "ci");
  const ours = [...TREE_CHECKS, ...Object.values(TARBALL_CHECKS).flat()].map((check) => check.join(" "));

  it("are all of CI's but the tests, each with the same words", () => {
    assert.ok(steps.length >= 14, `${steps.length}`);
    const left = steps.filter((step) => !ours.includes(step)).map((step) => step.split(" ")[0]);
    assert.deepEqual(left.sort(), [...LEFT_TO_CI].sort());
  });

  it("are npm scripts, and none that CI does not make", () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    // CI builds circuits and contracts from a clean clone, before its tests; a release has to force it.
    const forced = ours.filter((check) => check.endsWith(" --force")).map((check) => check.split(" ")[0]!);
    assert.deepEqual(forced, ["build:circuits", "build:contracts"]);
    for (const name of forced) assert.ok(scripts.pretest.includes(name), name);
    for (const check of ours) {
      assert.ok(Object.hasOwn(scripts, check.split(" ")[0]!), check);
      assert.ok(steps.includes(check) || check.endsWith(" --force"), check);
    }
  });

  it("of a tarball go by its package, and a package without any is refused", () => {
    assert.equal(checksOf("psephos-0.2.0.tgz"), TARBALL_CHECKS.psephos);
    assert.equal(checksOf("psephos-groth16-1.0.0-beta.1.tgz"), TARBALL_CHECKS["psephos-groth16"]);
    for (const name of ["psephos-other-0.2.0.tgz", "psephos.tgz", "constructor-0.2.0.tgz"])
      assert.throws(() => checksOf(name), /has no checks/);
  });

  it("stop a release when one fails", () => {
    const folder = mkdtempSync(join(tmpdir(), "psephos-checks-"));
    try {
      const scripts = { good: "node -e 0", bad: 'node -e "process.exit(3)"' };
      writeFileSync(join(folder, "package.json"), JSON.stringify({ scripts }));
      runCheck(folder, ["good"]);
      throwsCode("release/check", () => runCheck(folder, ["bad"]));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
