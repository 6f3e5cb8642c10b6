// `psephos node`: the program psephos-node where it is installed.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { nodeProgram } from "../../src/cli/node/program.js";
import { psephos } from "../support/cli.js";

describe("cli: node", () => {
  let folder = "";
  const path = (name: string) => join(folder, name);
  const read = (name: string) => readFileSync(path(name), "utf8");

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "psephos node program "));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("runs psephos-node with the same words, passes signals on, and says where it is not installed", async () => {
    const home = path("node_modules/psephos-node");
    mkdirSync(home, { recursive: true });
    writeFileSync(
      join(home, "package.json"),
      JSON.stringify({ name: "psephos-node", bin: { "psephos-node": "run.cjs" } }),
    );
    writeFileSync(
      join(home, "run.cjs"),
      `require("node:fs").writeFileSync("words.json", JSON.stringify(process.argv.slice(2)));
      if (process.argv[2] !== "start") process.exit(7);
      process.on("SIGTERM", () => process.exit(3));
      setInterval(() => {}, 1000);`,
    );
    const words = ["node", "init", "--home", "a folder", "--json"];
    assert.equal((await psephos(words, folder)).code, 7);
    assert.deepEqual(JSON.parse(read("words.json")), words.slice(1));
    rmSync(path("words.json"));
    const started = psephos(["node", "start"], folder);
    while (!existsSync(path("words.json"))) await new Promise((next) => setTimeout(next, 20));
    await new Promise((next) => setTimeout(next, 50));
    process.listeners("SIGTERM").at(-1)!("SIGTERM");
    assert.equal((await started).code, 3);
    const nowhere = pathToFileURL(join(tmpdir(), "psephos-nowhere", "any.js")).href;
    assert.throws(() => nodeProgram([nowhere]), {
      code: "cli/not-installed",
      hint: /npm install psephos-node/,
    });
  });
});
