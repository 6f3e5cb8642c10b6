import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the `psephos` command from source, in `cwd`. */
export function start(args: readonly string[], cwd = ROOT) {
  const child = spawn(process.execPath, ["--import", TSX, MAIN, ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (data) => {
    output.stdout += data;
  });
  child.stderr.on("data", (data) => {
    output.stderr += data;
  });
  const done = new Promise<Run>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, ...output }));
  });
  return { child, done, output };
}

/** Runs the `psephos` command from source to its end. */
export const psephos = (args: readonly string[], cwd?: string): Promise<Run> => start(args, cwd).done;

/** Runs it with `--json` and reads what it printed. */
export async function psephosJson(args: readonly string[], cwd?: string) {
  const run = await psephos([...args, "--json"], cwd);
  return { ...run, json: JSON.parse(run.stdout) };
}
