/**
 * Groth16 keys whose secrets are known, and proofs made with them instead of a witness: any statement can be "proved",
 * thousands in a second. With all points as multiples of the generators the equation is one between scalars:
 *   a b = alpha beta + (ic_0 + sum s_j ic_j) gamma + c delta  (mod r).
 */
import { SCALAR_FIELD_ORDER as R } from "../../src/bytes/index.js";
import { Kernel, type KeyPoints, type Statement } from "../../src/engine/index.js";

const BASE_G1 = [1n, 2n];
const BASE_G2 = [
  11559732032986387107991004021392285783925812861821192530917403151452391805634n,
  10857046999023057135944570762232829481370756359578518086990519993285655852781n,
  4082367875863433681332203403145435568316851327593401208105741076214120093531n,
  8495653923123431417604973247489272438418190587263600148770280649306958101930n,
];

const bigEndian = (value: bigint): number[] =>
  Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * (31 - i))) & 0xffn));
const littleEndian = (value: bigint): number[] => bigEndian(value).reverse();

function inverse(x: bigint): bigint {
  let result = 1n;
  for (let b = x % R, e = R - 2n; e > 0n; e >>= 1n, b = (b * b) % R) if (e & 1n) result = (result * b) % R;
  return result;
}
const mod = (x: bigint): bigint => ((x % R) + R) % R;

/** Multiplies the generators, in the kernel. */
export class Multiplier {
  readonly #kernel: Kernel;

  private constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  static async create(): Promise<Multiplier> {
    return new Multiplier(await Kernel.create());
  }

  #multiply(group: "g1" | "g2", base: readonly bigint[], scalar: bigint): Uint8Array {
    const kernel = this.#kernel;
    return kernel.scoped(() => {
      const bytes = kernel.put(Uint8Array.from(base.flatMap(bigEndian)));
      const point = kernel.alloc(144);
      kernel.exports[`${group}_from_bytes`](point, bytes);
      kernel.exports[`${group}_mul`](point, point, kernel.put(Uint8Array.from(littleEndian(mod(scalar)))));
      kernel.exports[`${group}_to_bytes`](bytes, point);
      return kernel.get(bytes, 32 * base.length);
    });
  }

  /** 64 bytes: x y. */
  g1(scalar: bigint): Uint8Array {
    return this.#multiply("g1", BASE_G1, scalar);
  }

  /** 128 bytes: x1 x0 y1 y0. */
  g2(scalar: bigint): Uint8Array {
    return this.#multiply("g2", BASE_G2, scalar);
  }
}

/** Where scalars come from: an integer in [1, r). */
export type Draw = () => bigint;

/** A key with known secrets. */
export class SyntheticKey {
  readonly points: KeyPoints;
  readonly #multiplier: Multiplier;
  readonly #draw: Draw;
  readonly #alphaBeta: bigint;
  readonly #gamma: bigint;
  readonly #deltaInverse: bigint;
  readonly #ic: readonly bigint[];

  constructor(multiplier: Multiplier, signalCount: number, draw: Draw) {
    const [alpha, beta, gamma, delta] = [draw(), draw(), draw(), draw()];
    this.#multiplier = multiplier;
    this.#draw = draw;
    this.#alphaBeta = mod(alpha * beta);
    this.#gamma = gamma;
    this.#deltaInverse = inverse(delta);
    this.#ic = Array.from({ length: signalCount + 1 }, draw);
    this.points = {
      alpha: multiplier.g1(alpha),
      beta: multiplier.g2(beta),
      gamma: multiplier.g2(gamma),
      delta: multiplier.g2(delta),
      ic: this.#ic.map((scalar) => multiplier.g1(scalar)),
    };
  }

  /** A proof of any signals that verifies, with A and B drawn anew. */
  prove(signals: readonly bigint[]): Statement {
    const [a, b] = [this.#draw(), this.#draw()];
    const x = this.#ic.reduce((sum, ic, i) => sum + ic * (i === 0 ? 1n : (signals[i - 1] as bigint)), 0n);
    const c = mod((mod(a * b) - this.#alphaBeta - mod(x) * this.#gamma) * this.#deltaInverse);
    const { g1, g2 } = { g1: this.#multiplier.g1(a), g2: this.#multiplier.g2(b) };
    return {
      proof: Uint8Array.from([...g1, ...g2, ...this.#multiplier.g1(c)]),
      signals: Uint8Array.from(signals.flatMap(littleEndian)),
    };
  }
}
