/** Keeps the engine running beside its application: whenever it ends, it is said, and it is started again. */
import type { CometOrdering } from "./comet.js";
import { checkEngine, Engine } from "./engine.js";
import { type EngineHomeOptions, writeEngineHome } from "./engine-home.js";

export interface SupervisorOptions {
  readonly program: string;
  /** `application` is the ordering's own. */
  readonly home: Omit<EngineHomeOptions, "application">;
  readonly ordering: Pick<CometOrdering, "address" | "lost" | "said">;
  /** Told each line of the engine's log, which has only its errors. */
  readonly told: (line: string) => void;
  /** Told that it ended, why, and in how many milliseconds it is started again. */
  readonly ended: (reason: string, retry: number) => void;
}

const FIRST_RETRY = 1_000;
const LAST_RETRY = 30_000;
/** What the engine says when it ends its search for a snapshot: it stays as it is, without blocks. */
const NO_SNAPSHOT = '"State sync failed"';
/** Milliseconds of running after which a failure counts as the first again. */
const STEADY = 60_000;

export class Supervisor {
  readonly #options: SupervisorOptions;
  #engine: Engine | undefined;
  #retry = FIRST_RETRY;
  #started = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopping = false;
  /** How other nodes name this one. */
  readonly nodeId: string;

  private constructor(options: SupervisorOptions, nodeId: string) {
    this.#options = options;
    this.nodeId = nodeId;
  }

  /** @throws PsephosError `comet/engine-missing`, `comet/engine-version`, `comet/home`, `comet/engine` */
  static async start(options: SupervisorOptions): Promise<Supervisor> {
    await checkEngine(options.program);
    const { home, ordering } = options;
    const nodeId = writeEngineHome({ ...home, application: ordering.address });
    const supervisor = new Supervisor(options, nodeId);
    await supervisor.#run();
    return supervisor;
  }

  /** The engine's process; undefined between its end and its next start. */
  get pid(): number | undefined {
    return this.#engine?.pid;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    await this.#engine?.stop();
  }

  async #run(): Promise<void> {
    const { program, home, told } = this.#options;
    this.#started = performance.now();
    this.#engine = await Engine.start({
      program,
      folder: home.folder,
      told: (line) => {
        told(line);
        this.#options.ordering.said(line);
        if (line.includes(NO_SNAPSHOT)) void this.#again("it found no snapshot");
      },
      ended: (reason) => this.#ended(reason),
    });
  }

  /** Ends the engine, which does not go on by itself. */
  async #again(reason: string): Promise<void> {
    await this.#engine?.stop();
    this.#ended(reason);
  }

  #ended(reason: string): void {
    this.#engine = undefined;
    if (this.#stopping) return;
    if (performance.now() - this.#started > STEADY) this.#retry = FIRST_RETRY;
    const retry = this.#retry;
    this.#retry = Math.min(2 * retry, LAST_RETRY);
    this.#options.ordering.lost(reason);
    this.#options.ended(reason, retry);
    this.#timer = setTimeout(() => {
      this.#run().catch((error: unknown) =>
        this.#ended(error instanceof Error ? error.message : "it does not start"),
      );
    }, retry);
  }
}
