import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scalarToHex } from "../../src/bytes/index.js";
import { processToJson, readProcess } from "../../src/cli/process-file.js";
import type { ProcessOrigin } from "../../src/cli/process-origin.js";
import { processId, scope } from "../../src/process/index.js";
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

  it("reads where a process comes from, and refuses what does not follow from the rest", async () => {
    const parts = { entity: `0x${"e1".repeat(20)}` as const, index: 3, namespace: 2, chainId: 31337 };
    const own = { ...process, processId: processId(parts), questionIndex: 1 };
    const origin: ProcessOrigin = {
      ...parts,
      scope: scalarToHex(scope(own as Parameters<typeof scope>[0])),
      censusOrigin: "OFF_CHAIN_TREE",
      rollupKeys: { batch: `0x${"b0".repeat(32)}`, open: `0x${"0b".repeat(32)}` },
    };
    const read = await readProcess(put(JSON.stringify({ ...own, ...origin })));
    const written = processToJson(read, origin);
    assert.deepEqual(await readProcess(put(written)), read);
    const { entity, scope: scopeHex, rollupKeys, censusOrigin } = JSON.parse(written);
    assert.deepEqual(
      { entity, scope: scopeHex, rollupKeys, censusOrigin },
      { entity: parts.entity, scope: origin.scope, rollupKeys: origin.rollupKeys, censusOrigin },
    );
    await readProcess(put(JSON.stringify({ ...own, index: 4, chainId: 1 })));
    const changes: [object, RegExp][] = [
      [{ entity: `0x${"e2".repeat(20)}` }, /processId does not follow/],
      [{ index: 4 }, /processId does not follow/],
      [{ namespace: 1 }, /processId does not follow/],
      [{ chainId: 1 }, /processId does not follow/],
      [{ index: -1 }, /index is an integer/],
      [{ namespace: 2 ** 32 }, /namespace is an integer/],
      [{ chainId: "31337" }, /chainId is an integer/],
      [{ entity: "bob" }, /entity/],
      [{ scope: process.censusRoot }, /scope does not follow/],
      [{ questionIndex: 2 }, /scope does not follow/],
      [{ contract: `0x${"c8".repeat(20)}` }, /scope does not follow/],
      [{ censusOrigin: "ERC20" }, /censusOrigin is/],
      [{ censusOrigin: "toString" }, /censusOrigin is/],
      [{ censusOrigin: 1 }, /censusOrigin is/],
      [{ rollupKeys: null }, /rollupKeys has two keys/],
      [{ rollupKeys: { batch: origin.rollupKeys!.batch } }, /rollupKeys has two keys/],
      [{ rollupKeys: { ...origin.rollupKeys, open: "0x0b" } }, /rollupKeys\.open/],
    ];
    for (const [change, message] of changes) {
      const file = put(JSON.stringify({ ...own, ...origin, ...change }));
      assert.match((await rejectsCode("cli/process", readProcess(file))).message, message);
    }
  });

  it("refuses a key given twice: readers disagree on which counts", async () => {
    const text = JSON.stringify(process).replace('"maxValue":3', '"maxValue":1,"maxValue":3');
    const { message } = await rejectsCode("cli/json", readProcess(put(text)));
    assert.match(message, /the key "maxValue" twice/);
    await rejectsCode("cli/json", readProcess(put('{"__proto__":{}}')));
  });
});
