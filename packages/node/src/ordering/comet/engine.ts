/** The engine's process: found, its version checked, started, watched, and ended. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { Failure, Refusal } from "psephos";

/** The version whose protocol and blocks this node speaks. */
export const ENGINE_VERSION = "0.38.26";

/** Milliseconds from the signal to end until the process is killed. */
const GRACE = 10_000;

/** @throws PsephosError `comet/engine-missing`, `comet/engine-version` */
export async function checkEngine(program: string): Promise<void> {
  let version: string;
  try {
    version = (await promisify(execFile)(program, ["version"], { timeout: 10_000 })).stdout.trim();
  } catch (cause) {
    throw new Failure("comet/engine-missing", `there is no engine at ${program}`, {
      cause,
      hint: `Build it in a clone with \`npm run build:cometbft\` (needs Go), or take cometbft v${ENGINE_VERSION} from elsewhere; name it with --engine, or put it on the PATH.`,
    });
  }
  if (version !== ENGINE_VERSION)
    throw new Refusal(
      "comet/engine-version",
      `the engine at ${program} has version ${version.slice(0, 40)}, but this node works with ${ENGINE_VERSION}`,
      {
        hint: "All validators of a chain run the same version: `npm run build:cometbft` builds it.",
      },
    );
}

export interface EngineOptions {
  readonly program: string;
  readonly folder: string;
  /** A line that the engine writes. */
  readonly told: (line: string) => void;
  /** It ended, though nobody asked for it. */
  readonly ended: (reason: string) => void;
}

export class Engine {
  readonly #child: ChildProcess;
  #stopping = false;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** @throws PsephosError `comet/engine` */
  static async start({ program, folder, told, ended }: EngineOptions): Promise<Engine> {
    const child = spawn(program, ["start", "--home", folder], { stdio: ["ignore", "pipe", "pipe"] });
    const engine = new Engine(child);
    for (const stream of [child.stdout!, child.stderr!]) createInterface({ input: stream }).on("line", told);
    child.once("exit", (code, signal) => {
      // The engine exits with 0 when its application goes away: any end that was not asked for is a failure.
      if (!engine.#stopping) ended(signal ? `signal ${signal}` : `exit code ${code}`);
    });
    try {
      await once(child, "spawn");
    } catch (cause) {
      throw new Failure("comet/engine", `the engine ${program} does not start`, { cause });
    }
    return engine;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), GRACE);
    await exit;
    clearTimeout(timer);
  }
}
