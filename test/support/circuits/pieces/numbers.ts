// Ranges, weights and bytes.

import { invert, sqrt } from "../field.js";
import { R } from "../r1cs.js";
import { lie, type Piece } from "./piece.js";

const fraction = (a: bigint, b: bigint): bigint => (((a + R) % R) * invert(b)) % R;

/** Roots of b · (b − 1) = 1 and of b · (b − 1) = −1, where the field has them. */
export const ROOTS: readonly bigint[] = [5n, R - 3n].flatMap((square) => {
  const root = sqrt(square);
  return root === undefined ? [] : [fraction(1n + root, 2n)];
});

const BITS = 6;
export const RANGE: Piece = {
  name: "range",
  file: "lib/range.circom",
  template: "Range",
  params: [BITS],
  statements: () => ({
    true: { zero: { in: 0n }, some: { in: 37n }, most: { in: 63n } },
    false: {
      ...Object.fromEntries(ROOTS.map((root, i) => [`63 of root ${i}`, { in: (63n * root) % R }])),
      "81": { in: 81n },
      next: { in: 64n },
      "minus one": { in: R - 1n },
      "minus five": { in: R - 5n },
    },
  }),
  lies: [
    lie("a bit of value 3^4", "81", (told) => told.bits("", 16n)),
    ...ROOTS.map((root, i) =>
      lie("bits that are roots", `63 of root ${i}`, (told) => {
        for (let bit = 0; bit < BITS; bit++) told.set(`bits[${bit}]`, root);
      }),
    ),
    ...Array.from({ length: BITS }, (_, i) =>
      lie(`bit ${i} is not 0 or 1`, "next", (told) => told.bits("", 0n).set(`bits[${i}]`, 64n >> BigInt(i))),
    ),
    lie("the bits of one less", "next", (told) => told.bits("", 63n)),
    lie("the bits of zero and one of 64", "next", (told) => told.bits("", 0n)),
    // With a last bit of 63 instead of 32, or of 31, other sums are possible.
    ...[1n, 2n, 33n, 62n].flatMap((value) => [
      lie(`the bits of ${value}`, "next", (told) => told.bits("", value)),
      lie(`the bits of ${value}`, "minus one", (told) => told.bits("", value)),
    ]),
    lie("a bit of −1", "minus one", (told) => told.bits("", 0n).set("bits[0]", -1n)),
    lie("all bits 0", "minus five", (told) => told.bits("", 0n)),
  ],
};

export const IS_ZERO: Piece = {
  name: "is-zero",
  file: "circomlib/circuits/comparators.circom",
  template: "IsZero",
  params: [],
  statements: () => ({ true: { zero: { in: 0n }, five: { in: 5n } }, false: {} }),
  lies: [
    lie("5 is 0, by no inverse", "five", (told) => told.set("inv", 0n)),
    ...[1n, R - 1n].map((product) =>
      lie("5 has an answer that is its fraction", "five", (told) =>
        told.set("inv", fraction(1n - fraction(product, 5n), 5n)),
      ),
    ),
    lie("5 is half 0", "five", (told) => told.set("inv", fraction(1n, 10n))),
  ],
};

const MAX = 2n ** 128n - 1n;
export const ALLOWANCE: Piece = {
  name: "allowance",
  file: "lib/weight.circom",
  template: "WithinAllowance",
  params: [],
  statements: () => {
    const claim = (weight: bigint, availableWeight: bigint) => ({
      weight: (weight + R) % R,
      availableWeight,
    });
    return {
      true: { all: claim(10n, 10n), part: claim(3n, 10n), none: claim(0n, 0n), most: claim(MAX, 2n * MAX) },
      false: {
        "one more": claim(11n, 10n),
        "minus five": claim(-5n, 10n),
        "a weight of 2^128": claim(MAX + 1n, MAX + 1n),
        "2^128 left": claim(0n, MAX + 1n),
      },
    };
  },
  lies: [
    lie("a bit of −1 left", "one more", (told) => told.bits("left", 0n).set("left.bits[0]", -1n)),
    lie("r − 5, ranged as 0", "minus five", (told) => told.set("used.in", 0n)),
    lie("one more than there is, ranged as none left", "one more", (told) => told.set("left.in", 0n)),
  ],
};

export const FIELD: Piece = {
  name: "field",
  file: "lib/ballot.circom",
  template: "Field",
  params: [4],
  statements: () => ({
    true: Object.fromEntries(
      [0n, 1n, 2n, 3n, 4n, 5n, 127n, 128n, 255n].map((value) => [`${value}`, { value }]),
    ),
    false: Object.fromEntries([256n, 257n, 511n, 512n, R - 1n].map((value) => [`${value}`, { value }])),
  }),
  lies: [
    // The parts are value = 4 · high + Σ v · is[v], and is[0] = 1 − Σ is[v].
    ...(
      [
        ["another value by a bit of 2", "2", 0n, [2n, 0n, 0n]],
        ["a last bit of −1", "2", 1n, [1n, 0n, -1n]],
        ["a middle bit of −1", "2", 1n, [0n, -1n, 0n]],
        ["a first bit of −3", "1", 1n, [-3n, 0n, 0n]],
        ["a last bit of −1 alone", "1", 1n, [0n, 0n, -1n]],
        ["two bits, and −1 of 0", "3", 0n, [1n, 1n, 0n]],
        ["no bits", "0", 0n, [0n, 0n, 0n]],
        ["no bits, one too high", "1", 0n, [0n, 0n, 0n]],
        ["a bit of another value", "2", 0n, [1n, 0n, 0n]],
        ["a bit of the next value", "2", 0n, [0n, 0n, 1n]],
        ["a bit of the value before", "3", 0n, [0n, 1n, 0n]],
        ["the next four", "3", 1n, [0n, 0n, 0n]],
        ["four less", "4", 0n, [0n, 0n, 1n]],
      ] as const
    ).map(([name, about, high, bits]) =>
      lie(name, about, (told) => {
        for (const [v, bit] of bits.entries()) told.set(`is[${v + 1}]`, bit);
        told.set("is[0]", 1n - bits[0] - bits[1] - bits[2]).set("high", high);
      }),
    ),
    // 2 = 4 · (−1/4) + 3
    lie("a part above that is no integer", "2", (told) => {
      told.set("is[2]", 0n).set("is[3]", 1n).set("high", fraction(-1n, 4n)).set("highRange.in", 0n);
    }),
    lie("5 said to be 1", "5", (told) => told.set("high", 0n)),
    lie("5 said to be a 4 and a 1 by another high", "5", (told) => told.set("high", 2n).set("is[1]", -3n)),
    // 256 = 4 · 63 + 4 · 1
    lie("256 with all six bits", "256", (told) => told.set("high", 63n).set("is[1]", 4n)),
  ],
};

/** At its smallest, the bits of a field may be roots of another equation than b · (b − 1) = 0. */
export const FIELD_OF_TWO: Piece = {
  name: "field-2",
  file: "lib/ballot.circom",
  template: "Field",
  params: [2],
  statements: () => ({
    true: Object.fromEntries([0n, 1n, 2n, 3n, 254n, 255n].map((value) => [`${value}`, { value }])),
    false: {
      ...Object.fromEntries(ROOTS.map((value, i) => [`root ${i}`, { value }])),
      "256": { value: 256n },
      "−1": { value: R - 1n },
    },
  }),
  lies: ROOTS.map((root, i) =>
    lie("a bit that is a root", `root ${i}`, (told) => told.set("is[1]", root).set("high", 0n)),
  ),
};

export const UNARY: Piece = {
  name: "unary",
  file: "lib/params.circom",
  template: "Unary",
  params: [4],
  statements: () => ({
    true: Object.fromEntries([1n, 2n, 3n, 4n].map((count) => [`${count}`, { count }])),
    false: Object.fromEntries([0n, 5n, R - 1n].map((count) => [`${count}`, { count }])),
  }),
  lies: [
    lie("five, the first of −1", "5", (told) => told.set("beyond[0]", -1n)),
    lie("three by −1, 1, 1", "3", (told) =>
      told.set("beyond[1]", -1n).set("beyond[2]", 1n).set("beyond[3]", 1n),
    ),
    lie("none", "0", (told) => told.set("beyond[0]", 1n)),
    lie("none, the last twice", "0", (told) => told.set("beyond[3]", 2n)),
    lie("five, the last minus one", "5", (told) => told.set("beyond[3]", -1n)),
    ...[1, 2, 3].map((i) => lie(`five, a ${i} of −1`, "5", (told) => told.set(`beyond[${i}]`, -1n))),
    ...[2, 3].map((i) =>
      lie(`a gap before ${i}`, "3", (told) => told.set(`beyond[${i - 1}]`, 1n).set("beyond[3]", 0n)),
    ),
    lie("a gap at 1", "3", (told) => told.set("beyond[1]", 1n).set("beyond[3]", 0n)),
    lie("a gap from 1 on", "2", (told) => told.set("beyond[1]", 1n).set("beyond[2]", 0n)),
    lie("two as 2 and 0", "2", (told) => told.set("beyond[1]", 2n).set("beyond[2]", 0n).set("beyond[3]", 0n)),
    lie("two by 0, 0, 2", "2", (told) => told.set("beyond[2]", 0n).set("beyond[3]", 2n)),
    lie("two by 0, 2, 0", "2", (told) => told.set("beyond[2]", 2n).set("beyond[3]", 0n)),
    lie("one by halves", "1", (told) => told.set("beyond[1]", 2n).set("beyond[2]", 1n).set("beyond[3]", 0n)),
    ...[1n, 2n, 3n, 4n].map((count) =>
      lie("the first is beyond", `${count}`, (told) => told.set("beyond[0]", 1n)),
    ),
    ...[2n, 3n, 4n].map((count) =>
      lie("one less, said to be one more", `${count}`, (told) => told.set(`beyond[${count - 1n}]`, 1n)),
    ),
  ],
};

/** The fewest of which one stands before another. */
export const UNARY_OF_THREE: Piece = {
  ...UNARY,
  name: "unary-3",
  params: [3],
  statements: () => ({
    true: { one: { count: 1n }, two: { count: 2n }, three: { count: 3n } },
    false: { none: { count: 0n }, four: { count: 4n } },
  }),
  lies: [lie("a gap", "two", (told) => told.set("beyond[1]", 1n).set("beyond[2]", 0n))],
};

/** The fewest: nothing stands before another, and a bit may be a root of another equation. */
export const UNARY_OF_TWO: Piece = {
  ...UNARY,
  name: "unary-2",
  params: [2],
  statements: () => ({
    true: { one: { count: 1n }, two: { count: 2n } },
    false: Object.fromEntries(ROOTS.map((root, i) => [`2 less root ${i}`, { count: 2n + R - root }])),
  }),
  lies: ROOTS.map((root, i) =>
    lie("a bit that is a root", `2 less root ${i}`, (told) => told.set("beyond[1]", root)),
  ),
};
