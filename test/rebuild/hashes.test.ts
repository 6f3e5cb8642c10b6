// build-hashes.json: what the rebuilds compare with, and what they say.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readArguments } from "../../scripts/rebuild/command.js";
import { comparison, ensureCommitted, ROOT, readHashes, writeHashes } from "../../scripts/rebuild/hashes.js";
import { throwsCode } from "../support/errors.js";

const AGAIN = "npm run build:circuits -- --update";

describe("build-hashes.json", () => {
  it("has one section rewritten, and the others kept as they are", () => {
    const folder = mkdtempSync(join(tmpdir(), "psephos-hashes-"));
    try {
      const file = join(folder, "build-hashes.json");
      cpSync(join(ROOT, "build-hashes.json"), file);
      const before = readFileSync(file, "utf8");
      writeHashes("worker", readHashes(file).worker, file);
      assert.equal(readFileSync(file, "utf8"), before);
      writeHashes("worker", "ab", file);
      assert.deepEqual(readHashes(file), { ...readHashes(), worker: "ab" });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("is compared name by name, and what is no longer built is told", () => {
    const committed = { a: { r1cs: "1", wasm: "2" }, b: "3" };
    ensureCommitted({ b: "3", a: { wasm: "2", r1cs: "1" } }, committed, AGAIN);
    const told = (built: Record<string, unknown>, names: string) =>
      assert.throws(() => ensureCommitted(built, committed, AGAIN), {
        code: "build/hash",
        message: `not what the hashes in build-hashes.json say: ${names}`,
        hint: `after a wanted change: ${AGAIN}`,
      });
    told({ a: { r1cs: "1", wasm: "x" }, b: "3" }, "a");
    told({ a: { r1cs: "1" }, b: "3" }, "a");
    told({ a: { r1cs: "1", wasm: "2", pwit: "4" }, b: "3" }, "a");
    told({ b: "3" }, "a");
    told({ ...committed, b: "4", c: "5" }, "b, c");
    throwsCode("build/hash", () => ensureCommitted({ a: "1" }, undefined, AGAIN));
  });

  it("decides what a rebuild says", () => {
    assert.equal(comparison({ a: "1" }, { a: "1" }), "equal to the committed hash");
    for (const other of [{ a: "2" }, {}, undefined])
      assert.equal(comparison({ a: "1" }, other), "NOT equal to the committed hash");
  });
});

describe("a build script's command line", () => {
  it("is flags and names, in any order", () => {
    assert.deepEqual(readArguments(["b", "--force", "a"], ["force", "update"]), {
      flags: { force: true, update: false },
      names: ["b", "a"],
    });
  });

  it("has no unknown flag, so that a misspelt --check does not write", () => {
    for (const args of [["--chek"], ["--check=no"], ["-c"]])
      throwsCode("build/usage", () => readArguments(args, ["check"]));
  });
});
