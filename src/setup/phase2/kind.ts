/** Of which kind a key says it is, by its record of contributions. */
import { parseContributions, parseZkey } from "../../groth16/index.js";
import { beaconSource, couldBePublic } from "../beacon.js";
import { DEVELOPMENT_CONTRIBUTION } from "../dev/key-file.js";
import { DEVELOPMENT_KEY_KIND, REHEARSAL_KEY_KIND } from "../verification-key.js";

export type RecordedKind =
  | "ceremony"
  | "unfinished"
  | typeof REHEARSAL_KEY_KIND
  | typeof DEVELOPMENT_KEY_KIND;

/**
 * What a key's record of contributions says it is: "unfinished" until a beacon closes it, a rehearsal's when the beacon's
 * source is not named or its value is none of such a source. It is what the file says of itself; that it is true is shown by `verifyKey` and a replay.
 * @throws PsephosError `groth16/…` for a broken file
 */
export function recordedKind(zkey: Uint8Array): RecordedKind {
  const { contributions } = parseContributions(parseZkey(zkey).contributions);
  if (contributions.some(({ name }) => name === DEVELOPMENT_CONTRIBUTION)) return DEVELOPMENT_KEY_KIND;
  const last = contributions.at(-1);
  if (!last?.beacon) return "unfinished";
  const source = beaconSource(last.name);
  const announced = contributions.every(
    ({ name, beacon }) => !beacon || couldBePublic(beacon.hash, beaconSource(name)),
  );
  return source !== null && announced ? "ceremony" : REHEARSAL_KEY_KIND;
}
