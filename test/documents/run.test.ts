// Documents are run: the runner must notice each way in which a document can be wrong.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { matchLines, withValues } from "../../scripts/documents/match.js";
import { parseDocument } from "../../scripts/documents/parse.js";
import { runDocument } from "../../scripts/documents/run.js";

const none = new Map<string, string>();
const fenced = (info: string, ...lines: string[]) => [`\`\`\`${info}`, ...lines, "```"].join("\n");

describe("documents: what a command prints", () => {
  it("is the same lines, but for blank ends", () => {
    assert.ok(matchLines(["a", "b"], ["a ", "b", ""], none));
    for (const printed of [["a"], ["a", "c"], ["a", "b", "c"], ["x", "a", "b"], ["b", "a"]])
      assert.equal(matchLines(["a", "b"], printed, none), undefined);
    assert.equal(matchLines([], ["something"], none), undefined);
  });

  it("may differ where the document has …, and in seconds", () => {
    assert.ok(matchLines(["a … c"], ["a b c"], none));
    assert.ok(matchLines(["a", "…", "d"], ["a", "b", "c", "d"], none));
    assert.ok(matchLines(["a", "…", "d"], ["a", "d"], none));
    assert.equal(matchLines(["a", "…", "d"], ["a", "b"], none), undefined);
    assert.ok(matchLines(["done in 1.5 s"], ["done in 12 s"], none));
    assert.ok(matchLines(["✔ Proving 1.5 s"], ["- Proving"], none));
    assert.equal(matchLines(["✔ Proving 1.5 s"], ["- Proving 3"], none), undefined);
    assert.equal(matchLines(["a.c"], ["abc"], none), undefined, "a full stop is a full stop");
  });

  it("has the same value wherever the document has the same digits", () => {
    const found = matchLines(
      ["id 0x2f0c…", "again 0x2f0c…", "n 1980…"],
      ["id 0xab", "again 0xab", "n 7"],
      none,
    );
    assert.deepEqual(
      [...found!],
      [
        ["0x2f0c…", "0xab"],
        ["1980…", "7"],
      ],
    );
    assert.equal(matchLines(["0x2f0c…", "0x2f0c…"], ["0xab", "0xac"], none), undefined);
    assert.equal(matchLines(["id 0x2f0c…"], ["id 0xac"], found!), undefined);
    assert.equal(matchLines(["id 0x2f0c…"], ["id ab"], none), undefined);
    assert.equal(withValues("show 0x2f0c… 1980…", found!), "show 0xab 7");
    assert.equal(matchLines(["hash !5b2c…"], ["hash !00ff"], none)?.get("5b2c…"), "00ff");
    assert.equal(matchLines(["a decade…"], ["a decade or two"], none)?.size, 0, "a word is no value");
    assert.throws(() => withValues("show 0x77a…", found!), /no output before gave 0x77a…/);
  });
});

describe("documents: steps", () => {
  it("are commands with their output, and files that have a name", () => {
    const text = [
      "text",
      fenced("console", "$ first \\", "    --more", "out", "$ second"),
      fenced("json", "{}"),
      fenced("csv a/b.csv", "1,2"),
      fenced("console a/ background", "$ serve"),
    ].join("\n");
    assert.deepEqual(parseDocument(text), [
      { kind: "command", line: 3, command: "first --more", expected: ["out"], folder: "", background: false },
      { kind: "command", line: 6, command: "second", expected: [], folder: "", background: false },
      { kind: "file", line: 12, name: "a/b.csv", text: "1,2\n" },
      { kind: "command", line: 15, command: "serve", expected: [], folder: "a/", background: true },
    ]);
    assert.throws(() => parseDocument("```console\n$ a"), /not closed/);
    assert.throws(() => parseDocument(fenced("console", "no command")), /begins with/);
  });
});

describe("documents: run", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "psephos-document-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const run = (...blocks: string[]) => runDocument(blocks.join("\n"), { folder, env: process.env });

  it("writes files and runs commands, with the values that others printed", async () => {
    await run(
      fenced("console", "$ echo id 0xabcdef; echo to stderr >&2", "id 0x12ab…", "to stderr"),
      fenced("json note.json", '{ "id": "0x12ab…" }'),
      fenced("console", "$ cat note.json", '{ "id": "0x12ab…" }'),
    );
    assert.equal(readFileSync(join(folder, "note.json"), "utf8"), '{ "id": "0xabcdef" }\n');
  });

  it("waits for a background command, and ends it", async () => {
    await run(
      fenced("console background", "$ echo $$ > pid; sleep 0.3; echo ready; exec sleep 60", "ready"),
      fenced("console", "$ kill -0 $(cat pid)"),
    );
    const pid = Number(readFileSync(join(folder, "pid"), "utf8"));
    assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
  });

  it("fails where a command prints something else, or ends otherwise", async () => {
    await assert.rejects(run(fenced("console", "$ echo a", "b")), /line 2: \$ echo a\nThe output differs/);
    await assert.rejects(run(fenced("console", "$ exit 3")), /exit code 3/);
    await assert.rejects(run(fenced("console", "$ true # exit code 1")), /exit code 0/);
    await run(fenced("console", "$ echo no; exit 1 # exit code 1", "no"));
    await assert.rejects(run(fenced("console background", "$ echo a", "b")), /The output differs/);
  });
});
