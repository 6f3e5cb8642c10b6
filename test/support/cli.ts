import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
/** The command's folder: what `npm run build:js` made when `npm test` says so (built-cli.cjs), otherwise the source. */
const [CLI, EXTENSION] = process.env.PSEPHOS_BUILT_CLI
  ? [join(ROOT, "dist", "cli"), "js"]
  : [join(ROOT, "src", "cli"), "ts"];
const MAIN = [...(EXTENSION === "ts" ? ["--import", TSX] : []), join(CLI, `main.${EXTENSION}`)];
/** Its function for one run. Imported, so that its rooms are the same modules as those that a command imports when it is run. */
const loadRun = async (): Promise<typeof import("../../src/cli/run.js").run> =>
  (await import(pathToFileURL(join(CLI, `run.${EXTENSION}`)).href)).run;

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

/** Runs the command to its end in a process of its own, as a shell does: for tests of streams, signals and the program's end. */
export const psephosProcess = (
  args: readonly string[],
  cwd?: string,
  env?: NodeJS.ProcessEnv,
): Promise<Run> => start(args, cwd, env).done;

/** Runs the command to its end in this process, one run at a time. It costs no start of Node and no loading of the rooms. */
export const psephos: typeof psephosProcess = (args, cwd = ROOT, env = {}) =>
  inTurn(() => here(args, cwd, env));

const withJson = (command: typeof psephosProcess) => async (args: readonly string[], cwd?: string) => {
  const run = await command([...args, "--json"], cwd);
  return { ...run, json: JSON.parse(run.stdout) };
};

/** Each with `--json`, and what it printed read. */
export const psephosJson = withJson(psephos);
export const psephosProcessJson = withJson(psephosProcess);

let last: Promise<unknown> = Promise.resolve();
/** The folder, the variables and the streams are the process's: two runs at once would mix them. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = last.then(work);
  last = turn.catch(() => {});
  return turn;
}

async function here(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Run> {
  const run = await loadRun();
  const before = { cwd: process.cwd(), env: { ...process.env }, exitCode: process.exitCode };
  const output = { stdout: "", stderr: "" };
  const restore = (["stdout", "stderr"] as const).map((name) =>
    redirect(process[name], (text) => {
      output[name] += text;
    }),
  );
  try {
    process.chdir(cwd);
    setVariables({ NO_COLOR: "1", ...env });
    process.exitCode = undefined;
    await run(args);
    return { code: Number(process.exitCode ?? 0), ...output };
  } finally {
    for (const undo of restore) undo();
    process.exitCode = before.exitCode;
    const added = Object.keys(process.env).filter((name) => !(name in before.env));
    setVariables({ ...Object.fromEntries(added.map((name) => [name, undefined])), ...before.env });
    process.chdir(before.cwd);
  }
}

function setVariables(variables: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

/** Makes a stream a pipe: no terminal, and `write` is given what it would print. Returns what undoes it. */
function redirect(stream: NodeJS.WriteStream, write: (text: string) => void): () => void {
  const own = (["write", "isTTY", "columns"] as const).map(
    (name) => [name, Object.getOwnPropertyDescriptor(stream, name)] as const,
  );
  const replace = (name: string, value: unknown) =>
    Object.defineProperty(stream, name, { value, configurable: true, writable: true });
  replace("isTTY", undefined);
  replace("columns", undefined);
  replace("write", (chunk: string | Uint8Array) => {
    write(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString());
    return true;
  });
  return () => {
    for (const [name, descriptor] of own) {
      if (descriptor) Object.defineProperty(stream, name, descriptor);
      else Reflect.deleteProperty(stream, name);
    }
  };
}
