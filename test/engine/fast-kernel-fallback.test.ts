// Of the two kernels' files, one is loaded. Where the fast kernel's cannot be loaded or compiled the plain kernel runs, and says so.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { hasFusedSimd } from "../../src/engine/index.js";
import { moduleIn, splitEngine } from "./support/split-engine.js";

/** Starts a pool in a process of its own, and hashes in it. */
const PROGRAM = `
  const { createPool, createPoseidon } = await import(process.argv[1]);
  const answer = await createPool({ threads: 1, ...JSON.parse(process.argv[2]) }).catch(({ code }) => ({ code }));
  if (answer.code !== undefined) console.log(answer.code);
  else {
    const hasher = await createPoseidon({ pool: answer });
    const hash = await hasher.hash(new Uint8Array(64), 2);
    console.log(answer.kernel, Buffer.from(hash).toString("hex"));
  }`;
const HASH = "2098f5fb9e239eab3ceac3f27b81e481dc3124d55ffed523a839ee8446b64864"; // circomlib's of (0, 0)

describe("the choice of a kernel, without the fast kernel's file", function () {
  this.timeout(60_000);
  let folder: string;
  let fast: string;
  let plain: string;
  let text: string;
  before(async function () {
    if (!hasFusedSimd()) return this.skip(); // fast-kernel.slow.ts runs this file on engines that have it
    folder = await splitEngine();
    fast = moduleIn(folder, "fast-kernel.generated");
    plain = moduleIn(folder, "kernel.generated");
    text = readFileSync(fast, "utf8");
  });
  after(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const run = (options: object): string =>
    execFileSync(
      process.execPath,
      ["--input-type=module", "-e", PROGRAM, join(folder, "engine.mjs"), JSON.stringify(options)],
      { encoding: "utf8" },
    ).trim();
  const withModule = (wasm: Uint8Array): string =>
    text.replace(
      /_DEFLATED = "[^"]*"/,
      `_DEFLATED = "${Buffer.from(deflateRawSync(wasm)).toString("base64")}"`,
    );

  it("is the fast one where the file is whole", () => {
    writeFileSync(fast, text);
    assert.equal(run({}), `fast ${HASH}`);
  });

  it("is the plain one where it is missing, or what it has is not a module", () => {
    const broken = {
      missing: undefined,
      "an error page": "<!doctype html><title>404</title>",
      "not deflated": text.replace(/_DEFLATED = "[^"]*"/, '_DEFLATED = "////"'),
      truncated: text.replace(/(_DEFLATED = "[^"]{1000})[^"]*"/, '$1"'),
      "no module": withModule(Uint8Array.of(1, 2, 3)),
      "a module of instructions that the engine has not": withModule(
        Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 5, 1, 3, 0, 255, 11),
      ),
    };
    for (const [what, content] of Object.entries(broken)) {
      if (content === undefined) rmSync(fast);
      else {
        assert.notEqual(content, text, what);
        writeFileSync(fast, content);
      }
      assert.equal(run({}), `plain ${HASH}`, what);
      assert.equal(run({ kernel: "fast" }), "engine/no-fast-kernel", what);
    }
  });

  it("does not need the other kernel's file, and says so where it has neither", () => {
    const kept = readFileSync(plain);
    try {
      writeFileSync(fast, text);
      rmSync(plain);
      assert.equal(run({}), `fast ${HASH}`);
      assert.equal(run({ kernel: "plain" }), "engine/no-kernel-file");
      rmSync(fast);
      assert.equal(run({}), "engine/no-kernel-file");
    } finally {
      writeFileSync(plain, kept);
    }
    assert.equal(run({}), `plain ${HASH}`);
  });
});
