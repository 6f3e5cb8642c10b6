// npm scripts in lanes, which `npm test` begins with.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../scripts/rebuild/hashes.js";

const WRITE = "require('fs').writeFileSync(process.argv[1], '')";
const SCRIPTS = {
  one: "node -e \"console.log('first'); console.error('second')\"",
  write: `node -e "${WRITE}"`,
  fail: "node -e \"console.log('why'); process.exit(3)\"",
};

describe("lanes of npm scripts", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "psephos-lanes-"));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ scripts: SCRIPTS }));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const lanes = (...words: readonly string[]) =>
    spawnSync(process.execPath, [join(ROOT, "scripts", "lanes.mjs"), ...words], {
      cwd: folder,
      encoding: "utf8",
    });
  const there = (...names: readonly string[]) => names.map((name) => existsSync(join(folder, name)));

  it("run each script, give it what follows its name, and show what it prints, with its time", () => {
    const { status, stdout } = lanes("one && write -- a", "write -- b");
    assert.equal(status, 0);
    assert.deepEqual(there("a", "b"), [true, true]);
    assert.match(stdout, /(first\nsecond|second\nfirst)\n-- one: \d+\.\d s\n/);
    assert.match(stdout, /-- write -- b: \d+\.\d s\n/);
  });

  it("stop at a script that fails, and fail", () => {
    const { status, stdout } = lanes("fail && write -- after");
    assert.equal(status, 1);
    assert.match(stdout, /why\n-- fail: failed after \d+\.\d s\n/);
    assert.deepEqual(there("after"), [false]);
  });
});
