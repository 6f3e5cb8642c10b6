import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processToJson, readProcess } from "../../src/cli/process-file.js";
import { rejectsCode } from "../support/errors.js";

describe("cli: process files", () => {
  const process = {
    contract: `0x${"c7".repeat(20)}`,
    processId: `0x${"a1".repeat(32)}`,
    questionIndex: 0,
    censusRoot: `0x${"11".repeat(32)}`,
    circuit: "census-7",
    censusKey: `0x${"c0".repeat(32)}`,
    maxVoteOverwrites: 0,
    ballot: { maxCount: 2, maxValue: 3, uniqueValues: true },
  };
  let folder = "";
  const put = (text: string) => {
    const path = join(folder, "process.json");
    writeFileSync(path, text);
    return path;
  };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "psephos process "));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("reads what is written", async () => {
    const read = await readProcess(put(JSON.stringify(process)));
    assert.deepEqual(await readProcess(put(processToJson(read))), read);
  });

  it("refuses unknown keys at both levels, with the nearest, and values of another kind", async () => {
    const refused = (change: object) =>
      rejectsCode("cli/process", readProcess(put(JSON.stringify({ ...process, ...change }))));
    assert.match((await refused({ censusroot: "0x" })).message, /"censusroot"; did you mean censusRoot\?/);
    const ballots: object[] = [
      { maxvalue: 3 },
      { toString: 1 },
      { uniqueValues: "false" },
      { maxValue: "3" },
      { maxTotalCost: null },
    ];
    for (const ballot of ballots) await refused({ ballot: { ...process.ballot, ...ballot } });
    for (const key of ["constructor", "toString", "\u001b[2J"])
      assert.match((await refused({ [key]: 1 })).message, /unknown key "[ -~]*"/);
    for (const questionIndex of ["0", 0.5, -1, 256, null]) await refused({ questionIndex });
    for (const circuit of ["constructor", "tally-8", "census-", 7]) await refused({ circuit });
  });

  it("refuses a key given twice: readers disagree on which counts", async () => {
    const text = JSON.stringify(process).replace('"maxValue":3', '"maxValue":1,"maxValue":3');
    const { message } = await rejectsCode("cli/json", readProcess(put(text)));
    assert.match(message, /the key "maxValue" twice/);
    await rejectsCode("cli/json", readProcess(put('{"__proto__":{}}')));
  });
});
