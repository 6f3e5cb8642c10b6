/** Of which kind a key says it is, by its record of contributions. */
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

/** What a rehearsal's beacon is called in the record: it names no source. */
export const UNANNOUNCED_BEACON = "INSECURE beacon, not announced";

/**
 * What a key's points and its record of contributions say it is: "forgeable-INSECURE" when two of β, γ and δ are one;
 * "unfinished" until a beacon closes it; a rehearsal's when a beacon says that it was not announced, or its value is none of
 * the source that it names; "unknown" when the last beacon names no source, as in other programs' keys, or there is no
 * record. It is what the file says of itself; that it is true is shown by `verifyKey` and a replay.
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
