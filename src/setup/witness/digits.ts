/**
 * Numbers taken apart into digits. A digit is a bit, or a one-hot group of 2^k wires (with the rest among them) whose
 * values are 0, 1, … 2^k − 1 in some order: k bits of the number. A known number that is a sum of digits at places of
 * their own has them from its binary representation:
 *
 *   known = Σ 2^place · digit,  every place below 253
 *
 * As integers both sides are below 2^253 < r: a sum of digits whose places do not overlap cannot reach more, and the
 * known side is the integer in [0, r) that it equals modulo r. So the equation holds over the integers, and binary
 * representations are unique: the constraints leave one value for each digit. When the number has no such
 * representation, what is computed does not satisfy the constraint that holds one of the digits, which is checked.
 *
 * Of the equation's digits one is no wire: circom's simplification has put a combination x in its place, and x is what
 * the constraint holds to 0 or 1. A digit with a negative coefficient, such as the borrow of a comparison, is
 * counted from its other end.
 */
import { SCALAR_FIELD_ORDER } from "../../bytes/index.js";
import { add, multiply, subtract } from "../field.js";
import type { Booleans } from "./booleans.js";
import { type Combination, MINUS_ONE, plus, quickInverse, scaled, without } from "./combination.js";
import { indicators } from "./indicators.js";
import type { Rows } from "./rows.js";

/** The bits that a number below r can have whatever they are: 2^253 < r. */
const PLACES = 253;
/** The powers of two by value. */
const POWERS = new Map(Array.from({ length: PLACES }, (_, i) => [1n << BigInt(i), i] as const));

/** k of ±2^k modulo r, negative k too; 0 for other values. */
function exponentOf(value: bigint): number {
  for (const down of [0, PLACES - 1]) {
    const power = multiply(value, 1n << BigInt(down)); // ±2^(k + down)
    const k = POWERS.get(power) ?? POWERS.get(subtract(0n, power));
    if (k !== undefined) return k - down;
  }
  return 0;
}

/** Values of which the digit has one: each with the wire that is 1 then, if there is a wire. */
type Choice = readonly (readonly [wire: number | undefined, value: bigint])[];

interface Digit {
  readonly place: number;
  readonly bits: number;
  /** By value of the digit: the wire that is 1 then, if there is a wire. */
  readonly wires: ReadonlyMap<number, number>;
  /** The digit is 0 where the choice has this value, multiplied. */
  readonly least: bigint;
}

/** The field element as an integer around 0. */
const centred = (value: bigint): bigint =>
  value > SCALAR_FIELD_ORDER / 2n ? value - SCALAR_FIELD_ORDER : value;

/** A choice with its values multiplied, as a digit: 2^bits values at equal distances, a power of two. */
function digitOf(choice: Choice, scale: bigint): Digit | undefined {
  const values = choice.map(([, value]) => centred(multiply(value, scale)));
  const least = values.reduce((a, b) => (a < b ? a : b));
  const most = values.reduce((a, b) => (a > b ? a : b));
  const bits = POWERS.get(BigInt(values.length))!;
  const place = POWERS.get((most - least) / BigInt(values.length - 1));
  // Values up to 2^bits − 1 times 2^place: the quotient is rounded, so the largest is asked too.
  if (place === undefined || place + bits > PLACES) return undefined;
  if (most - least !== BigInt(values.length - 1) << BigInt(place)) return undefined;
  const wires = new Map<number, number>();
  const seen = new Set<bigint>();
  for (const [i, [wire]] of choice.entries()) {
    const offset = values[i]! - least;
    const value = offset >> BigInt(place);
    if (value << BigInt(place) !== offset || seen.has(value)) return undefined;
    seen.add(value);
    if (wire !== undefined) wires.set(Number(value), wire);
  }
  return { place, bits, wires, least: least < 0n ? least + SCALAR_FIELD_ORDER : least };
}

/** All choices as digits at places of their own. */
function digitsOf(choices: readonly Choice[], scale: bigint): Digit[] | undefined {
  const digits: Digit[] = [];
  const taken = new Set<number>();
  for (const choice of choices) {
    const digit = digitOf(choice, scale);
    if (digit === undefined) return undefined;
    for (let place = digit.place; place < digit.place + digit.bits; place++) {
      if (taken.has(place)) return undefined;
      taken.add(place);
    }
    digits.push(digit);
  }
  return digits;
}

/** k for the lowest place 2^k of the choices and of the bit that is held, whose place is 0 as they stand. */
const lowestExponent = (choices: readonly Choice[]): number =>
  choices.flat().reduce((lowest, [, value]) => Math.min(lowest, exponentOf(value)), 0);

/** How many bits are counted from their other end: wires of which only the complement is a bit of the number. */
const complements = (digits: readonly Digit[]): number =>
  digits.filter(({ bits, wires }) => bits === 1 && wires.has(0)).length;

/** The bit that a constraint holds is no wire. */
const HELD: Choice = [
  [undefined, 1n],
  [undefined, 0n],
];

const minus = ([wire, value]: Choice[number]): Choice[number] => [wire, subtract(0n, value)];

/** What the unknown wires of a combination, all bits, add to it. */
function choicesOf(booleans: Booleans, unknown: Combination): Choice[] | undefined {
  const choices: Choice[] = [];
  const seen = new Set<number>();
  for (const wire of unknown.keys()) {
    if (seen.has(wire)) continue;
    const group = booleans.groupOf(wire) ?? [wire];
    // Of a group of which only this wire is here, the others say nothing.
    const members = group.filter((member) => unknown.has(member)).length > 1 ? group : [wire];
    if (!POWERS.has(BigInt(members.length + 1))) return undefined;
    for (const member of members) seen.add(member);
    choices.push([...members.map((member) => [member, unknown.get(member) ?? 0n] as const), [undefined, 0n]]);
  }
  return choices;
}

/** Takes a number apart, of which `held` is one bit: held = known + Σ coefficient·bit. */
function takeApart(rows: Rows, booleans: Booleans, held: Combination): boolean {
  const unknown = without(held, rows.isKnown);
  const choices = choicesOf(booleans, unknown);
  if (choices === undefined || choices.length >= PLACES) return false;
  // known = held − Σ coefficient·bit
  const all = [...choices.map((choice) => choice.map(minus)), HELD];
  const power = 1n << BigInt(-lowestExponent(all));
  const upwards = digitsOf(all, power);
  if (upwards === undefined) return false;
  const downwards = digitsOf(all, subtract(0n, power))!;
  const down = complements(downwards) < complements(upwards);
  const digits = down ? downwards : upwards;
  const scale = down ? subtract(0n, power) : power;
  const least = digits.reduce((sum, digit) => add(sum, digit.least), 0n);
  const known = scaled(without(held, rows.isUnknown), scale);
  writeDigits(rows, plus(known, new Map([[0, subtract(0n, least)]])), digits);
  return true;
}

/** The instructions that give the digits their wires. */
function writeDigits(rows: Rows, value: Combination, digits: readonly Digit[]): void {
  const bits: (readonly [bit: number, wire: number])[] = [];
  const after: (() => void)[] = [];
  for (const { place, bits: length, wires } of digits) {
    if (wires.size === 0) continue;
    const direct = length === 1 ? wires.get(1) : undefined;
    if (direct !== undefined) {
      bits.push([place, direct]);
      continue;
    }
    const own = Array.from({ length }, () => rows.newWire());
    own.forEach((wire, i) => {
      bits.push([place + i, wire]);
    });
    after.push(() => indicators(rows, own, wires));
  }
  rows.steps.push({ kind: "bits", value, bits });
  for (const [, wire] of bits) rows.learn(wire);
  for (const write of after) write();
}

/**
 * Takes apart a number by a constraint that holds `held` to 0 or 1. When `held` has one unknown wire that is no bit (the low half of
 * a number that is ranged in two parts), the constraint gives that wire, and another constraint with it the equation.
 * @returns whether it has.
 */
export function takeDigits(rows: Rows, booleans: Booleans, row: number, held: Combination): boolean {
  const unknown = [...held.keys()].filter(rows.isUnknown);
  const others = unknown.filter((wire) => !booleans.has(wire));
  const [wire] = others;
  if (unknown.length === 0 || others.length > 1) return false;
  if (wire === undefined) return takeApart(rows, booleans, held);
  // held = bit: wire = (bit − the rest of held)/its coefficient
  const partners = rows.uses(wire).flatMap((other) => {
    const x = other === row ? undefined : rows.held(other);
    const isPartner = x && [...x.keys()].every((w) => w === wire || rows.isKnown(w) || booleans.has(w));
    return isPartner ? [x] : [];
  });
  if (partners.length === 0) return false;
  const bit = rows.newWire();
  booleans.add(bit);
  const coefficient = held.get(wire)!;
  const rest = without(held, (w) => w === wire);
  const value = scaled(plus(new Map([[bit, 1n]]), rest, MINUS_ONE), quickInverse(coefficient));
  for (const partner of partners) {
    const equation = plus(
      without(partner, (w) => w === wire),
      value,
      partner.get(wire)!,
    );
    // Where a bit cancels out, the equation does not give it, nor the wire.
    const givesAll = [...value.keys()].every((w) => rows.isKnown(w) || equation.has(w));
    if (!givesAll || !takeApart(rows, booleans, equation)) continue;
    rows.define(wire, value);
    return true;
  }
  return false;
}
