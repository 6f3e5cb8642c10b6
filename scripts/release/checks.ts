/** What a release checks: CI's own checks, of the tree and of the tarballs. test/release/checks.test.ts compares them with .ci/run. */
import { spawnSync } from "node:child_process";
import { ensure } from "../../src/errors/index.js";

/** An npm script with its words. */
export type Check = readonly [script: string, ...args: string[]];

/** Of the tree with the new versions: its layout, and every committed result built again from its sources. */
export const TREE_CHECKS: readonly Check[] = [
  ["lint"],
  ["build:circuits", "--force"],
  ["build:contracts", "--force"],
  ["build:kernel", "--check"],
  ["build:worker", "--check"],
  ["build:poseidon", "--check"],
];

/** Of a tarball, whose path each is given. */
export const TARBALL_CHECKS: Readonly<Record<string, readonly Check[]>> = {
  psephos: [["check:size"], ["check:package"]],
  "psephos-groth16": [["check:groth16"]],
};

/** What CI runs besides: tests, which need no tarball. The commit of a release has to pass them in CI before it is tagged. */
export const LEFT_TO_CI: readonly string[] = [
  "build:cometbft",
  "build:keys",
  "check:openapi",
  "election",
  "lint:circuits",
  "lint:contracts",
  "test",
  "test:browser",
  "test:chain",
  "test:mutants",
  "test:node",
  "test:slow",
  "test:verifier-rs",
];

/**
 * The checks of a package by the name of its tarball, such as psephos-1.2.3.tgz.
 * @throws Error for a package that has none: it must not be released unchecked
 */
export function checksOf(tarball: string): readonly Check[] {
  const name = /^(.+?)-\d+\.\d+\.\d+.*\.tgz$/.exec(tarball)?.[1] ?? "";
  const checks = Object.hasOwn(TARBALL_CHECKS, name) ? TARBALL_CHECKS[name] : undefined;
  if (checks === undefined) throw new Error(`${tarball} has no checks in scripts/release/checks.ts`);
  return checks;
}

/**
 * Runs a check in the repository `root`. What it prints is shown, and how long it took.
 * @throws PsephosError `release/check` when it fails
 */
export function runCheck(root: string, [name, ...args]: Check): void {
  const started = performance.now();
  console.log(`\n== ${[name, ...args].join(" ")}`);
  const { status } = spawnSync("npm", ["run", "--silent", name, "--", ...args], {
    cwd: root,
    stdio: "inherit",
  });
  console.log(`-- ${((performance.now() - started) / 1000).toFixed(0)} s`);
  ensure(status === 0, "release/check", `${name} failed`, `What it found is above. Repeat: npm run ${name}`);
}
