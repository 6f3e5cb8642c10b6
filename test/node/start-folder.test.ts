// The folder of `npm start`: a run removes what an earlier one left, and nothing of anybody else.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { emptyFolder } from "../../scripts/start/folder.js";
import { throwsCode } from "../support/errors.js";
import { temporaryFolder } from "../support/node/solo.js";

describe("the demonstration's folder", () => {
  const { path: folder, remove } = temporaryFolder();
  after(remove);

  it("is made, and emptied of an earlier run", () => {
    const own = join(folder, "start");
    emptyFolder(own);
    for (const name of ["node", "voters", "proofs", "keykeeper-1"]) mkdirSync(join(own, name));
    for (const name of ["log.jsonl", "keykeeper-1.passphrase"]) writeFileSync(join(own, name), "");
    emptyFolder(own);
    assert.deepEqual(readdirSync(own), []);
  });

  it("is left as it is if it has anything else", () => {
    const home = join(folder, "home");
    mkdirSync(join(home, "node"), { recursive: true });
    writeFileSync(join(home, "thesis.txt"), "");
    throwsCode("cli/write", () => emptyFolder(home));
    assert.ok(existsSync(join(home, "node")) && existsSync(join(home, "thesis.txt")));
  });
});
