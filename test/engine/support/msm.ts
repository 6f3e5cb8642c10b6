/** Inputs for multi-scalar multiplications, with everything that trips them, and ffjavascript's answer. */

import { buildBn128 } from "ffjavascript";
import { SCALAR_FIELD_ORDER as R } from "../../../src/bytes/index.js";
import type { Kernel } from "../../../src/engine/index.js";
import { concat, type Group, littleEndian } from "./curve.js";
import type { Random } from "./random.js";

interface MultiExp {
  multiExpAffine(points: Uint8Array, scalars: Uint8Array): Promise<Uint8Array>;
  toAffine(point: Uint8Array): Uint8Array;
}

/** ffjavascript's multiExpAffine on points as in a zkey; the result in the same form. */
export async function reference(): Promise<
  (name: "g1" | "g2", zkey: Uint8Array, scalars: Uint8Array) => Promise<Uint8Array>
> {
  const curve = await buildBn128(true);
  const groups = { g1: curve.G1, g2: curve.G2 } as unknown as Record<"g1" | "g2", MultiExp>;
  return async (name, zkey, scalars) =>
    groups[name].toAffine(await groups[name].multiExpAffine(zkey, scalars));
}

/** Zero, one, opposites of small numbers, the edges of the scalars' parts, bits, bytes, and scalars of all sizes. */
export function oddScalar(random: Random): bigint {
  const edges = [0n, 1n, 2n, R - 1n, R - 2n, R / 2n, R / 2n + 1n];
  switch (random.below(5)) {
    case 0:
      return random.pick(edges);
    case 1:
      return random.bigint(256n);
    case 2: {
      const near =
        (1n << BigInt(random.pick([16, 32, 63, 64, 65, 126, 127, 128, 192, 253]))) +
        BigInt(random.below(5)) -
        2n;
      return near % R;
    }
    case 3:
      return random.bigint(1n << BigInt(1 + random.below(253)));
    default:
      return random.bigint(R);
  }
}

/** One multi-scalar multiplication laid out in the kernel's memory. */
export class Problem {
  readonly points: number;
  readonly scalars: number;
  readonly zkey: Uint8Array;

  constructor(
    readonly kernel: Kernel,
    readonly group: Group<unknown>,
    parts: readonly Uint8Array[],
    readonly values: readonly bigint[],
  ) {
    this.zkey = concat(parts);
    this.points = kernel.alloc(parts.length * group.size);
    this.scalars = kernel.put(concat(values.map(littleEndian)));
    kernel.scoped(() => {
      kernel.exports[`${group.name}_points_from_mont256`](this.points, kernel.put(this.zkey), parts.length);
    });
  }

  /** The kernel's result in zkey form; undefined when it refuses. */
  solve(): Uint8Array | undefined {
    const { kernel, group } = this;
    return kernel.scoped(() => {
      const result = kernel.alloc(group.size);
      const out = kernel.alloc(group.wire);
      if (!kernel.exports[`${group.name}_msm`](result, this.points, this.scalars, this.values.length))
        return undefined;
      kernel.exports[`${group.name}_points_to_mont256`](out, result, 1);
      return kernel.get(out, group.wire);
    });
  }

  scalarBytes(): Uint8Array {
    return concat(this.values.map(littleEndian));
  }
}

/** `count` different multiples of the generator, in zkey form. */
export function multiples<Point>(group: Group<Point>, count: number, random: Random): Uint8Array[] {
  let point = group.multiply(group.base, random.bigint(R));
  const step = group.multiply(group.base, random.bigint(R));
  return Array.from({ length: count }, () => {
    point = group.add(point, step);
    return group.zkey(point);
  });
}

/** Points drawn from `pool`, their opposites and infinity, so that some stand several times. */
export function drawn(
  pool: readonly Uint8Array[],
  opposites: readonly Uint8Array[],
  count: number,
  random: Random,
): Uint8Array[] {
  return Array.from({ length: count }, () => {
    const index = random.below(pool.length);
    const kind = random.below(8);
    const point = kind < 5 ? pool[index] : opposites[index];
    return kind === 7 ? new Uint8Array(point!.length) : point!;
  });
}
