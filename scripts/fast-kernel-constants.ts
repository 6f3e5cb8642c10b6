/**
 * Writes `src/engine/kernel/fast_constants.h`: the numbers of the fast kernel (fast_pair.h), from the field's prime. A double is
 * printed as the 64-bit integer of its bits, in both lanes.
 */
import { BETA, f2Power, P, power, R, raw, XI } from "./kernel-constants.js";

const LIMB_BITS = 51n;
const LIMBS = 5;
const COLUMNS = 10;
const LOW_COLUMNS = 4;
/** R = 2^255. */
const RADIX = LIMB_BITS * BigInt(LIMBS);

const HI = 1.5 * 2 ** 103;
const LO = 1.5 * 2 ** 52;
const SUM_LAST_BITS = 3n; // HI + 1.5 * 2^52: 3 units of 2^51 more than HI

const POSITIVE = 1n << 60n;
const CENTRE = 1n << 50n;

const bitsOf = (x: number): bigint => new BigUint64Array(Float64Array.of(x).buffer)[0]!;
const centred = (x: bigint, n = P): bigint => {
  const rest = ((x % n) + n) % n;
  return rest > n / 2n ? rest - n : rest;
};

/** Five limbs: four in [-2^50, 2^50) and what is left. */
function limbs(value: bigint): number[] {
  const out: number[] = [];
  let rest = value;
  for (let i = 0; i < LIMBS - 1; i++) {
    const low = BigInt.asIntN(Number(LIMB_BITS), rest);
    out.push(Number(low));
    rest = (rest - low) >> LIMB_BITS;
  }
  return [...out, Number(rest)];
}

type Products = readonly (readonly [number, number])[];

/** The constants that these limb products bring into each column. */
function constantsOf(products: Products): bigint[] {
  const sums = Array<bigint>(COLUMNS + 1).fill(0n);
  for (const [i, j] of products) {
    sums[i + j]! += bitsOf(LO);
    sums[i + j + 1]! += bitsOf(HI);
  }
  return sums.slice(0, COLUMNS);
}

/** What columns begin with, for the limb products (i, j) of a multiplication. */
function beginnings(products: Products): bigint[] {
  // The folds q_k c_k, and q N.
  const folds = Array.from({ length: LOW_COLUMNS + 1 }, () => indices.map((j) => [LOW_COLUMNS, j] as const));
  return constantsOf([...products, ...folds.flat()]).map((constants, k) => {
    const carried = k > 0 ? POSITIVE >> LIMB_BITS : 0n;
    // The top column becomes a double by itself; column 4 is not a digit that is centred.
    const own = k === COLUMNS - 1 ? bitsOf(LO) : k === LOW_COLUMNS ? POSITIVE : POSITIVE + CENTRE;
    return BigInt.asUintN(64, own - carried - constants);
  });
}

const indices = Array.from({ length: LIMBS }, (_, i) => i);
const all = indices.flatMap((i) => indices.map((j) => [i, j] as const));
const once = all.filter(([i, j]) => i <= j);

const both = (bits: bigint): string => `{{0x${bits.toString(16)}u, 0x${bits.toString(16)}u}}`;
const double = (x: number): string => both(bitsOf(x));
const row = (values: readonly string[]): string => `{${values.join(", ")}}`;

const negated = (sum: bigint): string => both(BigInt.asUintN(64, -sum));

/** The numbers of a field. `foldsBelow` is the bound of fast_pair.h, in thousandths of the modulus. */
function constants(name: string, n: bigint, foldsBelow: bigint): string[] {
  const folds = Array.from({ length: LOW_COLUMNS }, (_, k) =>
    centred(power(2n, n - 1n - LIMB_BITS * BigInt(LOW_COLUMNS - k), n), n),
  );
  const total = folds.reduce((sum, c) => sum + (c < 0n ? -c : c), 0n);
  if (1000n * total >= foldsBelow * n)
    throw new Error("the folds are larger than the bounds of fast_pair.h allow");
  const modulus = limbs(n);
  if (modulus.slice(0, -1).some((limb) => Math.abs(limb) > 0.55 * 2 ** 50))
    throw new Error("the modulus has larger limbs than pair_reduce allows");
  const mu = BigInt.asIntN(Number(LIMB_BITS), -power(n, (1n << (LIMB_BITS - 1n)) - 1n, 1n << LIMB_BITS));
  const reciprocal = Number((1n << (LIMB_BITS * 4n + 120n)) / n) / 2 ** 120;
  return [
    `static const modulus_pair ${name} = {`,
    `    .hi = ${double(HI)},`,
    `    .sum = ${both(bitsOf(HI) + SUM_LAST_BITS)},`,
    `    .lo = ${double(LO)},`,
    `    .mask = ${both((1n << LIMB_BITS) - 1n)},`,
    `    .two52 = ${double(2 ** 52)},`,
    `    .centre = ${double(2 ** 52 + 2 ** 50)},`,
    `    .mu = ${double(Number(mu))},`,
    `    .reciprocal = ${double(reciprocal)},`,
    `    .two_51 = ${double(2 ** -51)},`,
    `    .n0 = ${both(BigInt.asUintN(Number(LIMB_BITS), n))},`,
    `    .c = {${folds.map((c) => row(limbs(c).map(double))).join(",\n          ")}},`,
    `    .n = ${row(modulus.map(double))},`,
    `    .mul = ${row(beginnings(all).map(both))},`,
    `    .sqr = ${row(beginnings(once).map(both))},`,
    `    .f2 = ${row(beginnings([...all, ...all]).map(both))},`,
    `    .more = ${row(constantsOf(all).map(negated))},`,
    `    .f2_more = ${row(constantsOf([...all, ...all]).map(negated))},`,
    "};",
  ];
}

/** The header's text. */
export function fastConstantsHeader(): string {
  const ff = (value: bigint, n = P): string => `{{${limbs(centred(value, n)).join(".0, ")}.0}}`;
  const pair = (first: bigint, second: bigint, n = P): string => {
    const [a, b] = [limbs(centred(first, n)), limbs(centred(second, n))];
    return `{{${a.map((limb, i) => `{{0x${bitsOf(limb).toString(16)}u, 0x${bitsOf(b[i]!).toString(16)}u}}`).join(", ")}}}`;
  };
  /** An initialiser of vectors themselves, four words of 32 bits each. */
  const vectors = (first: bigint, second: bigint): string => {
    const [a, b] = [limbs(centred(first)), limbs(centred(second))];
    const words = (x: number): bigint[] => [
      BigInt.asIntN(32, bitsOf(x)),
      BigInt.asIntN(32, bitsOf(x) >> 32n),
    ];
    return `{{${a.map((limb, i) => row([...words(limb), ...words(b[i]!)].map(String))).join(", ")}}}`;
  };
  const f2 = ([c0, c1]: readonly [bigint, bigint]): string => pair(c0 << RADIX, c1 << RADIX);
  const fr = (value: bigint): string => pair(value, value, R);
  const [psi2] = f2Power(XI, (P * P - 1n) / 3n);
  return [
    "/* Written by scripts/fast-kernel-constants.ts (npm run build:kernel); do not edit. */",
    "#ifndef PSEPHOS_FAST_CONSTANTS_H",
    "#define PSEPHOS_FAST_CONSTANTS_H",
    "",
    '#include "fast_pair.h"',
    '#include "field.h"',
    "",
    "typedef union { u64 bits[2]; double x[2]; v128 v; } both;",
    "struct modulus_pair {",
    "  both hi, sum, lo, mask, two52, centre;",
    "  both mu, reciprocal, two_51, n0; /* -1 / N mod 2^51; 2^204 / N; 2^-51; the lowest limb of N modulo 2^51 */",
    "  both c[4][5], n[5];              /* 2^(51 (k - 4)) mod N; N */",
    "  both mul[10], sqr[10], f2[10];   /* what columns begin with */",
    "  both more[10], f2_more[10];      /* what they are given for each further product, and in F2 */",
    "};",
    "typedef union { both l[PAIR_LIMBS]; pair v; } pair_constant;",
    "",
    ...constants("FAST_P", P, 999n),
    ...constants("FAST_R", R, 1017n),
    "",
    "/* 1 and beta (glv.h) times 2^255; 2^267, as field.h has elements, not in Montgomery form */",
    `static const ff FAST_ONE = ${ff(1n << RADIX)};`,
    `#define FAST_BETA ${ff(BETA << RADIX)}`,
    `static const fp FP_TWO_267 = ${raw(power(2n, 267n, P), P)};`,
    "/* p in four words */",
    `#define FAST_P_WORDS {{${[0n, 64n, 128n, 192n].map((at) => `0x${BigInt.asUintN(64, P >> at).toString(16)}u`).join(", ")}}}`,
    "/* in F2: 1, and the factors of psi (curve.h) and of psi^2 */",
    `static const pair_constant FAST_F2_ONE = ${f2([1n, 0n])};`,
    `#define FAST_PAIR_ONE ${vectors(1n << RADIX, 0n)}`,
    `static const pair_constant FAST_PSI_X = ${f2(f2Power(XI, (P - 1n) / 3n))};`,
    `static const pair_constant FAST_PSI_Y = ${f2(f2Power(XI, (P - 1n) / 2n))};`,
    `static const pair_constant FAST_PSI2_X = ${f2([psi2, psi2])};`,
    "/* in Fr: 1 and a root of order 2^28 times 2^255; 2^-12 */",
    `static const pair_constant FAST_FR_ONE = ${fr(1n << RADIX)};`,
    `static const pair_constant FAST_FR_ROOT = ${fr(power(5n, (R - 1n) >> 28n, R) << RADIX)};`,
    "/* 2^510 in Fr */",
    `static const ff FAST_FR_2_510 = ${ff(power(2n, 2n * RADIX, R), R)};`,
    `static const pair_constant FAST_FR_2_12 = ${fr(power(2n, R - 1n - 12n, R))};`,
    "",
    "#endif",
    "",
  ].join("\n");
}
