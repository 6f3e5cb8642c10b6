// The fast kernel: field elements side by side, at the bounds of fast_pair.h.
import assert from "node:assert/strict";
import { BASE_FIELD_ORDER as P, SCALAR_FIELD_ORDER as R } from "../../src/bytes/index.js";
import { hasFusedSimd, type Kernel } from "../../src/engine/index.js";
import { createKernel } from "./support/kernels.js";
import { Random } from "./support/random.js";

const LIMBS = 5;
const LIMB_BITS = 51n;
const HALF = 2 ** 50;
const PAIR = 16 * LIMBS; // bytes
const SLACK = 32; // the header's 2^5 beside the weight
/** Rounds of a random test; more in the slow suite. */
const ROUNDS = Number(globalThis.process?.env?.PSEPHOS_PAIR_ROUNDS ?? 4000);

function inverseOfRadix(n: bigint): bigint {
  let [result, base] = [1n, 2n];
  for (let e = (n - 2n) * 255n; e > 0n; e >>= 1n, base = (base * base) % n)
    if (e & 1n) result = (result * base) % n;
  return result;
}

type Limbs = readonly number[];
const toInteger = (limbs: Limbs): bigint =>
  limbs.reduceRight((sum, limb) => (sum << LIMB_BITS) + BigInt(limb), 0n);
/** Five centred limbs. */
function limbsOf(value: bigint): Limbs {
  const limbs: number[] = [];
  let rest = value;
  for (let i = 0; i < LIMBS - 1; i++) {
    const low = BigInt.asIntN(Number(LIMB_BITS), rest);
    limbs.push(Number(low));
    rest = (rest - low) >> LIMB_BITS;
  }
  return [...limbs, Number(rest)];
}

interface PairExports {
  /** A field's numbers: Fr's, or Fp's. */
  pair_modulus(scalar: boolean): number;
  pair_mul(result: number, a: number, b: number, modulus: number): void;
  pair_sqr(result: number, a: number, modulus: number): void;
  pair_f2_mul(result: number, a: number, b: number): void;
  pair_f2_sqr(result: number, a: number): void;
  /** `count` is a number. */
  pair_f2_dot(result: number, a: number, b: number, count: number): void;
  pair_f2_mul_xi(result: number, a: number): void;
  /** `count` is a number, and each element of the second factors is one, for both lanes. */
  pair_dot(result: number, a: number, b: number, count: number, modulus: number): void;
  pair_reduce(a: number, modulus: number): void;
}
type Two<T> = readonly [T, T];
/** The most products of one sum, in F2 and with one element for both lanes. */
const MOST_F2 = 6;
const MOST = 17;

function describePairs(field: "Fp" | "Fr"): void {
  const N = field === "Fp" ? P : R;
  /** F2 is over Fp. */
  const inF2 = (title: string, test: () => void): void => {
    if (field === "Fp") it(title, test);
  };
  const INVERSE_RADIX = inverseOfRadix(N);
  const mod = (x: bigint): bigint => ((x % N) + N) % N;

  describe(`fast kernel: pairs of elements of ${field}`, () => {
    let kernel: Kernel;
    let at: readonly number[];
    let rows: Two<number>;
    before(async function () {
      if (!hasFusedSimd()) return this.skip(); // fast-kernel.slow.ts runs this file on engines that have it
      kernel = await createKernel("fast");
      at = [kernel.alloc(PAIR), kernel.alloc(PAIR), kernel.alloc(PAIR)];
      rows = [kernel.alloc(MOST * PAIR), kernel.alloc(MOST * PAIR)];
    });

    const write = (place: number, lanes: readonly [Limbs, Limbs]): void => {
      const doubles = new Float64Array(kernel.exports.memory.buffer, place, 2 * LIMBS);
      for (let i = 0; i < LIMBS; i++)
        for (const lane of [0, 1] as const) doubles[2 * i + lane] = lanes[lane][i]!;
    };
    const read = (place: number, lane: number): Limbs => {
      const doubles = new Float64Array(kernel.exports.memory.buffer, place, 2 * LIMBS);
      return Array.from({ length: LIMBS }, (_, i) => doubles[2 * i + lane]!);
    };
    const pairs = () => kernel.exports as unknown as PairExports;
    const modulus = () => pairs().pair_modulus(field === "Fr");

    /** The result is what it should be, its limbs are centred, and it is as small as the header proves. */
    function check(product: bigint, got: Limbs, said: () => string): void {
      const value = toInteger(got);
      assert.equal(mod(value), mod(product * INVERSE_RADIX), said());
      for (const limb of got.slice(0, 4)) assert.ok(Math.abs(limb) <= HALF, said());
      const size = (x: bigint): bigint => (x < 0n ? -x : x);
      // |value| <= |product| / 2^255 + N for p, and 1.017 N for r: what the folds add up to (fast_pair.h)
      assert.ok(size(value) <= (size(product) >> 255n) + N + (field === "Fr" ? N / 58n : 0n) + 1n, said());
    }
    function multiplies(a: readonly [Limbs, Limbs], b: readonly [Limbs, Limbs]): void {
      write(at[0]!, a);
      write(at[1]!, b);
      pairs().pair_mul(at[2]!, at[0]!, at[1]!, modulus());
      for (const lane of [0, 1] as const)
        check(
          toInteger(a[lane]) * toInteger(b[lane]),
          read(at[2]!, lane),
          () => `${a[lane]} times ${b[lane]}`,
        );
    }
    function squares(a: readonly [Limbs, Limbs]): void {
      write(at[0]!, a);
      pairs().pair_sqr(at[2]!, at[0]!, modulus());
      for (const lane of [0, 1] as const)
        check(toInteger(a[lane]) ** 2n, read(at[2]!, lane), () => `${a[lane]} squared`);
    }

    const c = ([c0, c1]: Two<Limbs>): Two<bigint> => [toInteger(c0), toInteger(c1)];
    const complexProduct = ([a0, a1]: Two<bigint>, [b0, b1]: Two<bigint>): Two<bigint> => [
      a0 * b0 - a1 * b1,
      a0 * b1 + a1 * b0,
    ];
    function multipliesF2(a: Two<Limbs>, b: Two<Limbs>): void {
      write(at[0]!, a);
      write(at[1]!, b);
      for (const [x, y, result] of [
        [0, 1, 2],
        [0, 1, 0], // over an operand
      ] as const)
        pairs().pair_f2_mul(at[result]!, at[x]!, at[y]!);
      for (const place of [2, 0])
        for (const lane of [0, 1] as const)
          check(complexProduct(c(a), c(b))[lane], read(at[place]!, lane), () => `(${a}) times (${b}) in F2`);
    }
    function squaresF2(a: Two<Limbs>): void {
      write(at[0]!, a);
      pairs().pair_f2_sqr(at[2]!, at[0]!);
      for (const lane of [0, 1] as const)
        check(complexProduct(c(a), c(a))[lane], read(at[2]!, lane), () => `(${a}) squared in F2`);
    }

    function sumsF2(terms: readonly Two<Two<Limbs>>[]): void {
      terms.forEach(([a, b], i) => {
        write(rows[0] + PAIR * i, a);
        write(rows[1] + PAIR * i, b);
      });
      pairs().pair_f2_dot(at[2]!, rows[0], rows[1], terms.length);
      for (const lane of [0, 1] as const) {
        const sum = terms.reduce((total, [a, b]) => total + complexProduct(c(a), c(b))[lane], 0n);
        check(
          sum,
          read(at[2]!, lane),
          () => `the sum of ${terms.map(([a, b]) => `(${a}) times (${b})`)} in F2`,
        );
      }
    }

    function sums(terms: readonly Two<Limbs>[], other: readonly Limbs[]): void {
      const doubles = new Float64Array(kernel.exports.memory.buffer, rows[1], LIMBS * other.length);
      doubles.set(other.flat());
      terms.forEach((a, i) => {
        write(rows[0] + PAIR * i, a);
      });
      pairs().pair_dot(at[2]!, rows[0], rows[1], terms.length, modulus());
      for (const lane of [0, 1] as const) {
        const sum = terms.reduce((total, a, i) => total + toInteger(a[lane]) * toInteger(other[i]!), 0n);
        check(
          sum,
          read(at[2]!, lane),
          () => `the sum of ${terms.map((a, i) => `${a[lane]} times ${other[i]}`)}`,
        );
      }
    }

    /** What came out is `value` modulo N, and reduced; an element that is 0 has no limbs. */
    function checkReduced(value: bigint, got: Limbs, said: () => string): void {
      const result = toInteger(got);
      assert.equal(mod(result), mod(value), said());
      for (const limb of got.slice(0, 4)) assert.ok(Math.abs(limb) <= HALF + 8, said());
      assert.ok(10_000n * (result < 0n ? -result : result) <= 5001n * N, said());
      if (mod(value) === 0n)
        assert.ok(
          got.every((limb) => Math.abs(limb) === 0),
          said(),
        );
    }
    function reduces(a: Two<Limbs>): void {
      write(at[0]!, a);
      pairs().pair_reduce(at[0]!, modulus());
      for (const lane of [0, 1] as const)
        checkReduced(toInteger(a[lane]), read(at[0]!, lane), () => `${a[lane]} reduced`);
    }
    function multipliesByXi(a: Two<Limbs>): void {
      write(at[0]!, a);
      pairs().pair_f2_mul_xi(at[1]!, at[0]!);
      pairs().pair_f2_mul_xi(at[0]!, at[0]!);
      const [a0, a1] = c(a);
      for (const place of [0, 1])
        for (const lane of [0, 1] as const)
          checkReduced(
            lane === 0 ? 9n * a0 - a1 : 9n * a1 + a0,
            read(at[place]!, lane),
            () => `(${a}) times 9 + i`,
          );
    }

    const EDGES = [
      0n,
      1n,
      N,
      N - 1n,
      N / 2n,
      N / 2n + 1n,
      1n << 50n,
      (1n << 51n) - 1n,
      1n << 204n,
      1n << 253n,
    ]
      .flatMap((x) => [x, -x])
      .map(limbsOf)
      .concat([[-0, -0, -0, -0, -0]]);

    it("are multiplied and squared at the edges", () => {
      for (const x of EDGES)
        for (const y of EDGES) {
          multiplies([x, y], [y, x]);
          multiplies([x, x], [y, y]);
          squares([x, y]);
          reduces([x, y]);
        }
    });

    inF2("are multiplied in F2 at the edges", () => {
      for (const x of EDGES)
        for (const y of EDGES) {
          multipliesF2([x, y], [y, x]);
          multipliesF2([x, x], [x, y]);
        }
    });

    /** Limbs at or near the most that a weight allows, the top one of its own weight; all signs. */
    function extreme(random: Random, weight: number, top: number): Limbs {
      return Array.from({ length: LIMBS }, (_, i) => {
        const most = Math.floor((i === LIMBS - 1 ? top : weight) * HALF) + (weight >= 1 ? SLACK : 0);
        const limb = random.pick([most, most - 1, HALF, HALF - 1, 0, 1, random.below(2 ** 31) * 2 ** 19]);
        return Math.min(limb, most) * random.pick([1, -1]);
      });
    }

    it("are multiplied at every weight that an addition gives them", () => {
      const random = new Random(31);
      const weights = [
        [1, 1.23, 2, 0.76], // rest, difference
        [1, 1.23, 1, 1.23], // rest, product
        [2, 0.76, 1, 1.52], // y2 - y1, inverse
        [2, 0.76, 1, 1.34], // x1 - x3, slope
        [1.9, 1.5, 1.9, 1.5], // the most that is admitted
        [3.8, 2, 1, 1],
      ] as const;
      for (let i = 0; i < ROUNDS; i++)
        for (const [w1, t1, w2, t2] of weights)
          multiplies(
            [extreme(random, w1, t1), extreme(random, w1, t1)],
            [extreme(random, w2, t2), extreme(random, w2, t2)],
          );
    });

    inF2("are multiplied in F2 at every weight that an addition gives them", () => {
      const random = new Random(34);
      const weights = [
        [1, 0.38, 1, 0.38], // rest, difference
        [1, 1.23, 1, 0.38], // rest, product
        [2, 0.76, 1, 1.24], // y2 - y1, inverse
        [2, 0.76, 1, 0.38], // x1 - x3, slope
      ] as const;
      const element = (weight: number, top: number): Two<Limbs> => [
        extreme(random, weight, top),
        extreme(random, weight, top),
      ];
      for (let i = 0; i < ROUNDS; i++) {
        for (const [w1, t1, w2, t2] of weights) multipliesF2(element(w1, t1), element(w2, t2));
        squaresF2(element(1, 0.378)); // with the slack, 2^50 + 32, for the header's 2^50 + 8
      }
    });

    inF2("are multiplied and summed in F2, up to what one reduction takes", () => {
      const random = new Random(35);
      const element = (weight: number): Two<Limbs> => [
        extreme(random, weight, 0.378 * weight),
        extreme(random, weight, 0.378 * weight),
      ];
      for (let i = 0; i < ROUNDS; i++)
        for (const [w1, w2, count] of [
          [1, 1, MOST_F2],
          [2, 1, 3],
          [1, 2, 3],
          [3, 1, 2],
          [2, 1, 1],
        ] as const)
          sumsF2(Array.from({ length: count }, () => [element(w1), element(w2)] as const));
    });

    it("are multiplied and summed, up to what one reduction takes", () => {
      const random = new Random(37);
      const any = (): Limbs => extreme(random, 1, 0.378);
      for (let i = 0; i < ROUNDS / 4; i++)
        for (const count of [1, 2, 9, MOST])
          sums(
            Array.from({ length: count }, () => [any(), any()] as const),
            Array.from({ length: count }, any),
          );
      // All limbs at their most, with equal signs and with opposite ones.
      const most: Limbs = [HALF + 8, HALF + 8, HALF + 8, HALF + 8, Math.floor(0.378 * HALF)];
      const least = most.map((limb) => -limb);
      for (const x of [most, least])
        for (const y of [most, least]) sums(Array(MOST).fill([x, y]), Array(MOST).fill(y));
    });

    it("are reduced at every weight that is admitted", () => {
      const random = new Random(36);
      for (let i = 0; i < ROUNDS; i++) {
        for (const [weight, size] of [
          [4, 6.8],
          [5, 4.3],
          [3, 5.1],
          [1, 2.6],
        ] as const) {
          const any = () => extreme(random, weight, 0.757 * size);
          reduces([any(), any()]);
        }
        const multiple = (): Limbs => limbsOf((BigInt(random.below(13)) - 6n) * N);
        reduces([multiple(), multiple()]);
      }
    });

    inF2("are multiplied by 9 + i", () => {
      const random = new Random(38);
      for (let i = 0; i < ROUNDS; i++) {
        multipliesByXi([extreme(random, 1, 0.378), extreme(random, 1, 0.378)]);
        multipliesByXi([limbsOf(random.bigint(N) - N / 2n), [-0, 0, -0, 0, -0]]);
      }
    });

    it("are squared at every weight that is admitted", () => {
      const random = new Random(32);
      for (let i = 0; i < ROUNDS; i++)
        for (const [weight, top] of [
          [1, 1.34],
          [1.3, 1.4],
          [1, 1.5],
        ] as const)
          squares([extreme(random, weight, top), extreme(random, weight, top)]);
    });

    it("are multiplied and squared at random", () => {
      const random = new Random(33);
      const any = (): Limbs => limbsOf(random.bigint(4n * N) - 2n * N);
      for (let i = 0; i < ROUNDS; i++) {
        const [a, b] = [[any(), any()] as const, [any(), any()] as const];
        multiplies(a, b);
        const [small, other] = [limbsOf(random.bigint(N) - N / 2n), limbsOf(random.bigint(N) - N / 2n)];
        squares([small, other]);
      }
    });

    inF2("are multiplied and squared in F2 at random", () => {
      const random = new Random(39);
      const within = (size: bigint): Two<Limbs> => [
        limbsOf(random.bigint(2n * size) - size),
        limbsOf(random.bigint(2n * size) - size),
      ];
      for (let i = 0; i < ROUNDS; i++) {
        squaresF2(within(N / 2n));
        multipliesF2(within(N), within(N));
      }
    });
  });
}
for (const field of ["Fp", "Fr"] as const) describePairs(field);
