/** Points made with noble-curves, honest and hostile. */
import { bn254 } from "@noble/curves/bn254.js";
import type { G1Point, G2Point } from "../../../src/groth16/index.js";

const { Fp2 } = bn254.fields;
/** 3/(9 + u), the constant of G2's curve. */
const TWIST_B = Fp2.div(Fp2.fromBigTuple([3n, 0n]), Fp2.fromBigTuple([9n, 1n]));

/** k·G1 for k in [1, r). */
export function g1(k: bigint): G1Point {
  const { x, y } = bn254.G1.Point.BASE.multiply(k).toAffine();
  return { x, y };
}

/** k·G2 for k in [1, r). */
export function g2(k: bigint): G2Point {
  const { x, y } = bn254.G2.Point.BASE.multiply(k).toAffine();
  return { x: [x.c0, x.c1], y: [y.c0, y.c1] };
}

/** The first points of G2's curve, by x = c0 + u, which are outside its subgroup as nearly all of it is. */
export function* outsideSubgroup(): Generator<G2Point> {
  for (let c0 = 1n; ; c0++) {
    const x = Fp2.fromBigTuple([c0, 1n]);
    const yy = Fp2.add(Fp2.mul(Fp2.sqr(x), x), TWIST_B);
    try {
      const y = Fp2.sqrt(yy);
      yield { x: [x.c0, x.c1], y: [y.c0, y.c1] };
    } catch {
      // x³ + b has no root: there is no point with this x.
    }
  }
}
