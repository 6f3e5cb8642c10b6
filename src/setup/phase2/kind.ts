/** The kind that a key states, by its record of contributions. */
import {
  DEVELOPMENT_CONTRIBUTION,
  DEVELOPMENT_KEY_KIND,
  FORGEABLE_KEY_KIND,
  isForgeableKey,
  parseContributions,
  readZkeyRecord,
  UNKNOWN_KEY_KIND,
  type ZkeyRecord,
} from "../../groth16/index.js";
import { beaconSource, couldBePublic } from "../beacon.js";
import { REHEARSAL_KEY_KIND } from "../verification-key.js";

export type RecordedKind =
  | "ceremony"
  | "unfinished"
  | typeof UNKNOWN_KEY_KIND
  | typeof FORGEABLE_KEY_KIND
  | typeof REHEARSAL_KEY_KIND
  | typeof DEVELOPMENT_KEY_KIND;

/** The name of a rehearsal's beacon in the record: it names no source. */
export const UNANNOUNCED_BEACON = "INSECURE beacon, not announced";

/**
 * The kind of a key, by its points and its record of contributions. It is "forgeable-INSECURE" if two of β, γ and δ are equal;
 * "unfinished" until a beacon closes it; a rehearsal key if a beacon says that it was not announced, or its value cannot come from
 * the source that it names; "unknown" if the last beacon names no source, as in other programs' keys, or there is no
 * record. This is only what the file states: `verifyKey` and a replay show whether it is true.
 * @throws PsephosError `groth16/…` for a broken file
 */
export const recordedKind = (zkey: Uint8Array): RecordedKind => kindOf(readZkeyRecord(zkey));

/** As {@link recordedKind}, of a key that is read already. */
export function kindOf(key: ZkeyRecord): RecordedKind {
  if (isForgeableKey(key)) return FORGEABLE_KEY_KIND;
  if (key.contributions.length === 0) return UNKNOWN_KEY_KIND;
  const { contributions } = parseContributions(key.contributions);
  if (contributions.some(({ name }) => name === DEVELOPMENT_CONTRIBUTION)) return DEVELOPMENT_KEY_KIND;
  const last = contributions.at(-1);
  if (last === undefined) return UNKNOWN_KEY_KIND;
  if (!last.beacon) return "unfinished";
  if (beaconSource(last.name) === null && last.name !== UNANNOUNCED_BEACON) return UNKNOWN_KEY_KIND;
  const announced = contributions.every(
    ({ name, beacon }) => !beacon || couldBePublic(beacon.hash, beaconSource(name)),
  );
  return announced && last.name !== UNANNOUNCED_BEACON ? "ceremony" : REHEARSAL_KEY_KIND;
}
