// circuits/mutants.json: the mutants that no cheat can pass, each with its reason. What it says is checked against what was found.
import type { Outcome } from "./judge.js";

export interface Harmless {
  /** "tighter": it refuses something true, and nothing false satisfies it. "equivalent": it says the same in other words. */
  readonly claim: "tighter" | "equivalent";
  readonly reason: string;
}

/**
 * What is wrong with the list, in words; empty if every mutant is in exactly one class.
 *
 * @param whole whether all mutants were judged: only then a name that is not among them is an error
 */
export function faultsOf(
  list: Readonly<Record<string, Harmless>>,
  outcomes: ReadonlyMap<string, Outcome>,
  whole: boolean,
): string[] {
  const faults: string[] = [];
  for (const [name, outcome] of outcomes) {
    const entry = list[name];
    if (outcome.kind !== "survivor") {
      if (entry)
        faults.push(`${name}: listed as harmless, but ${WORDS[outcome.kind]}. Take it off the list.`);
    } else if (!entry) {
      faults.push(
        `${name}: no cheat passes it, and it is not listed. Write a cheat, or list it with a reason.`,
      );
    } else if (entry.reason.trim() === "") {
      faults.push(`${name}: listed without a reason.`);
    } else if (entry.claim === "tighter" && outcome.refuses.length === 0) {
      faults.push(`${name}: listed as tighter, but every true statement satisfies it.`);
    } else if (entry.claim === "equivalent" && outcome.refuses.length > 0) {
      faults.push(`${name}: listed as equivalent, but it refuses what is true (${outcome.refuses[0]}).`);
    }
  }
  if (whole) {
    for (const name of Object.keys(list))
      if (!outcomes.has(name)) faults.push(`${name}: listed, but there is no such mutant.`);
  }
  return faults;
}

const WORDS: Readonly<Record<Exclude<Outcome["kind"], "survivor">, string>> = {
  refused: "the compiler refuses it",
  same: "its constraints are the circuit's own",
  more: "it has all of the circuit's constraints",
  caught: "a cheat passes it",
};
