import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
/** The command: what `npm run build:js` made when `npm test` says so (built-cli.cjs), otherwise the source. */
const MAIN = process.env.PSEPHOS_BUILT_CLI
  ? [join(ROOT, "dist", "cli", "main.js")]
  : ["--import", TSX, join(ROOT, "src", "cli", "main.ts")];

/** The words that start the command in a shell. */
export const psephosCommand: readonly string[] = [process.execPath, ...MAIN];

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the `psephos` command in `cwd`, with variables of the environment set to `env`'s (`undefined` removes one). */
export function start(args: readonly string[], cwd = ROOT, env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [...MAIN, ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: "1", ...env },
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

/** Runs the `psephos` command to its end. */
export const psephos = (args: readonly string[], cwd?: string, env?: NodeJS.ProcessEnv): Promise<Run> =>
  start(args, cwd, env).done;

/** Runs it with `--json` and reads what it printed. */
export async function psephosJson(args: readonly string[], cwd?: string) {
  const run = await psephos([...args, "--json"], cwd);
  return { ...run, json: JSON.parse(run.stdout) };
}
