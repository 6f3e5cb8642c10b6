/** Elements of the kernel's fields as BigInt, and operands at the very limits that field.h allows. */
import type { Kernel } from "../../../src/engine/index.js";
import type { Random } from "./random.js";

export const MONTGOMERY = 1n << 261n;
const HALF = 2 ** 28;
const ELEMENT = 36;

export const mod = (x: bigint, n: bigint) => ((x % n) + n) % n;

export function power(base: bigint, exponent: bigint, n: bigint): bigint {
  let result = 1n;
  let b = mod(base, n);
  for (let e = exponent; e > 0n; e >>= 1n, b = (b * b) % n) if (e & 1n) result = (result * b) % n;
  return result;
}

export const inverse = (x: bigint, n: bigint) => power(x, n - 2n, n);

/** The integer that nine signed limbs stand for. */
export function integerOf(limbs: ArrayLike<number>): bigint {
  let value = 0n;
  for (let i = 8; i >= 0; i--) value = (value << 29n) + BigInt(limbs[i] as number);
  return value;
}

/** `count` elements of 36 bytes in the kernel's memory. */
export class Slots {
  constructor(
    readonly kernel: Kernel,
    count: number,
  ) {
    this.#base = kernel.alloc(count * ELEMENT);
  }
  readonly #base: number;

  at(index: number): number {
    return this.#base + ELEMENT * index;
  }

  write(index: number, limbs: readonly number[]): void {
    new Int32Array(this.kernel.exports.memory.buffer, this.at(index), 9).set(limbs);
  }

  limbs(index: number): Int32Array {
    return new Int32Array(this.kernel.exports.memory.buffer, this.at(index), 9);
  }

  value(index: number): bigint {
    return integerOf(this.limbs(index));
  }
}

/** The centred limbs of an integer below 2^259 in size. */
export function limbsOf(value: bigint): number[] {
  const out: number[] = [];
  let rest = value;
  for (let i = 0; i < 8; i++) {
    const low = BigInt.asIntN(29, rest);
    out.push(Number(low));
    rest = (rest - low) >> 29n;
  }
  return [...out, Number(rest)];
}

/** Whether `limbs` is reduced as limbs.h defines it. */
export function isReduced(limbs: ArrayLike<number>, n: bigint): boolean {
  for (let i = 0; i < 8; i++) if (Math.abs(limbs[i] as number) > HALF) return false;
  const value = integerOf(limbs);
  return value < n && value > -n;
}

/**
 * Limbs of weight `w` (|limb| <= w 2^28, |value| < w n), leaning to the limits: all limbs at one bound, alternating,
 * extreme or random limb by limb, values at and beside multiples of n and powers of two.
 */
export function operand(random: Random, w: number, n: bigint): number[] {
  const limit = w * HALF;
  const top = Number((BigInt(w) * n) >> 232n) - w;
  const sign = random.pick([1, -1]);
  const extremes = [limit, -limit, limit - 1, 1 - limit, 0, 1, -1, HALF, -HALF, HALF - 1];
  switch (random.below(6)) {
    case 0:
      return [...Array<number>(8).fill(sign * limit), random.pick([top, -top, sign * top, 0])];
    case 1:
      return [
        ...Array.from({ length: 8 }, (_, i) => (i % 2 ? sign : -sign) * limit),
        random.pick([top, -top]),
      ];
    case 2:
      return [...Array.from({ length: 8 }, () => random.pick(extremes)), random.pick([top, -top, 0, 1, -1])];
    case 3: {
      const multiple = BigInt(random.below(2 * w - 1) - (w - 1)) * n;
      const offset = random.pick([
        0n,
        1n,
        -1n,
        2n,
        -2n,
        n / 2n,
        -n / 2n,
        1n << 29n,
        1n << 232n,
        -(1n << 28n),
      ]);
      const value = multiple + offset;
      return limbsOf(value < BigInt(w) * n && value > -BigInt(w) * n ? value : multiple);
    }
    case 4:
      return limbsOf(BigInt(sign) * random.bigint(BigInt(w) * n));
    default:
      return [
        ...Array.from({ length: 8 }, () => random.below(2 * limit + 1) - limit),
        random.below(2 * top + 1) - top,
      ];
  }
}
