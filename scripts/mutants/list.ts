// circuits/mutants.json: the mutants that no cheat can pass, each with its reason. What it says is checked against what was found.
import type { Outcome } from "./judge.js";
import type { Mutant } from "./sites.js";

export interface Harmless {
  /** "tighter": it refuses something true, and nothing false satisfies it. "equivalent": it says the same in other words. */
  readonly claim: "tighter" | "equivalent";
  readonly reason: string;
}

/** A mutant's name; with `…` for any text, the names of a family that has one reason. */
export type List = Readonly<Record<string, Harmless>>;

const pattern = (key: string): RegExp =>
  new RegExp(
    `^${key
      .split("…")
      .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
  );

/** What is wrong with one mutant's entries. */
function faultOf(list: List, keys: readonly string[], outcome: Outcome): string | undefined {
  if (outcome.kind !== "survivor")
    return keys.length > 0
      ? `listed as harmless, but ${WORDS[outcome.kind]}. Take it off the list.`
      : undefined;
  if (keys.length === 0)
    return `no cheat passes it, and it is not listed. Write a cheat, or list it with a reason (it refuses ${outcome.refuses.length} true statements).`;
  if (keys.length > 1) return `listed twice: ${keys.join(" | ")}`;
  const { claim, reason } = list[keys[0]!]!;
  if (reason.trim() === "") return "listed without a reason.";
  if (claim === "tighter" && outcome.refuses.length === 0)
    return "listed as tighter, but every true statement satisfies it.";
  if (claim === "equivalent" && outcome.refuses.length > 0)
    return `listed as equivalent, but it refuses what is true (${outcome.refuses[0]}).`;
  return undefined;
}

/**
 * What is wrong with the list, in words; empty if every mutant is in exactly one class.
 *
 * @param whole whether all mutants were judged: only then an entry without a mutant is an error
 */
export function faultsOf(list: List, outcomes: ReadonlyMap<string, Outcome>, whole: boolean): string[] {
  const patterns = Object.keys(list).map((key) => ({ key, regex: pattern(key) }));
  const used = new Set<string>();
  const faults: string[] = [];
  for (const [name, outcome] of outcomes) {
    const keys = patterns.filter(({ regex }) => regex.test(name)).map(({ key }) => key);
    for (const key of keys) used.add(key);
    const fault = faultOf(list, keys, outcome);
    if (fault) faults.push(`${name}: ${fault}`);
  }
  if (whole) {
    for (const key of Object.keys(list))
      if (!used.has(key)) faults.push(`${key}: listed, but there is no such mutant.`);
  }
  return faults;
}

/** How many mutants each claim of the list is made of. */
export function claimsOf(
  list: List,
  outcomes: ReadonlyMap<string, Outcome>,
): Record<Harmless["claim"], number> {
  const counts = { tighter: 0, equivalent: 0 };
  for (const [key, { claim }] of Object.entries(list)) {
    const regex = pattern(key);
    for (const name of outcomes.keys()) if (regex.test(name)) counts[claim]++;
  }
  return counts;
}

/** The constraint groups from which no constraint can be removed, or freed, so that a cheat passes: nothing tests their rules. */
export function untestedGroups(
  mutants: readonly Pick<Mutant, "name" | "group">[],
  outcomes: ReadonlyMap<string, Outcome>,
): string[] {
  const tested = new Set<string | undefined>();
  for (const { name, group } of mutants)
    if (outcomes.get(name)?.kind === "caught" && /: (removed|<== becomes <--)/.test(name)) tested.add(group);
  const groups = new Set(mutants.flatMap(({ group }) => group ?? []));
  return [...groups].filter((group) => !tested.has(group));
}

const WORDS: Readonly<Record<Exclude<Outcome["kind"], "survivor">, string>> = {
  refused: "the compiler refuses it",
  same: "its constraints are the circuit's own",
  more: "it has all of the circuit's constraints",
  caught: "a cheat passes it",
};
