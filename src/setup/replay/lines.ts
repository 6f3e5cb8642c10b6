/** A replay's checks: one line each, in order, up to the first that is broken. */
import { PsephosError } from "../../errors/index.js";

/**
 * `not checked`: it could not be done here, which fails the replay unless it is waived; `not asked`: it is about something
 * that only the caller can name; `not reached`: a link before it is broken.
 */
export type CheckStatus = "right" | "broken" | "not checked" | "waived" | "not asked" | "not reached";

export interface ReplayCheck {
  /** By which it is waived. */
  readonly id: string;
  readonly what: string;
  readonly status: CheckStatus;
  readonly detail: string;
  /** The broken rule's code, or why it could not be checked. */
  readonly code?: string;
}

export interface ReplayReport {
  /** What the transcript says; that it is so only a whole replay shows. */
  readonly keyKind: string;
  /** Whether every check is right, waived or not asked. */
  readonly whole: boolean;
  readonly checks: readonly ReplayCheck[];
  /** The first broken link. */
  readonly broken: ReplayCheck | undefined;
}

/** A check to be made. */
export interface Check {
  readonly id: string;
  readonly what: string;
  /** Resolves to what was found right; throws a PsephosError for what is not. */
  run(): Promise<string>;
}

/** What `run` throws for a check that nobody asked for. */
export const NOT_ASKED = "setup/replay-not-asked";

/** Reasons that say nothing about the ceremony: something is missing here. */
const IMPOSSIBLE = new Set([
  "setup/no-circom",
  "setup/circom-version",
  "setup/no-solc",
  "setup/solc-version",
  "setup/source-missing",
  "setup/file-read",
  "setup/replay-missing",
  "setup/replay-beacon",
  "setup/replay-rpc",
]);

/**
 * Makes checks one after another.
 * @param waived ids of checks that need not be possible
 * @throws the signal's reason, and whatever is no PsephosError
 */
export async function runChecks(
  keyKind: string,
  checks: readonly Check[],
  waived: ReadonlySet<string>,
  options: { readonly signal?: AbortSignal; readonly onCheck?: (check: ReplayCheck) => void },
): Promise<ReplayReport> {
  const lines: ReplayCheck[] = [];
  let broken: ReplayCheck | undefined;
  for (const { id, what, run } of checks) {
    options.signal?.throwIfAborted();
    let line: ReplayCheck;
    if (broken) line = { id, what, status: "not reached", detail: "" };
    else {
      try {
        line = { id, what, status: "right", detail: await run() };
      } catch (error) {
        options.signal?.throwIfAborted();
        if (!(error instanceof PsephosError)) throw error;
        const { code, message } = error;
        const possible = !IMPOSSIBLE.has(code);
        const status =
          code === NOT_ASKED ? "not asked" : possible ? "broken" : waived.has(id) ? "waived" : "not checked";
        line = { id, what, status, detail: message, code };
      }
      if (line.status === "broken") broken = line;
    }
    lines.push(line);
    options.onCheck?.(line);
  }
  const whole = lines.every(({ status }) => ["right", "waived", "not asked"].includes(status));
  return { keyKind, whole, checks: lines, broken };
}
