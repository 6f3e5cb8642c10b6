// Arithmetic modulo n in plain BigInt: the reference for what RSA does.

/** base^exponent mod n. */
export function power(base: bigint, exponent: bigint, n: bigint): bigint {
  let result = 1n;
  for (let b = base % n, e = exponent; e > 0n; e >>= 1n, b = (b * b) % n)
    if (e & 1n) result = (result * b) % n;
  return result;
}

/** The inverse of x mod n; they have no common divisor. */
export function inverse(x: bigint, n: bigint): bigint {
  let [a, b, u, v] = [x % n, n, 1n, 0n];
  while (a > 1n) {
    const quotient = b / a;
    [a, b, u, v] = [b % a, a, v - quotient * u, u];
    if (a === 0n) throw new Error("no inverse");
  }
  return ((u % n) + n) % n;
}
