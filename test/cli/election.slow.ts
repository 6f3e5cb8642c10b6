// The example election as `npm run election` shows it: read by people who read nothing else of Psephos.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { psephosProcess as psephos, type Run } from "../support/cli.js";

describe("cli: the example election", () => {
  let folder: string;
  let run: Run;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "psephos-election-"));
    const env = { NO_COLOR: undefined, FORCE_COLOR: undefined, CI: "true", TERM: "xterm" };
    run = await psephos(["election", "--sample", "20", "--keep", "kept"], folder, env);
  });
  after(() => rm(folder, { recursive: true }));

  it("ends with a verdict whose numbers are the run's", async () => {
    assert.equal(run.code, 0, run.stderr);
    const verdict = run.stdout.slice(run.stdout.indexOf("\nVerdict\n"));
    assert.match(
      verdict,
      /20 of 20 votes were counted\.\n {2}10 of 10 forged or repeated votes were refused\./,
    );
    assert.match(verdict, /refused 3 of 3 forgeries/);
    assert.match(
      verdict,
      /5 sealed ballots were opened after the end by 2 of 3 keykeepers; a copied\n {4}one did not count/,
    );
    assert.match(verdict, /A false count was caught before it could settle/);
    assert.match(verdict, /Test keys: this is not a real election\.\n$/);
    const { questions } = JSON.parse(await readFile(join(folder, "results.json"), "utf8"));
    for (const { results } of questions) {
      const total = results.reduce((sum: number, { count }: { count: string }) => sum + Number(count), 0);
      assert.match(run.stdout, new RegExp(`total +${total.toLocaleString("en-US")}  100\\.0 %`));
    }
  });

  it("shows each attack under a heading, refused in words", () => {
    const { stdout } = run;
    assert.match(stdout, /^10 attempts to cheat, each of which must be refused$/m);
    assert.equal(stdout.match(/^ {2}✔ attack refused: /gm)?.length, 15);
    assert.match(stdout, /^ {2}✔ false count caught: /m);
    assert.doesNotMatch(stdout, /: (true|false)\b|MalformedProof|SignaturesTooFew/);
  });

  it("keeps a voting chain that replays to the same root and results", async () => {
    const told = /Run it again: psephos (.*)\n/.exec(run.stdout)?.[1];
    assert.equal(told, "ledger replay kept/chain.jsonl --insecure");
    const root = /^ {2}state root {2}(0x[0-9a-f]{64})$/m.exec(run.stdout)?.[1];
    const replayed = await psephos([...told.split(" "), "--root", root!, "--json"], folder);
    assert.equal(replayed.code, 0, replayed.stderr);
    const { refused, processes } = JSON.parse(replayed.stdout);
    // All attacks but one reach the chain: a stranger's program finds out by itself that it cannot vote.
    assert.deepEqual([refused, processes.length], [9, 1]);
    const { phase, counted, results } = processes[0];
    assert.deepEqual([phase, counted], ["counted", 20]);
    assert.deepEqual(results, JSON.parse(await readFile(join(folder, "results.json"), "utf8")));
  });

  it("makes a bundle of the kept chain, and finds nothing wrong in it", async () => {
    const id = JSON.parse(await readFile(join(folder, "kept", "process.json"), "utf8")).processId;
    const files = ["--chain", "kept/chain.jsonl", "--census", "kept/census.psc", "--without-metadata"];
    const made = await psephos(["bundle", "make", id, ...files], folder);
    assert.equal(made.code, 0, made.stderr);
    const root = /^ {2}state root {2}(0x[0-9a-f]{64})$/m.exec(run.stdout)?.[1];
    const report = await psephos(["audit", "bundle.zip", "--root", root!, "--insecure", "--json"], folder);
    assert.equal(report.code, 0, report.stdout);
    const { lines } = JSON.parse(report.stdout);
    const count = lines.find(({ check }: { check: string }) => check === "count");
    assert.equal(count.state, "ok");
    const other = await psephos(
      ["audit", "bundle.zip", "--root", `0x${"11".repeat(32)}`, "--insecure"],
      folder,
    );
    assert.equal(other.code, 1);
    assert.match(other.stdout, /Wrong: signed\./);
  });

  it("refuses what reaches the chain with the codes of the ledger", () => {
    assert.equal(run.stdout.match(/\[ledger\/[a-z-]+\]/g)?.length, 10);
    assert.doesNotMatch(run.stdout, /\[node\//);
  });

  it("has no escape codes, says INSECURE once, and keeps to 80 columns", () => {
    const all = run.stdout + run.stderr;
    assert.ok(!all.includes("\u001b"));
    assert.equal(all.match(/INSECURE/g)?.length, 1);
    for (const line of run.stdout.split("\n")) assert.ok(line.length <= 80, line);
    const steps = run.stderr.split("\n").filter((line) => line !== "" && !line.startsWith("! "));
    assert.ok(steps.length > 10 && steps.every((line) => line.startsWith("- ")), run.stderr);
    assert.equal(new Set(steps).size, steps.length, run.stderr);
  });
});
