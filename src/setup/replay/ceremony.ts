/** The checks of a ceremony's transcript, from the circuit's sources to the code on chain. */
import type { CeremonyTranscript } from "../transcript/types.js";
import type { WorkOptions } from "../vectors/spread.js";
import type { PointVectors } from "../vectors/vectors.js";
import { beaconChecks, kindCheck } from "./beacons.js";
import type { Check } from "./check.js";
import { circuitChecks } from "./circuit.js";
import { contractChecks } from "./contract.js";
import type { ReplayFiles } from "./files.js";
import { keyChecks } from "./key.js";
import { powersChecks } from "./powers.js";
import type { Deployed } from "./shared.js";

/**
 * The checks, in the order of the chain. What one finds the next ones use.
 * @param input `libraries`: folders with the circuit's sources; `beacons`: values that the caller looked up, by source
 */
export function ceremonyChecks(
  transcript: CeremonyTranscript,
  input: {
    readonly files: ReplayFiles;
    readonly libraries: readonly string[];
    readonly beacons: ReadonlyMap<string, string>;
    readonly deployed: Deployed | undefined;
  },
  vectors: PointVectors,
  options: WorkOptions,
): Check[] {
  const { files, libraries, beacons, deployed } = input;
  return [
    ...circuitChecks(transcript.circuit, files, libraries, options.signal),
    ...powersChecks(transcript, files, vectors, options),
    ...keyChecks(transcript, files, vectors, options),
    kindCheck(transcript),
    ...beaconChecks(transcript, beacons),
    ...contractChecks(transcript, files, deployed, options.signal),
  ];
}
