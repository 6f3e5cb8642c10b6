/**
 * BN254 for single points, in the engine's kernel: multiples, the points that snarkjs draws from a hash, and its form of a
 * pairing's value. Long vectors are in `vectors/`.
 *
 * Points have the form of the files: affine, in Montgomery form, 64 bytes in G1 and 128 in G2. Nothing here is constant-time.
 */
import { concatBytes } from "@noble/hashes/utils.js";
import { Kernel } from "../engine/index.js";
import { ensure } from "../errors/index.js";
import { G1_BYTES, readWord, viewOf } from "../groth16/index.js";
import { Draw } from "./draw.js";
import { GENERATOR } from "./vectors/multiples.js";
import { type Group, KERNEL_BYTES, POINT_BYTES, scalarBytes } from "./vectors/vectors.js";

/** Operations of BN254, a point or a few at a time. */
export interface SetupCurve {
  /** [s]G1 for each scalar s in [0, r). */
  g1(scalars: readonly bigint[]): Uint8Array;
  /** [s]G2 for each scalar s in [0, r). */
  g2(scalars: readonly bigint[]): Uint8Array;
  /** [scalar]P for a point of either group. */
  multiply(point: Uint8Array, scalar: bigint): Uint8Array;
  /** [scalar]P for the point P of G2 that snarkjs's `hashToG2` makes of the first 32 bytes of `hash`. */
  hashToG2(hash: Uint8Array, scalar: bigint): Uint8Array;
  /**
   * The secrets that snarkjs draws from 32 bytes of seed, then as many points of G1: a beacon's contribution.
   * The same seed gives the same.
   */
  drawSecrets(seed: Uint8Array, count: number): { scalars: bigint[]; points: Uint8Array[] };
  /** e(p, q), as snarkjs writes it in `vk_alphabeta_12`. */
  pairing(p: Uint8Array, q: Uint8Array): string[][][];
}

/** The order of G2's curve divided by r: 2p − r. */
const TWIST_COFACTOR = 0x30644e72e131a029b85045b68181585e06ceecda572a2489345f2299c0f9fa8dn;
/** An element of F12 in the kernel, and outside. */
const F12_BYTES = 432;
const F12_WIRE = 384;

/** Multiplication and pairing with the calling thread's kernel. */
class KernelCurve implements SetupCurve {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  #load(group: Group, point: Uint8Array): number {
    const e = this.#kernel.exports;
    const at = this.#kernel.alloc(KERNEL_BYTES[group]);
    const canonical = e[`${group}_points_from_mont256`](at, this.#kernel.put(point), 1);
    ensure(
      canonical && point.length === POINT_BYTES[group],
      "setup/point-invalid",
      "a point is not canonical",
    );
    return at;
  }

  #times(group: Group, point: Uint8Array, scalar: bigint): Uint8Array {
    const kernel = this.#kernel;
    return kernel.scoped(() => {
      const at = this.#load(group, point);
      const secret = kernel.put(scalarBytes([scalar]));
      kernel.exports[`${group}_mul`](at, at, secret);
      kernel.bytes.fill(0, secret, secret + 32); // a contributor's secret is wiped as soon as it is not needed
      const bytes = kernel.alloc(POINT_BYTES[group]);
      kernel.exports[`${group}_points_to_mont256`](bytes, at, 1);
      return kernel.get(bytes, POINT_BYTES[group]);
    });
  }

  g1(scalars: readonly bigint[]): Uint8Array {
    return concatBytes(...scalars.map((scalar) => this.#times("g1", GENERATOR.g1, scalar)));
  }

  g2(scalars: readonly bigint[]): Uint8Array {
    return concatBytes(...scalars.map((scalar) => this.#times("g2", GENERATOR.g2, scalar)));
  }

  multiply(point: Uint8Array, scalar: bigint): Uint8Array {
    return this.#times(point.length === G1_BYTES ? "g1" : "g2", point, scalar);
  }

  hashToG2(hash: Uint8Array, scalar: bigint): Uint8Array {
    return this.#times("g2", this.#times("g2", new Draw(hash).twist(), TWIST_COFACTOR), scalar);
  }

  drawSecrets(seed: Uint8Array, count: number): { scalars: bigint[]; points: Uint8Array[] } {
    const draw = new Draw(seed);
    const scalars = Array.from({ length: count }, () => draw.scalar());
    return { scalars, points: Array.from({ length: count }, () => draw.g1()) };
  }

  pairing(p: Uint8Array, q: Uint8Array): string[][][] {
    const kernel = this.#kernel;
    const value = kernel.scoped(() => {
      const result = kernel.alloc(F12_BYTES);
      kernel.exports.pairing(result, this.#load("g1", p), this.#load("g2", q));
      const bytes = kernel.alloc(F12_WIRE);
      kernel.exports.f12_to_bytes(bytes, result);
      return viewOf(kernel.get(bytes, F12_WIRE));
    });
    const number = (i: number): string => readWord(value, 32 * i).toString();
    const six = (from: number) => [0, 2, 4].map((i) => [number(from + i), number(from + i + 1)]);
    return [six(0), six(6)];
  }
}

let built: Promise<SetupCurve> | undefined;

/** The curve, built once. */
export function setupCurve(): Promise<SetupCurve> {
  built ??= Kernel.create().then((kernel) => new KernelCurve(kernel));
  return built;
}
