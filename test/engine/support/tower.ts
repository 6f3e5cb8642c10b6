/** F12 of noble-curves in the bytes that the kernel reads and writes. */
import { bn254 } from "@noble/curves/bn254.js";
import { F12_BYTES } from "../../../src/engine/kernel-exports.js";
import { fromLittleEndian, littleEndian } from "./bytes.js";
import type { TestKernel } from "./kernels.js";
import type { Random } from "./random.js";

export const { Fp2, Fp6, Fp12 } = bn254.fields;
export type Element12 = ReturnType<typeof Fp12.mul>;

export const F12_WIRE = 384;

/** The twelve coefficients in the kernel's order. */
export function coefficients({ c0, c1 }: Element12): bigint[] {
  return [c0, c1].flatMap((six) => [six.c0, six.c1, six.c2].flatMap((two) => [two.c0, two.c1]));
}

export function element12(values: readonly bigint[]): Element12 {
  const two = (i: number) => Fp2.create({ c0: values[i] as bigint, c1: values[i + 1] as bigint });
  const six = (i: number) => Fp6.create({ c0: two(i), c1: two(i + 2), c2: two(i + 4) });
  return Fp12.create({ c0: six(0), c1: six(6) });
}

/** Elements of F12 in the kernel's memory. */
export class Slots12 {
  constructor(
    readonly kernel: TestKernel,
    count: number,
  ) {
    this.#base = kernel.alloc(count * F12_BYTES);
    this.#wire = kernel.alloc(F12_WIRE);
  }
  readonly #base: number;
  readonly #wire: number;

  at(index: number): number {
    return this.#base + F12_BYTES * index;
  }

  write(index: number, value: Element12): void {
    coefficients(value).forEach((c, i) => {
      this.kernel.bytes.set(littleEndian(c), this.#wire + 32 * i);
    });
    this.kernel.exports.f12_from_bytes(this.at(index), this.#wire);
  }

  read(index: number): Element12 {
    this.kernel.exports.f12_to_bytes(this.#wire, this.at(index));
    const bytes = this.kernel.get(this.#wire, F12_WIRE);
    return element12(
      Array.from({ length: 12 }, (_, i) => fromLittleEndian(bytes.subarray(32 * i, 32 * i + 32))),
    );
  }
}

export function randomElement12(random: Random, p: bigint): Element12 {
  const special = [0n, 1n, p - 1n, p / 2n];
  return element12(
    Array.from({ length: 12 }, () => (random.below(8) === 0 ? random.pick(special) : random.bigint(p))),
  );
}
