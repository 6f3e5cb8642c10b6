/** The beacons that closed the two phases, and the kind of key that they make. */
import { ensure } from "../../errors/index.js";
import { keyKindOf } from "../transcript/finalize.js";
import type { CeremonyTranscript } from "../transcript/types.js";
import type { Check, SetupPhase } from "./check.js";
import { same } from "./shared.js";

/** The transcript says of which kind the key is. */
export function kindCheck({ powersOfTau, contributions, keyKind }: CeremonyTranscript): Check {
  return {
    id: "kind",
    kind: "key-kind",
    run: async () => {
      const published = powersOfTau.published !== null;
      same(keyKindOf(powersOfTau.contributions, contributions, published), keyKind, "the key's kind");
      return { keyKind };
    },
  };
}

/**
 * One check for each beacon: its value is compared with what the caller looked up. The beacons in a public ceremony's published
 * file need no value.
 * @param values by source, hex
 */
export function beaconChecks(transcript: CeremonyTranscript, values: ReadonlyMap<string, string>): Check[] {
  const { powersOfTau, contributions } = transcript;
  const links = [
    ...powersOfTau.contributions.map((link) => ["powers of tau", link] as const),
    ...contributions.map((link) => ["key", link] as const),
  ] satisfies (readonly [SetupPhase, unknown])[];
  return links.flatMap(([phase, { beacon }]): Check[] => {
    if (beacon === null) return [];
    const { hash, source } = beacon;
    const run = async () => {
      if (phase === "powers of tau" && powersOfTau.published)
        return { hash, published: powersOfTau.published.ceremony };
      const value = source === null ? undefined : values.get(source);
      ensure(
        value !== undefined,
        "setup/replay-beacon",
        source === null
          ? "the record does not name the beacon's source"
          : `the value of ${source} was not given`,
      );
      same(hash, value, "the beacon's value");
      return { hash, published: null };
    };
    return [{ id: "beacon-value", kind: "beacon", phase, source, run }];
  });
}
