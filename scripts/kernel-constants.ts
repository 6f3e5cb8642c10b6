/**
 * Writes `src/engine/kernel/constants.h`: everything the kernel knows about BN254 in numbers, from the curve's
 * parameter u. A field element is printed in the kernel's form: x·2^261 mod N, as nine centred 29-bit limbs.
 * `npm run build:kernel` runs this; a new constant is a new line in `CONSTANTS`.
 */
const U = 4965661367192848881n;
export const P = 36n * U ** 4n + 36n * U ** 3n + 24n * U ** 2n + 6n * U + 1n;
export const R = 36n * U ** 4n + 36n * U ** 3n + 18n * U ** 2n + 6n * U + 1n;

const mod = (x: bigint, n: bigint) => ((x % n) + n) % n;
const centre = (x: bigint, n: bigint) => (mod(x, n) > n / 2n ? mod(x, n) - n : mod(x, n));

export function power(base: bigint, exponent: bigint, n: bigint): bigint {
  let result = 1n;
  for (let b = mod(base, n), e = exponent; e > 0n; e >>= 1n, b = (b * b) % n)
    if (e & 1n) result = (result * b) % n;
  return result;
}

const inverse = (x: bigint, n: bigint) => power(x, n - 2n, n);

/** Nine limbs: eight in [-2^28, 2^28) and what is left. */
function limbs(value: bigint): bigint[] {
  const out: bigint[] = [];
  let rest = value;
  for (let i = 0; i < 8; i++) {
    const low = BigInt.asIntN(29, rest);
    out.push(low);
    rest = (rest - low) >> 29n;
  }
  return [...out, rest];
}

const list = (values: readonly bigint[]) => `{${values.join(", ")}}`;
export const raw = (value: bigint, n: bigint) => `{${list(limbs(centre(value, n)))}}`;

/** An initialiser for an `fp`, an `fr` or an `f2`. */
export const fp = (value: bigint) => raw(value << 261n, P);
export const fr = (value: bigint) => raw(value << 261n, R);
export const f2 = (c0: bigint, c1: bigint) => `{${fp(c0)}, ${fp(c1)}}`;

/** A cube root of 1 in Fp. */
export const BETA = mod(-(18n * U ** 3n + 18n * U ** 2n + 9n * U + 2n), P);

function field(name: string, n: bigint): string[] {
  const mu = BigInt.asIntN(29, -power(n, (1n << 28n) - 1n, 1n << 29n));
  const reciprocal = ((1n << 277n) / n + 1n) >> 1n;
  const c = centre(inverse(1n << 29n, n), n);
  return [
    `static const modulus ${name}_MODULUS = {`,
    `    .n = ${list(limbs(n))},`,
    `    .c = ${list(limbs(c))},`,
    `    .mu = ${mu},`,
    `    .reciprocal = ${reciprocal},`,
    "};",
    "/* powers of two, as they are (not in Montgomery form) */",
    ...[256n, 261n, 522n].map((k) => `#define ${name}_TWO_${k} ${raw(power(2n, k, n), n)}`),
    "",
  ];
}

/** Fr's two-power roots of unity: r - 1 = 2^28 · odd, and 5 is the least non-residue. */
const roots = ["/* order 2^28 */", `#define FR_ROOT_OF_UNITY ${fr(power(5n, (R - 1n) >> 28n, R))}`, ""];

type Pair = readonly [c0: bigint, c1: bigint];

const f2Mul = ([a0, a1]: Pair, [b0, b1]: Pair): Pair => [
  mod(a0 * b0 - a1 * b1, P),
  mod(a0 * b1 + a1 * b0, P),
];

export function f2Power(base: Pair, exponent: bigint): Pair {
  let result: Pair = [1n, 0n];
  for (let b = base, e = exponent; e > 0n; e >>= 1n, b = f2Mul(b, b)) if (e & 1n) result = f2Mul(result, b);
  return result;
}

/** xi = 9 + i, by which the towers and the twist are built. */
export const XI: Pair = [9n, 1n];

function curves(): string[] {
  const twistB = f2Mul([3n, 0n], f2Power(XI, P * P - 2n));
  const u = Array.from({ length: 8 }, (_, i) => `0x${((U >> BigInt(8 * i)) & 0xffn).toString(16)}`);
  return [
    `#define G1_B ${fp(3n)}`,
    `#define G2_B ${f2(...twistB)} /* 3 / (9 + i) */`,
    `#define CURVE_U {${u.join(", ")}} /* u, little-endian bytes */`,
    `#define PSI_X ${f2(...f2Power(XI, (P - 1n) / 3n))} /* xi^((p-1)/3) */`,
    `#define PSI_Y ${f2(...f2Power(XI, (P - 1n) / 2n))} /* xi^((p-1)/2) */`,
    "",
  ];
}

const words = (value: bigint, count: number) =>
  list(Array.from({ length: count }, (_, i) => BigInt.asUintN(32, value >> BigInt(32 * i))));

/** Integer determinant by the first row. */
function determinant(m: readonly (readonly bigint[])[]): bigint {
  const [first = [], ...rest] = m;
  if (rest.length === 0) return first[0] ?? 1n;
  return first.reduce((sum, x, j) => {
    const minor = determinant(rest.map((row) => row.filter((_, k) => k !== j)));
    return sum + (j % 2 ? -x : x) * minor;
  }, 0n);
}

/**
 * A basis of the lattice of all (x_j) with sum x_j e^j = 0 mod r, and g_i = round(2^256 y_i / k) where
 * (k, 0, ...) = sum y_i b_i, each b_i signed so that g_i >= 0. By Cramer y_i / k is the cofactor of b_i0 over det.
 */
function lattice(
  name: string,
  eigenvalue: bigint,
  basis: bigint[][],
  gWords: number,
  partWords: number,
): string[] {
  const det = determinant(basis);
  if (det !== R && det !== -R) throw new Error(`${name}: not a basis of the whole lattice`);
  const rows = basis.map((row, i) => {
    if (
      mod(
        row.reduce((sum, x, j) => sum + x * eigenvalue ** BigInt(j), 0n),
        R,
      ) !== 0n
    ) {
      throw new Error(`${name}: row ${i} is not in the lattice`);
    }
    const minor = determinant(basis.filter((_, k) => k !== i).map((other) => other.slice(1)));
    const cofactor = (i % 2 ? -minor : minor) * (det / R);
    const sign = cofactor < 0n ? -1n : 1n;
    return { g: ((sign * cofactor * 2n ** 257n) / R + 1n) / 2n, row: row.map((x) => x * sign) };
  });
  const dims = basis.length;
  return [
    `#define ${name}_G_WORDS ${gWords}`,
    `static const u32 ${name}_G[${dims}][${gWords}] = {`,
    ...rows.map(({ g }) => `    ${words(g, gWords)},`),
    "};",
    `static const u32 ${name}_BASIS[${dims}][${dims}][${partWords}] = {`,
    ...rows.map(({ row }) => `    {${row.map((x) => words(x, partWords)).join(", ")}},`),
    "};",
  ];
}

function endomorphisms(): string[] {
  const u = U;
  // lambda = -(36u^3 + 18u^2 + 6u + 2), to which beta belongs
  const lambda = mod(-(36n * u ** 3n + 18n * u ** 2n + 6n * u + 2n), R);
  return [
    ...lattice(
      "GLV1",
      lambda,
      [
        [6n * u * u + 2n * u, -(2n * u + 1n)],
        [2n * u + 1n, 6n * u * u + 4n * u + 1n],
      ],
      5,
      5,
    ),
    `#define GLV_BETA ${fp(BETA)} /* a cube root of 1 */`,
    `#define GLV_LAMBDA ${fr(lambda)} /* (beta x, y) = lambda (x, y) in G1 */`,
    ...lattice(
      "GLV2",
      P % R,
      [
        [2n * u, u + 1n, -u, u],
        [-u, u, -u, -2n * u - 1n],
        [u + 1n, u, u, -2n * u],
        [2n * u + 1n, -u, -u - 1n, -u],
      ],
      6,
      3,
    ),
    `#define PSI2_X ${fp(f2Power(XI, (P * P - 1n) / 3n)[0])} /* xi^((p^2-1)/3), in Fp */`,
    "",
  ];
}

/** Signed digits of value > 0 from the highest: odd, below 2^(width-1) in size, `width` or more apart; or 0. */
function signedDigits(value: bigint, width: number): number[] {
  const digits: number[] = [];
  for (let rest = value; rest > 0n; rest >>= 1n) {
    const digit = rest & 1n ? BigInt.asIntN(width, rest) : 0n;
    digits.push(Number(digit));
    rest -= digit;
  }
  return digits.reverse();
}

/** Digits 0 and \u00b11 of 6u + 2 with few of them not 0; 1 0 -1 at the top is written 1 1, which saves a doubling. */
function ateDigits(): number[] {
  const [, , , ...rest] = signedDigits(6n * U + 2n, 2);
  return [1, 1, ...rest];
}

function pairing(): string[] {
  const [top, ...digits] = signedDigits(U, 4);
  const powers = [1n, 2n, 3n, 4n, 5n].map((k) => f2(...f2Power(XI, (k * (P - 1n)) / 6n)));
  return [
    `#define ATE_DIGITS {${ateDigits().slice(1).join(", ")}} /* 6u + 2, its highest digit 1 left out */`,
    `#define CURVE_U_TOP ${top}`,
    `#define CURVE_U_DIGITS {${digits.join(", ")}} /* u, its highest digit left out */`,
    `#define FROBENIUS {${powers.join(", ")}} /* xi^(k (p-1) / 6), k = 1..5 */`,
    "",
  ];
}

const CONSTANTS = [
  ...field("FP", P),
  ...field("FR", R),
  ...roots,
  ...curves(),
  ...endomorphisms(),
  ...pairing(),
];

/** The text of constants.h. */
export function constantsHeader(): string {
  return [
    "/* Written by scripts/kernel-constants.ts (npm run build:kernel); do not edit. */",
    "#ifndef PSEPHOS_CONSTANTS_H",
    "#define PSEPHOS_CONSTANTS_H",
    "",
    '#include "limbs.h"',
    "",
    ...CONSTANTS,
    "#endif",
    "",
  ].join("\n");
}
