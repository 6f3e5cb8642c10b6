// Cheating witnesses of the tally circuit, on tally-8 without simplification, where each constraint is as it is written.
// Each lie is consistent everywhere but at the rule it breaks.
import { poseidon3 } from "poseidon-lite";
import { caught as expectCaught } from "./caught.js";
import { Circuit, type Witness } from "./circuit.js";
import { Lie } from "./settle.js";
import { batchOf, type SlotVote, TALLY_INPUTS } from "./tally.js";

export const PLAIN = { maxCount: 3, maxValue: 2 };
export const UNIQUE = { maxCount: 3, maxValue: 3, uniqueValues: true };
export const LIMIT = { maxCount: 3, maxValue: 3, maxTotalCost: 4 };
export const WEIGHED = { maxCount: 3, maxValue: 3, costFromWeight: true };
/** Six votes and two empty places; the vote that most lies are told about is the second. */
const BALLOTS = [
  [1, 0, 2],
  [0, 1, 2],
  [2, 2, 2],
  [0, 0, 0],
  [1, 1, 1],
  [2, 1, 0],
];
export const SLOTS = BALLOTS.map((votes): SlotVote => ({ votes }));
/** The same, with another second vote. */
export const second = (vote: Partial<SlotVote>): SlotVote[] => SLOTS.with(1, { ...SLOTS[1]!, ...vote });
export const slot = (name: string, i = 1): string => `main.slot[${i}].${name}`;

let read: Circuit | undefined;
/** The circuit, read once for all suites of a process. */
export function circuit(): Circuit {
  read ??= new Circuit("tally-8-plain");
  return read;
}

const known = new Map<string, Promise<Witness>>();
/** The witness of a count that is true. */
export function honest(rules: object, slots: readonly SlotVote[] = SLOTS): Promise<Witness> {
  const key = JSON.stringify([rules, slots], (_, v) => (typeof v === "bigint" ? `${v}` : v));
  const witness = known.get(key) ?? circuit().witness(batchOf(rules as typeof PLAIN, slots));
  known.set(key, witness);
  return witness;
}

/** The same, to tell lies in. */
export const lie = async (rules: object, slots?: readonly SlotVote[]): Promise<Lie> =>
  new Lie(circuit(), await honest(rules, slots), TALLY_INPUTS);

/**
 * A slot's vote as a voter proved it whose nullifier this is, with the same values and a hash that says `length` of them. So
 * its ballot opens under another nullifier, where a lie is about the order.
 */
export function provedBy(told: Lie, nullifier: bigint, { length = 3n, at = 1 } = {}): Lie {
  const values = told.value(slot("ballot.voteHash.inputs[0]", at)) % 2n ** 200n;
  const packed = (length << 200n) + values;
  return told.set(`main.voteHash[${at}]`, poseidon3([packed, told.value(`main.nonce[${at}]`), nullifier]));
}

/** Expects that just the constraints of one part, `count` of them, catch a lie. */
export const caught = (told: Lie, about: string, count = 1): void =>
  expectCaught(circuit(), told, about.startsWith("main.") ? about : `main.${about}`, count);
