// `npm start` as a newcomer meets it: wait for the election, vote with the command that it prints, see the result, end it with Ctrl-C.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createNodeClient } from "../../src/api/index.js";
import { resultsFromJson } from "../../src/ballot/index.js";
import type { Hex } from "../../src/bytes/index.js";
import { psephosJson } from "../support/cli.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SOON = 180_000;

describe("npm start", function () {
  this.timeout(600_000);
  let folder: string;
  let child: ChildProcess;
  let printed = "";

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "psephos-start-"));
    const words = [
      "--port",
      "0",
      "--pages-port",
      "0",
      "--evm-port",
      "0",
      "--folder",
      join(folder, "start"),
      "--block-time",
      "250",
      "--blocks",
      "200",
    ];
    child = spawn(process.execPath, ["--import", "tsx", "scripts/start.ts", ...words], { cwd: ROOT });
    for (const stream of [child.stdout!, child.stderr!]) stream.on("data", (chunk) => (printed += chunk));
  });
  after(() => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  async function until(what: () => boolean | Promise<boolean>): Promise<void> {
    const end = performance.now() + SOON;
    while (!(await what())) {
      assert.ok(child.exitCode === null && performance.now() < end, printed);
      await sleep(200);
    }
  }

  it("gives an election that can be voted on, counts it, and ends when it is told", async () => {
    await until(() => printed.includes("Ctrl-C ends it"));
    const words = /npm run psephos -- (vote .*)/.exec(printed)![1]!.split(" ");
    const url = words[words.indexOf("--node") + 1]!;
    const id = words[words.indexOf("--process-id") + 1]! as Hex;
    const receipt = ["--receipt", join(folder, "receipt.json"), "--out", join(folder, "vote.json")];
    const voted = await psephosJson([...words, ...receipt], ROOT);
    assert.equal(voted.code, 0, voted.stderr);
    assert.ok(existsSync(join(folder, "receipt.json")));
    const checked = await psephosJson(
      [
        "receipt",
        "check",
        join(folder, "receipt.json"),
        "--genesis",
        join(folder, "start/node/genesis.json"),
      ],
      folder,
    );
    assert.equal(checked.code, 0, checked.stderr);
    const client = createNodeClient(url);
    await until(async () => (await client.process(id)).phase === "counted");
    const results = resultsFromJson(await client.results(id));
    assert.deepEqual(results.questions[0], {
      invalid: "0",
      results: [
        { value: "0", count: "0" },
        { value: "1", count: "1" },
        { value: "2", count: "0" },
      ],
    });
    child.kill("SIGINT");
    const [code] = (await once(child, "exit")) as [number | null];
    assert.equal(code, 0, printed);
    const log = readFileSync(join(folder, "start/log.jsonl"), "utf8");
    for (let i = 1; i <= 3; i++)
      assert.ok(!log.includes(readFileSync(join(folder, `start/keykeeper-${i}.passphrase`), "utf8")));
  });
});
