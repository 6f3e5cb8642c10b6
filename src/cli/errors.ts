/** What a run ends with: 0 done, 1 refused (a rule of Psephos says no), 2 failed (it could not be done). */
import { PsephosError } from "../errors.js";

export const EXIT = { done: 0, refused: 1, failed: 2, interrupted: 130 } as const;

/** An error as it is shown and as `--json` prints it. */
export interface ShownError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** What went wrong, in words; nothing but a `PsephosError`'s own text is trusted to hold no secret. */
export function showError(error: unknown): ShownError {
  if (error instanceof PsephosError) {
    const { code, message, hint } = error;
    return { code, message, ...(hint === undefined ? {} : { hint }) };
  }
  return {
    code: "cli/unexpected",
    message: error instanceof Error ? `${error.name} (${error.message})` : "an unknown error",
    hint: "This is a fault of Psephos: please report it with the command that you ran.",
  };
}

/** Rules of the command line itself, and of the machine it runs on, fail; every other rule refuses. */
const FAILING_ROOMS = ["cli", "setup", "evm"];

/** What a ceremony's files and beacons are refused for; the setup's other rules are about what it was asked to do. */
const REFUSING =
  /^setup\/(attestation|beacon|ceremony-(?:file|gap|listing|position)|contribution|key|no-contribution|other-circuit|point|ptau|replay|source-changed|transcript)/;

export function exitCodeOf(error: unknown): number {
  if (!(error instanceof PsephosError)) return EXIT.failed;
  const failing = FAILING_ROOMS.includes(error.code.split("/")[0]!) && !REFUSING.test(error.code);
  return failing ? EXIT.failed : EXIT.refused;
}
