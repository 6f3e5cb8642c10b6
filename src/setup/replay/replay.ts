/** All of a setup again, from its transcript, the circuit's sources and the public files. */

import { DEVELOPMENT_KEY_KIND } from "../../groth16/index.js";
import type { DevelopmentTranscript } from "../dev/create.js";
import type { CeremonyTranscript, SetupTranscript } from "../transcript/types.js";
import type { WorkOptions } from "../vectors/spread.js";
import type { PointVectors } from "../vectors/vectors.js";
import { ceremonyChecks } from "./ceremony.js";
import type { ReplayCheck, ReplayReport } from "./check.js";
import { developmentChecks } from "./development.js";
import type { ReplayFiles } from "./files.js";
import { runChecks } from "./run.js";
import { type Deployed, pageChecks } from "./shared.js";

/** The ids of checks that can be waived: they need something that is not available everywhere. */
export const WAIVABLE = ["sources", "program", "beacon-value", "code", "deployed"] as const;

/**
 * Checks every link from the circuit's sources to the verifier contract.
 * @param input `libraries`: folders with the circuit's sources; `beacons`: the values of the beacons' sources ("drand:5600000"
 *   → hex), which the caller looked up; `deployed`: a contract to compare; `waive`: ids of checks that need not be
 *   possible (they are never waived when they are possible and fail)
 * @param options `onCheck` is called as each check ends
 * @returns every check with its outcome. Nothing is left out: `broken` names the first that failed.
 * @throws only the signal's reason, and faults of the program itself
 */
export function replaySetup(
  input: {
    readonly transcript: SetupTranscript;
    readonly files: ReplayFiles;
    readonly libraries?: readonly string[];
    readonly beacons?: ReadonlyMap<string, string>;
    readonly deployed?: Deployed | undefined;
    readonly waive?: readonly string[];
  },
  vectors: PointVectors,
  options: WorkOptions & { readonly onCheck?: (check: ReplayCheck) => void } = {},
): Promise<ReplayReport> {
  const { transcript, files, libraries = [], beacons = new Map(), deployed, waive = [] } = input;
  const checks =
    transcript.keyKind === DEVELOPMENT_KEY_KIND
      ? developmentChecks(transcript as DevelopmentTranscript, files, deployed, options)
      : ceremonyChecks(
          transcript as CeremonyTranscript,
          { files, libraries, beacons, deployed },
          vectors,
          options,
        );
  return runChecks(
    transcript.keyKind,
    [...checks, ...pageChecks(transcript, files)],
    new Set(waive),
    options,
  );
}
