/** Transforms of vectors of scalars, for checks; proofs have the kernel's. */
import { SCALAR_FIELD_ORDER as R } from "../bytes/index.js";
import { add, multiply, powers, rootOfUnity, subtract } from "./field.js";

/**
 * Σ_k c_k ω^(ik) for each i, ω of order N = the number of coefficients, a power of two (Cooley, Tukey, 1965).
 */
export function evaluate(coefficients: readonly bigint[]): bigint[] {
  const size = coefficients.length;
  const log = Math.log2(size);
  const values = new Array<bigint>(size);
  for (let i = 0; i < size; i++) {
    let reversed = 0;
    for (let bit = 0; bit < log; bit++) reversed = (reversed << 1) | ((i >> bit) & 1);
    values[i] = coefficients[reversed]!;
  }
  const roots = powers(rootOfUnity(log), Math.max(1, size / 2));
  for (let half = 1; half < size; half *= 2) {
    const step = size / (2 * half);
    for (let block = 0; block < size; block += 2 * half) {
      for (let k = 0; k < half; k++) {
        const product = multiply(values[block + k + half]!, roots[k * step]!);
        const first = values[block + k]!;
        values[block + k] = add(first, product);
        values[block + k + half] = subtract(first, product);
      }
    }
  }
  return values;
}

/** Σ_k c_k (x^N − 1) x^k at the odd powers x = v^(2i + 1) of the root v of order 2N, where x^N − 1 = −2. */
export function evaluateOnOddCoset(coefficients: readonly bigint[]): bigint[] {
  const shift = powers(rootOfUnity(Math.log2(coefficients.length) + 1), coefficients.length);
  return evaluate(coefficients.map((value, i) => multiply(multiply(value, shift[i]!), R - 2n)));
}
