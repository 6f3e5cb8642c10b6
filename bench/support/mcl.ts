/**
 * The same verification on mcl-wasm's pairing: B in its subgroup, X = IC_0 + sum s_j IC_j,
 *   e(A, B) e(X, -gamma) e(C, -delta) = e(alpha, beta),
 * with precomputed lines for gamma and delta, and A, B, C, s already in mcl's form (that is not counted).
 */
import { createRequire } from "node:module";
import type { Claim, Proof, VerificationKeyJson } from "../../src/groth16/index.js";

interface Point<P> {
  setStr(text: string, base: number): void;
  isValidOrder(): boolean;
  isEqual(other: P): boolean;
}
interface G1 extends Point<G1> {
  readonly kind: "g1";
}
interface G2 extends Point<G2> {
  readonly kind: "g2";
}
interface Fr {
  setStr(text: string, base: number): void;
}
interface Gt {
  isEqual(other: Gt): boolean;
}
/** As much of mcl-wasm 2.4.1 as is used here; it lives in bench/node_modules. */
interface Mcl {
  readonly BN_SNARK1: number;
  init(curve: number): Promise<void>;
  readonly G1: new () => G1;
  readonly G2: new () => G2;
  readonly Fr: new () => Fr;
  readonly PrecomputedG2: new (point: G2) => object;
  neg(point: G2): G2;
  add(a: G1, b: G1): G1;
  mul(a: Gt, b: Gt): Gt;
  mulVec(points: G1[], scalars: Fr[]): G1;
  pairing(a: G1, b: G2): Gt;
  precomputedMillerLoop(a: G1, b: object): Gt;
  precomputedMillerLoop2mixed(a: G1, b: G2, c: G1, d: object): Gt;
  finalExp(value: Gt): Gt;
}

/** Makes a function for each claim that verifies it. */
export async function mclVerifier(key: VerificationKeyJson): Promise<(claim: Claim) => () => boolean> {
  const mcl = createRequire(import.meta.url)("mcl-wasm") as Mcl;
  await mcl.init(mcl.BN_SNARK1);
  const g1 = ([x, y]: readonly string[]) => {
    const point = new mcl.G1();
    point.setStr(`1 ${x} ${y}`, 10);
    return point;
  };
  const g2 = ([x = [], y = []]: readonly (readonly string[])[]) => {
    const point = new mcl.G2();
    point.setStr(`1 ${x.join(" ")} ${y.join(" ")}`, 10);
    return point;
  };
  const alphaBeta = mcl.pairing(g1(key.vk_alpha_1), g2(key.vk_beta_2));
  const gamma = new mcl.PrecomputedG2(mcl.neg(g2(key.vk_gamma_2)));
  const delta = new mcl.PrecomputedG2(mcl.neg(g2(key.vk_delta_2)));
  const [first, ...ic] = key.IC.map(g1) as [G1, ...G1[]];
  return ({ proof, publicSignals }) => {
    const { pi_a, pi_b, pi_c } = proof as Proof;
    const [a, b, c] = [g1(pi_a), g2(pi_b), g1(pi_c)];
    const scalars = publicSignals.map((signal) => {
      const scalar = new mcl.Fr();
      scalar.setStr(String(signal), 10);
      return scalar;
    });
    return () => {
      if (!b.isValidOrder()) return false;
      const x = mcl.add(first, mcl.mulVec(ic, scalars));
      const lines = mcl.mul(
        mcl.precomputedMillerLoop2mixed(a, b, x, gamma),
        mcl.precomputedMillerLoop(c, delta),
      );
      return mcl.finalExp(lines).isEqual(alphaBeta);
    };
  };
}
