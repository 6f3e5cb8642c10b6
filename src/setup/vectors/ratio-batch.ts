/**
 * Many ratios checked at once: with random ρᵢ below 2^64, Π (e(aᵢ, dᵢ) · e(−bᵢ, cᵢ))^ρᵢ = 1 for the ratios aᵢ : bᵢ and cᵢ : dᵢ, one
 * pairing for each different point of G2. A wrong ratio is accepted with probability at most 2^-64.
 */

import { bytesToHex, concatBytes } from "@noble/hashes/utils.js";
import { SCALAR_FIELD_ORDER } from "../../bytes/index.js";
import { compileKernels, Kernel, withVectors } from "../../engine/index.js";
import { type RatioChecks, Ratios } from "./pairing.js";
import { randomScalarBytes, scalarsOf } from "./random.js";
import { type Group, KERNEL_BYTES, POINT_BYTES, scalarBytes } from "./vectors.js";

interface Term {
  readonly point: Uint8Array;
  readonly scalar: bigint;
}

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

/** Accepts every claim first, and checks all of them at the end. */
class RatioBatch implements RatioChecks {
  readonly #kernel: Kernel;
  /** By their points of G2. */
  readonly #terms = new Map<string, { readonly point: Uint8Array; readonly terms: Term[] }>();
  readonly #others: Record<Group, Uint8Array[]> = { g1: [], g2: [] };

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  assertPoint(group: Group, point: Uint8Array): void {
    this.#others[group].push(point);
  }

  #add(point: Uint8Array, term: Term): void {
    const key = bytesToHex(point);
    const terms = this.#terms.get(key)?.terms ?? [];
    terms.push(term);
    this.#terms.set(key, { point, terms });
  }

  same(
    [from1, to1]: readonly [Uint8Array, Uint8Array],
    [from2, to2]: readonly [Uint8Array, Uint8Array],
  ): boolean {
    const [scalar] = scalarsOf(randomScalarBytes(1, 64)) as [bigint];
    this.#add(to2, { point: from1, scalar });
    this.#add(from2, { point: to1, scalar: SCALAR_FIELD_ORDER - scalar });
    return true;
  }

  /** Points in the kernel's memory; undefined when one is not canonical, not on its curve, or infinity. */
  #load(group: Group, points: readonly Uint8Array[]): number | undefined {
    const kernel = this.#kernel;
    const e = kernel.exports;
    const at = kernel.alloc(points.length * KERNEL_BYTES[group]);
    const fine =
      points.every((point) => point.length === POINT_BYTES[group] && !isZero(point)) &&
      e[`${group}_points_from_mont256`](at, kernel.put(concatBytes(...points)), points.length) &&
      e[`${group}_points_on_curve`](at, points.length);
    return fine ? at : undefined;
  }

  /** Whether all claims are true. */
  hold(): boolean {
    const kernel = this.#kernel;
    const e = kernel.exports;
    return kernel.scoped(() => {
      const pairs = [...this.#terms.values()];
      const terms = pairs.flatMap((pair) => pair.terms);
      const others = this.#load("g2", this.#others.g2);
      const points = terms.map(({ point }) => point);
      const inG2 = this.#load(
        "g2",
        pairs.map(({ point }) => point),
      );
      if (!this.#load("g1", points) || !this.#load("g1", this.#others.g1)) return false;
      if (!inG2 || !others) return false;
      for (let i = 0; i < this.#others.g2.length; i++)
        if (!e.g2_in_subgroup(others + i * KERNEL_BYTES.g2)) return false;
      const scalars = kernel.put(scalarBytes(terms.map(({ scalar }) => scalar)));
      const ends = new Uint32Array(pairs.length);
      pairs.forEach((pair, i) => {
        ends[i] = (ends[i - 1] ?? 0) + pair.terms.length;
      });
      const products = kernel.put(concatBytes(...points));
      const totals = kernel.alloc(pairs.length * POINT_BYTES.g1);
      const sums = kernel.alloc(pairs.length * KERNEL_BYTES.g1);
      return Boolean(
        e.g1_scale(products, scalars, terms.length, 32) &&
          e.g1_sum_runs(totals, products, kernel.put(new Uint8Array(ends.buffer)), pairs.length) &&
          e.g1_points_from_mont256(sums, totals, pairs.length) &&
          e.pairings_cancel(sums, inG2, pairs.length),
      );
    });
  }
}

/**
 * Runs a check with all its ratios taken together. When that fails, or anything else does, runs it again with each by
 * itself, so that what it throws names the first fault.
 */
export async function withRatios<T>(check: (ratios: RatioChecks) => Promise<T>): Promise<T> {
  const batch = new RatioBatch(await Kernel.create(await withVectors(await compileKernels())));
  try {
    const result = await check(batch);
    if (batch.hold()) return result;
  } catch {
    // the second run throws it, or what comes before it
  }
  return check(await Ratios.open());
}
