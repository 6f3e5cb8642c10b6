/** Tells in the log what changes in the ceremonies, and who is missing while there is still time. */
import type { CeremonyStatus } from "./status.js";

/** As pino has it. */
export interface KeykeeperLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Blocks after the end of a process before missing reveals are told. */
const PATIENCE = 3;
const SENTENCE: Readonly<Record<string, string>> = {
  deal: "have not dealt",
  confirm: "have not confirmed the key",
  reveal: "have not revealed: the votes cannot be counted before enough have",
};

export class Watch {
  readonly #log: KeykeeperLog;
  /** By process: the phase, the height at which it was first seen, and whether its missing keykeepers were told. */
  readonly #seen = new Map<string, { phase: string; since: number; told: boolean }>();

  constructor(log: KeykeeperLog) {
    this.#log = log;
  }

  /** Whether the log has told of the missing keykeepers of a process in its present phase. */
  hasTold(processId: string): boolean {
    return this.#seen.get(processId)?.told ?? false;
  }

  tell(statuses: readonly CeremonyStatus[], height: number): void {
    for (const status of statuses) {
      const { processId, round, phase, deadline, missing, needed } = status;
      const name = `${phase} of round ${round}`;
      let seen = this.#seen.get(processId);
      const fields = { event: "phase", processId, round, phase, deadline, height };
      if (seen?.phase !== name) {
        seen = { phase: name, since: height, told: false };
        this.#seen.set(processId, seen);
        this.#log.info(fields, `the key ceremony is in the phase "${phase}"`);
      }
      const late =
        deadline === null
          ? height >= seen.since + PATIENCE
          : height >= deadline - Math.ceil((deadline - seen.since) / 2);
      const sentence = SENTENCE[phase];
      if (seen.told || !late || !sentence || missing.length === 0) continue;
      seen.told = true;
      const by = deadline === null ? "" : `, and the window ends at height ${deadline}`;
      this.#log.warn(
        { ...fields, event: "missing", needed, missing },
        `${missing.length} of ${status.keykeepers.length} keykeepers ${sentence}${by}`,
      );
    }
  }
}
