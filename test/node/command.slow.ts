// The command `psephos-node` as it is installed, compiled: `npm run build:node` has made it.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createNodeClient } from "../../src/api/index.js";

const COMMAND = fileURLToPath(new URL("../../packages/node/dist/main/cli.js", import.meta.url));

describe("the command psephos-node", function () {
  this.timeout(240_000);
  let folder: string;
  const running = new Set<ChildProcess>();

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "psephos-command-"));
  });
  after(() => {
    for (const child of running) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  function begin(...words: string[]) {
    const child = spawn(process.execPath, [COMMAND, ...words], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(child);
    const told = { stdout: "", stderr: "" };
    child.stdout.on("data", (data) => (told.stdout += data));
    child.stderr.on("data", (data) => (told.stderr += data));
    const done = once(child, "close").then(([code]) => ({ code: code as number | null, ...told }));
    return { child, told, done };
  }
  const run = (...words: string[]) => begin(...words).done;

  /** A node that runs. */
  async function start(...words: string[]) {
    const node = begin("start", "--port", "0", "--block-time", "50", ...words);
    while (!node.told.stderr.includes("answers at")) {
      assert.equal(node.child.exitCode, null, node.told.stderr);
      await sleep(50);
    }
    return { ...node, url: /answers at (\S+);/.exec(node.told.stderr)![1]! };
  }

  it("begins a chain by itself, is killed, goes on, is copied while it runs, ends when told, and checks", async () => {
    const first = await start("--home", "chain");
    assert.match(first.told.stderr, /anyone can forge votes/);
    const genesis = await createNodeClient(first.url).genesis();
    await sleep(500);
    first.child.kill("SIGKILL");
    await first.done;
    const second = await start("--home", "chain");
    const client = createNodeClient(second.url);
    await client.genesis(genesis.hash);
    const { height } = (await client.chain()).head;
    assert.ok(height >= 1);
    const third = await run("start", "--home", "chain", "--port", "0");
    assert.deepEqual([third.code, third.stderr.includes("[store/locked]")], [2, true]);
    assert.equal((await run("backup", "copy", "--home", "chain")).code, 0);
    second.child.kill("SIGTERM");
    assert.equal((await second.done).code, 0);
    const { code, stdout } = await run("check", "--home", "chain", "--json");
    assert.equal(code, 0);
    assert.ok(JSON.parse(stdout).blocks >= height);
    for (const line of second.told.stdout.trim().split("\n")) JSON.parse(line);
  });

  it("tells what is wrong with its words and its settings, by exit code and as JSON", async () => {
    writeFileSync(join(folder, "bad.json"), '{"port": -1}');
    const bad = await run("start", "--config", "bad.json", "--json");
    assert.deepEqual([bad.code, JSON.parse(bad.stdout).error.code], [1, "node/settings"]);
    assert.equal((await run("init", "--voting-chain", "1", "--contract", "0x12")).code, 2);
    assert.equal((await run("frob")).code, 2);
    assert.equal((await run("--help")).code, 0);
    const { properties } = JSON.parse((await run("config", "--schema")).stdout);
    assert.ok(properties.blockTime);
  });

  it("goes on when the reader of its output has gone, and ends quietly", async () => {
    const help = begin("--help");
    help.child.stdout.destroy();
    help.child.stderr.destroy();
    assert.equal((await help.done).code, 141);
    const node = await start("--home", "unread");
    node.child.stdout.destroy();
    node.child.stderr.destroy();
    assert.equal((await createNodeClient(node.url).health()).status, "ok");
    node.child.kill("SIGTERM"); // it writes that it stops
    assert.equal((await node.done).code, 141);
    assert.equal((await run("check", "--home", "unread")).code, 0);
  });

  it("makes a keykeeper and shows what the genesis document says of it, which `init` takes", async () => {
    writeFileSync(join(folder, "passphrase"), "correct horse battery staple\n", { mode: 0o600 });
    const made = await run(
      "keykeeper",
      "init",
      "--folder",
      "anna",
      "--passphrase-file",
      "passphrase",
      "--json",
    );
    assert.equal(made.code, 0, made.stderr);
    const { address, key } = JSON.parse(made.stdout);
    const shown = await run("keykeeper", "show", "--folder", "anna", "--json");
    assert.deepEqual(JSON.parse(shown.stdout), { address, key });
    const chain = await run(
      "init",
      "--home",
      "sealed",
      "--voting-chain",
      "3",
      "--keykeeper",
      `${key}:${address}`,
      "--threshold",
      "1",
    );
    assert.equal(chain.code, 0, chain.stderr);
    process.env.PSEPHOS_NODE_HOME = "by-variable";
    const there = await run("init", "--voting-chain", "3", "--json").finally(
      () => delete process.env.PSEPHOS_NODE_HOME,
    );
    assert.deepEqual([there.code, JSON.parse(there.stdout).home], [0, "by-variable"]);
    const again = await run("init", "--home", "sealed", "--voting-chain", "3");
    assert.deepEqual([again.code, again.stderr.includes("[node/genesis-exists]")], [1, true]);
  });
});
