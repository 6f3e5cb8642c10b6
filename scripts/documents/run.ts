/** Runs a document: writes its files, runs its commands in order in one folder, and compares what they print. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { matchLines, type Values, withValues } from "./match.js";
import { type CommandStep, parseDocument } from "./parse.js";

export interface RunOptions {
  /** Where the commands run. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Takes a command over; undefined leaves it to the shell. */
  readonly instead?: (command: string) => string | undefined;
  readonly onCommand?: (command: string) => void;
}

/** How long a command in the background may take until it has printed what the document says. */
const READY_MS = 60_000;

interface Running {
  readonly child: ChildProcess;
  /** What it printed to both streams, in order. */
  readonly printed: () => string[];
  readonly ended: Promise<number | null>;
}

/** Starts a command in a shell of its own process group. */
function start(command: string, within: string, { folder, env }: RunOptions): Running {
  const child = spawn("bash", ["-c", `exec 2>&1; ${command}`], {
    cwd: join(folder, within),
    env,
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  let output = "";
  child.stdout!.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { child, printed: () => output.split("\n"), ended };
}

/** Ends a process group that `start` began. */
async function end({ child, ended }: Running): Promise<void> {
  if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, "SIGINT");
  await ended;
}

const differs = ({ line, command, expected }: CommandStep, printed: readonly string[], why: string): Error =>
  new Error(
    `line ${line}: $ ${command}\n${why}. The document says that it prints\n${expected.join("\n")}\nIt prints\n${printed.join("\n")}`,
  );

/** Runs a command to its end, which is exit code 0 unless the command's comment says another: `# exit code 1`. */
async function runToEnd(step: CommandStep, values: Values, options: RunOptions): Promise<Values> {
  const command = withValues(step.command, values);
  const running = start(options.instead?.(command) ?? command, step.folder, options);
  const code = await running.ended;
  const wanted = Number(/# exit code ([0-9]+)$/.exec(command)?.[1] ?? 0);
  if (code !== wanted) throw differs(step, running.printed(), `It ends with exit code ${code}`);
  const found = matchLines(step.expected, running.printed(), values);
  if (!found) throw differs(step, running.printed(), "The output differs");
  return found;
}

/** Starts a command that goes on, and waits for what the document says that it prints. */
async function startBackground(
  step: CommandStep,
  values: Values,
  options: RunOptions,
): Promise<{ running: Running; values: Values }> {
  const running = start(withValues(step.command, values), step.folder, options);
  const expected = step.expected.filter((line, i, all) => line.trim() !== "" || i < all.length - 1);
  const deadline = Date.now() + READY_MS;
  for (;;) {
    // The last printed line may not be whole yet.
    const found = matchLines(expected, running.printed().slice(0, -1), values, true);
    if (found) return { running, values: found };
    if (running.child.exitCode !== null || Date.now() > deadline) {
      await end(running);
      throw differs(step, running.printed(), "The output differs");
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/**
 * Runs a document to its end.
 * @throws Error at the first command that does not do what the document says
 */
export async function runDocument(markdown: string, options: RunOptions): Promise<void> {
  const background: Running[] = [];
  let values: Values = new Map();
  try {
    for (const step of parseDocument(markdown)) {
      if (step.kind === "file") {
        const path = join(options.folder, step.name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, withValues(step.text, values));
        continue;
      }
      options.onCommand?.(step.command);
      if (step.background) {
        const started = await startBackground(step, values, options);
        background.push(started.running);
        values = started.values;
      } else values = await runToEnd(step, values, options);
    }
  } finally {
    for (const running of background.reverse()) await end(running);
  }
}
