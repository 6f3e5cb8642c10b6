/** Makes a replay's checks in order, up to the first that is broken. */
import { PsephosError } from "../../errors/index.js";
import type { Check, CheckStatus, ReplayCheck, ReplayReport } from "./check.js";

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

/** Why a check was not right. */
function statusOf(code: string, waived: boolean): Exclude<CheckStatus, "right"> {
  if (code === NOT_ASKED) return "not asked";
  if (!IMPOSSIBLE.has(code)) return "broken";
  return waived ? "waived" : "not checked";
}

/** @throws whatever is no PsephosError */
async function outcomeOf(
  { run, ...subject }: Check,
  waived: ReadonlySet<string>,
  signal: AbortSignal | undefined,
): Promise<ReplayCheck> {
  try {
    return { ...subject, status: "right", found: await run() } as ReplayCheck;
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof PsephosError)) throw error;
    const { code, message } = error;
    return { ...subject, status: statusOf(code, waived.has(subject.id)), code, message };
  }
}

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
  const done: ReplayCheck[] = [];
  let broken: ReplayReport["broken"];
  for (const check of checks) {
    options.signal?.throwIfAborted();
    const { run: _, ...subject } = check;
    const made: ReplayCheck = broken
      ? { ...subject, status: "not reached" }
      : await outcomeOf(check, waived, options.signal);
    if (made.status === "broken") broken = made;
    done.push(made);
    options.onCheck?.(made);
  }
  const whole = done.every(({ status }) => ["right", "waived", "not asked"].includes(status));
  return { keyKind, whole, checks: done, broken };
}
