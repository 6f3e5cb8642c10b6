// `npm run test:mutants` is a long run: what it judged before it was interrupted is kept.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { ROOT } from "../../scripts/circuits/instances.js";

describe("npm run test:mutants", () => {
  mkdirSync(join(ROOT, "build"), { recursive: true });
  const build = mkdtempSync(join(ROOT, "build", "resume-"));
  after(() => rmSync(build, { recursive: true, force: true }));

  const start = (...args: string[]): { child: ChildProcess; said: () => string } => {
    const child = spawn(
      process.execPath,
      ["--import", "tsx", join(ROOT, "scripts/test-mutants.ts"), ...args],
      {
        cwd: ROOT,
        env: { ...process.env, PSEPHOS_BUILD: relative(ROOT, build) },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    let text = "";
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
    }
    return { child, said: () => text };
  };
  const counts = (text: string): number[] =>
    (/(\d+) mutants judged in [\d:]+, (\d+) taken from before/.exec(text) ?? [])
      .slice(1)
      .map((count) => Number(count));

  it("goes on where it was interrupted, and begins anew with --fresh", async function () {
    this.timeout(600_000);
    const first = start("allowance");
    while (!/^3\//m.test(first.said())) await once(first.child.stdout!, "data");
    first.child.kill();
    await once(first.child, "close");
    assert.deepEqual(counts(first.said()), []);

    const second = start("allowance");
    const [code] = await once(second.child, "close");
    assert.equal(code, 0, second.said());
    const [judged, kept] = counts(second.said());
    assert.ok(kept! >= 3 && judged! > 0, second.said());

    const third = start("allowance");
    await once(third.child, "close");
    assert.deepEqual(counts(third.said()), [0, judged! + kept!]);

    const fresh = start("allowance", "--fresh");
    await once(fresh.child.stdout!, "data");
    while (!/^1\//m.test(fresh.said())) await once(fresh.child.stdout!, "data");
    assert.match(fresh.said(), new RegExp(`^1/${judged! + kept!} `, "m"));
    fresh.child.kill();
    await once(fresh.child, "close");
  });

  it("says if nothing is called as it is told", async function () {
    this.timeout(120_000);
    const { child, said } = start("nothing-like-this");
    const [code] = await once(child, "close");
    assert.equal(code, 1);
    assert.match(said(), /mutants\/none: no file, template, piece or constraint group is called/);
  });
});
