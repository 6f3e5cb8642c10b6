// npm run check:openapi [-- --install] [-- --examples N]
// schemathesis sends what the OpenAPI document of a running node allows, and what it forbids, and holds each answer to the document. It is in tools/openapi with
// the hashes of all that it needs; --install puts it into build/openapi. Without it nothing is checked.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { contentHash } from "../src/process/index.js";
import { openDoor, openPoll } from "../test/node/service/support.js";

const ROOT = join(import.meta.dirname, "..");
const TOOLS = join(ROOT, "tools", "openapi");
const VENV = join(ROOT, "build", "openapi");
const PROGRAM = join(VENV, "bin", "st");
const CENSUS = Buffer.from("a census file");

const { values } = parseArgs({
  options: { install: { type: "boolean", default: false }, examples: { type: "string", default: "10" } },
});

/** Puts schemathesis into build/openapi, unless what the requirements say is there. */
function install(): void {
  const requirements = readFileSync(join(TOOLS, "requirements.txt"), "utf8");
  const installed = join(VENV, "requirements.txt");
  if (existsSync(installed) && readFileSync(installed, "utf8") === requirements) return;
  const run = (command: string, ...args: string[]) => {
    if (spawnSync(command, args, { stdio: "inherit" }).status !== 0) throw new Error(`${command} failed`);
  };
  run("python3", "-m", "venv", "--clear", VENV);
  const from = join(TOOLS, "requirements.txt");
  run(join(VENV, "bin", "pip"), "install", "--quiet", "--require-hashes", "--only-binary=:all:", "-r", from);
  writeFileSync(installed, requirements);
}

/** Runs it on a node that has a process with a vote and a census file. @returns its exit code */
async function check(): Promise<number> {
  const door = await openDoor({ solo: { interval: 200 } });
  try {
    const poll = await openPoll(door, { censusUri: `https://example.org/census!${contentHash(CENSUS)}` });
    await door.client.vote(await poll.vote(0), { wait: true });
    await door.client.publish(CENSUS);
    rmSync(join(VENV, ".schemathesis"), { recursive: true, force: true }); // what a run before found
    const found = ["--max-examples", values.examples, "--seed", "1", "--request-timeout", "10", "--no-color"];
    const child = spawn(
      PROGRAM,
      ["--config-file", join(TOOLS, "schemathesis.toml"), "run", `${door.url}/openapi.json`, ...found],
      {
        cwd: VENV,
        env: { ...process.env, SCHEMATHESIS_HOOKS: "hooks", PYTHONPATH: TOOLS, PYTHONDONTWRITEBYTECODE: "1" },
        stdio: "inherit",
      },
    );
    const [code] = await once(child, "exit");
    if ((await door.client.health()).status !== "ok") throw new Error("the node is not healthy any more");
    return code ?? 1;
  } finally {
    await door.close();
  }
}

if (values.install) install();
if (existsSync(PROGRAM)) process.exitCode = await check();
else console.log("schemathesis: not installed, left out (npm run check:openapi -- --install)");
