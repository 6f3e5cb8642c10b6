// What setups compute with is in a file of its own, which may be away for a while.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { KERNELS } from "./support/kernels.js";
import { moduleIn, splitEngine } from "./support/split-engine.js";

/** Loads a kernel's vectors twice in a process of its own, the second time with the file that was away. */
const PROGRAM = `
  const { renameSync } = await import("node:fs");
  const [entry, kernel, away, file] = process.argv.slice(1);
  const { compileKernels, Kernel, withVectors } = await import(entry);
  const modules = await compileKernels(kernel);
  const load = async () => {
    const { exports } = await Kernel.create(await withVectors(modules));
    return typeof exports.g1_scale;
  };
  const first = await load().catch(({ code, hint }) => code + (hint ? ", with a hint" : ""));
  renameSync(away, file);
  console.log(first, "then", await load().catch(({ code }) => code));`;

describe("vectors of points, without their file", function () {
  this.timeout(60_000);
  let folder: string;
  before(async () => {
    folder = await splitEngine();
  });
  after(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  for (const kernel of KERNELS)
    describe(`${kernel} kernel`, () => {
      const start = kernel === "plain" ? "vectors.generated" : "fast-vectors.generated";
      let file: string;
      let kept: Buffer;
      before(() => {
        file = moduleIn(folder, start);
        kept = readFileSync(file);
      });
      afterEach(() => writeFileSync(file, kept));

      const run = (): string =>
        execFileSync(
          process.execPath,
          ["--input-type=module", "-e", PROGRAM, join(folder, "engine.mjs"), kernel, `${file}.away`, file],
          { encoding: "utf8" },
        ).trim();

      it(`loads them when the file is there again`, () => {
        renameSync(file, `${file}.away`);
        assert.equal(run(), "engine/no-kernel-file, with a hint then function");
      });

      it(`says so of a file that is not what it should be`, () => {
        writeFileSync(`${file}.away`, kept);
        writeFileSync(file, String(kept).replace(/(_DEFLATED = "[^"]{1000})[^"]*"/, '$1"'));
        // What an engine has loaded once stays loaded.
        assert.equal(run(), "engine/no-kernel-file, with a hint then engine/no-kernel-file");
      });
    });
});
