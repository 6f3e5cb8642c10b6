// The rebuilds as they are called. Those that compile for long are in rebuilds.slow.ts.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../scripts/rebuild/hashes.js";
import { build, inCopy } from "./support.js";

describe("a rebuild", () => {
  it("of the worker is equal to the committed hash", () => {
    const { status, stdout, stderr } = build("build-worker", ["--check"]);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^worker: \d+ bytes, sha256 [0-9a-f]{64}, equal to the committed hash\n$/);
  });

  it("of the worker from other sources is refused, and committed without --check", () =>
    inCopy((root) => {
      const main = join(root, "src/engine/pool/worker-main.ts");
      writeFileSync(main, `${readFileSync(main, "utf8")}\nconsole.log("more");\n`);
      const { status, stdout, stderr } = build("build-worker", ["--check"], root);
      assert.deepEqual([status, stdout], [1, ""]);
      assert.match(
        stderr,
        /^build\/hash: the worker's sources build [0-9a-f]{64}, which is not what is committed\n/,
      );
      assert.match(build("build-worker", [], root).stdout, /, NOT equal to the committed hash\n$/);
      assert.match(build("build-worker", ["--check"], root).stdout, /, equal to the committed hash\n$/);
    }));

  it("of circuits and contracts that are up to date is equal, too", () => {
    const circuit = build("build-circuits", ["census-7"]);
    assert.equal(circuit.status, 0, circuit.stderr);
    assert.match(circuit.stdout, /^census-7 .* up to date, equal to the committed hash\n$/);
    const contracts = build("build-contracts");
    assert.equal(contracts.status, 0, contracts.stderr);
    const lines = contracts.stdout.trimEnd().split("\n");
    const { contracts: committed } = JSON.parse(readFileSync(join(ROOT, "build-hashes.json"), "utf8"));
    assert.equal(lines.pop(), "up to date");
    assert.deepEqual(
      lines.map((line) => line.split(" ")[0]),
      Object.keys(committed),
    );
    for (const line of lines) assert.match(line, / of the limit, equal to the committed hash$/);
  });

  it("refuses a flag that it does not know, before it writes", () => {
    const { status, stdout, stderr } = build("build-worker", ["--chek"]);
    assert.deepEqual([status, stdout], [1, ""]);
    assert.match(stderr, /^build\/usage: .*--chek.*\nThe flags are --check\.\n$/);
  });
});
