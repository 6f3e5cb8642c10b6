// A commit has reached the disk when it returns, and an error of the disk changes nothing: by the calls that the system sees (strace).
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { leaveOut } from "../../support/leave-out.js";
import { temporaryFolder } from "../../support/node/solo.js";

const CHILD = join(import.meta.dirname, "../../support/node/commit-child.ts");

describe("node: the store's calls of the system", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  let folders = 0;

  before(function () {
    if (spawnSync("strace", ["-o", "/dev/null", "true"]).status !== 0)
      leaveOut(this, "strace is not installed, or this system lets it trace nothing");
  });
  after(() => folder.remove());

  /** Commits three blocks into a new store, and then traces five more. */
  function trace(...options: string[]): {
    readonly said: string[];
    readonly calls: string[];
    readonly place: string;
  } {
    const place = join(folder.path, String(folders++));
    const run = [process.execPath, "--import", "tsx", CHILD, place];
    assert.equal(spawnSync(run[0]!, [...run.slice(1), "3"]).status, 0);
    const out = `${place}.trace`;
    const filter = "trace=openat,fsync,fdatasync,pwrite64,write";
    const traced = spawnSync("strace", ["-f", "-o", out, "-e", filter, ...options, ...run, "5"], {
      encoding: "utf8",
    });
    assert.equal(traced.status, 0, traced.stderr);
    const said = traced.stderr.split("\n").filter((line) => /^(?:begin|done|failed|something)/.test(line));
    return { said, calls: readFileSync(out, "utf8").split("\n"), place };
  }

  /** The file that is written through: each write to it returns when it is on the disk. */
  function writtenThrough(calls: readonly string[]): string {
    const opened = calls.find((call) => /data\.mdb.*O_DSYNC/.test(call));
    const through = / = (\d+)$/.exec(opened ?? "")?.[1];
    assert.ok(through, "the file is not opened to be written through");
    return through;
  }

  it("syncs the pages, and then writes the new root through to the disk, before a commit returns", () => {
    const { said, calls } = trace();
    assert.equal(said.length, 10);
    const through = writtenThrough(calls);
    for (let height = 4; height <= 8; height++) {
      const begin = calls.findIndex((call) => call.includes(`"begin ${height}\\n"`));
      const done = calls.findIndex((call) => call.includes(`"done ${height}\\n"`));
      const within = calls.slice(begin, done);
      const sync = within.findIndex((call) => /fdatasync\(\d+\) += 0$/.test(call));
      const root = within.findIndex((call) => call.includes(`pwrite64(${through}, `));
      assert.ok(sync > 0 && root > sync, `block ${height}: ${within.join("\n")}`);
    }
  });

  it("reports a root that cannot be written, changes nothing, and writes again after a restart", () => {
    const { calls } = trace();
    const writes = calls.filter((call) => call.includes("pwrite64("));
    const root = writes.findIndex((call) => call.includes(`pwrite64(${writtenThrough(calls)}, `));
    const { said, place } = trace("-e", `inject=pwrite64:error=EIO:when=${root + 1}`);
    assert.deepEqual(said, Array.from({ length: 5 }, () => ["begin 4", "failed 4 store/write"]).flat());
    const again = spawnSync(process.execPath, ["--import", "tsx", CHILD, place, "1"], { encoding: "utf8" });
    assert.equal(again.stderr, "begin 4\ndone 4\n");
  });

  it("reports a sync that fails, changes nothing, and goes on", () => {
    const { said } = trace("-e", "inject=fdatasync:error=EIO:when=2..3");
    assert.deepEqual(said, [
      ...["begin 4", "done 4", "begin 5", "failed 5 store/write", "begin 5", "failed 5 store/write"],
      ...["begin 5", "done 5", "begin 6", "done 6"],
    ]);
  });
});
