// Forced rebuilds of circuits and contracts, and the rebuilds whose tools are installed on the first run.
import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../scripts/rebuild/hashes.js";
import { build, inCopy } from "./support.js";

const changed = (path: string): bigint => statSync(join(ROOT, path), { bigint: true }).mtimeNs;
const same = "equal to the committed hash";

describe("a forced rebuild", () => {
  it("compiles a circuit that is up to date, to the committed hash", () => {
    const file = "build/tally-open-8-plain/tally-open-8-plain.r1cs";
    const before = changed(file);
    assert.match(build("build-circuits", ["tally-open-8-plain"]).stdout, /up to date/);
    assert.equal(changed(file), before);
    const { status, stdout, stderr } = build("build-circuits", ["tally-open-8-plain", "--force"]);
    assert.equal(status, 0, stderr);
    assert.match(stdout, new RegExp(`^tally-open-8-plain .* compiled in [0-9.]+ s, ${same}\n$`));
    assert.ok(changed(file) > before);
  });

  it("compiles contracts that are up to date, to the committed hashes", () => {
    const file = "build/contracts/Rollup.json";
    const before = changed(file);
    const { status, stdout, stderr } = build("build-contracts", ["--force"]);
    assert.equal(status, 0, stderr);
    assert.match(stdout, new RegExp(`^Rollup .* of the limit, ${same}$`, "m"));
    assert.match(stdout, /\ncompiled, with \d+ for tests\n$/);
    assert.ok(changed(file) > before);
  });
});

describe("a rebuild with tools of its own", () => {
  for (const [name, file, hash, line] of [
    [
      "kernel",
      "src/engine/kernel/kernel.sha256",
      /[0-9a-f]{8}/,
      /^kernel: .*, equal to the committed hash$/m,
    ],
    ["poseidon", "build-hashes.json", /(?<="poseidon4": ")[0-9a-f]{8}/, /^poseidon4: .*, equal to .* hash$/m],
  ] as const)
    it(`of the ${name} is equal to the committed hash, and refuses another one`, () => {
      const { status, stdout, stderr } = build(`build-${name}`, ["--check"]);
      assert.equal(status, 0, stderr);
      assert.match(stdout, line);
      inCopy((root) => {
        const path = join(root, file);
        writeFileSync(path, readFileSync(path, "utf8").replace(hash, "00000000"));
        const other = build(`build-${name}`, ["--check"], root);
        assert.equal(other.status, 1, other.stderr);
        assert.match(other.stderr, /^build\/hash: /m);
      });
    });
});
