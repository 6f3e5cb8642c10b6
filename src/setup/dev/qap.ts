/**
 * A circuit's polynomials at a known point tau, as scalars (Groth, "On the Size of Pairing-based
 * Non-interactive Arguments", EUROCRYPT 2016, section 3.2; domain and rows as snarkjs chooses them).
 *
 * The domain is the N-th roots of unity ω^i, N the least power of two that holds the constraints and one
 * row more for the constant and each public signal. Row c of a matrix belongs to ω^c, so with L_c the
 * Lagrange basis, A_w(tau) = Σ_c A[c][w]·L_c(tau). The rows after the constraints put wire s into A at row
 * nConstraints + s: they keep the public signals' polynomials linearly independent.
 */

import { add, inverse, inverses, multiply, power, powers, rootOfUnity, subtract } from "../field.js";
import { publicCount, type R1cs, type SparseMatrix } from "../formats/r1cs.js";
import type { KeySecrets } from "./secrets.js";

/** log2 of the size of a circuit's domain: at least 1, as in snarkjs. */
export function domainLog(r1cs: R1cs): number {
  const rows = r1cs.nConstraints + publicCount(r1cs) + 1;
  return Math.max(1, 32 - Math.clz32(rows - 1));
}

/**
 * L_c(tau) = ω^c/N · (tau^N − 1)/(tau − ω^c) for each c of the domain of size 2^log.
 * @throws PsephosError `setup/not-invertible` when tau lies in the domain.
 */
export function lagrangeAt(tau: bigint, log: number): bigint[] {
  const size = 2 ** log;
  const roots = powers(rootOfUnity(log), size);
  const denominators = inverses(roots.map((root) => subtract(tau, root)));
  const scale = multiply(subtract(power(tau, BigInt(size)), 1n), inverse(BigInt(size)));
  return roots.map((root, i) => multiply(multiply(root, scale), denominators[i]!));
}

/**
 * The scalars of the H section, without the division by delta: the Lagrange basis of the domain of twice the
 * size at tau, its odd members only. snarkjs's prover evaluates A·B − C at the odd powers ω₂^(2i+1) of the
 * root of order 2N and multiplies by these; at the even powers, the domain itself, A·B − C is zero.
 *
 * snarkjs finds the same in a powers-of-tau file of a larger power than the circuit's; in one of just its power
 * the highest power of tau is missing, and the points differ by a multiple that has no effect on proofs.
 */
export function oddBasisAt(tau: bigint, log: number): bigint[] {
  return lagrangeAt(tau, log + 1).filter((_, i) => i % 2 === 1);
}

/** tau^(i+N) − tau^i for i below `count`: the H section as the circuit's hash takes it. */
export function vanishingPowers(tau: bigint, log: number, count: number): bigint[] {
  const factor = subtract(power(tau, BigInt(2 ** log)), 1n);
  return powers(tau, count).map((value) => multiply(value, factor));
}

/** Σ_c M[c][w]·basis[c] for each wire w. */
function evaluate(
  { nWires, values: coefficients }: R1cs,
  matrix: SparseMatrix,
  basis: readonly bigint[],
): bigint[] {
  const values = new Array<bigint>(nWires).fill(0n);
  for (let row = 0; row + 1 < matrix.rowStart.length; row++) {
    for (let term = matrix.rowStart[row]!; term < matrix.rowStart[row + 1]!; term++) {
      const wire = matrix.wires[term]!;
      values[wire] = add(values[wire]!, multiply(coefficients[matrix.coefficients[term]!]!, basis[row]!));
    }
  }
  return values;
}

/** Everything of a key that is a multiple of a generator, as scalars. */
export interface KeyScalars {
  /** A_w(tau) for each wire. */
  readonly a: readonly bigint[];
  /** B_w(tau) for each wire. */
  readonly b: readonly bigint[];
  /** beta·A_w + alpha·B_w + C_w for the constant and the public signals (gamma is 1). */
  readonly ic: readonly bigint[];
  /** The same for the other wires, not yet divided by delta. */
  readonly l: readonly bigint[];
}

/** The scalars of a circuit's key. */
export function keyScalars(r1cs: R1cs, { tau, alpha, beta }: KeySecrets): KeyScalars {
  const basis = lagrangeAt(tau, domainLog(r1cs));
  const nPublic = publicCount(r1cs);
  const a = evaluate(r1cs, r1cs.a, basis);
  const b = evaluate(r1cs, r1cs.b, basis);
  const c = evaluate(r1cs, r1cs.c, basis);
  for (let wire = 0; wire <= nPublic; wire++) a[wire] = add(a[wire]!, basis[r1cs.nConstraints + wire]!);
  const joint = c.map((value, w) => add(add(multiply(beta, a[w]!), multiply(alpha, b[w]!)), value));
  return { a, b, ic: joint.slice(0, nPublic + 1), l: joint.slice(nPublic + 1) };
}
