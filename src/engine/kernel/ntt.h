/*
 * Number-theoretic transforms over Fr, in place, for n = 2^log, log <= NTT_MAX_LOG. The points of evaluation are the
 * roots of X^n - 1 (coset 0: w^i, w of order n) or of X^n + 1 (coset 1: v w^i, v of order 2n, v^2 = w); the roots are
 * powers of 5^((r - 1) / 2^28), those of snarkjs and circom.
 *
 * Orders: coefficients are in their natural order, evaluations in the order of the points' reversed bits: the value at
 * the i-th point is at bits_reversed(i, log). So nothing is ever moved; code that writes or reads evaluations one by one
 * uses that index.
 */
#ifndef PSEPHOS_NTT_H
#define PSEPHOS_NTT_H

#include "field.h"

#define NTT_MAX_LOG 24

/* Coefficients to evaluations. Reduced in; out of weight <= 3. */
void ntt_forward(fr *a, u32 log, u32 coset);

/* Evaluations to n times the coefficients: the caller divides at the end, which costs less. Reduced in and out. */
void ntt_inverse(fr *a, u32 log, u32 coset);

INLINE u32 bits_reversed(u32 i, u32 log) {
  i = ((i >> 1) & 0x55555555u) | ((i & 0x55555555u) << 1);
  i = ((i >> 2) & 0x33333333u) | ((i & 0x33333333u) << 2);
  i = ((i >> 4) & 0x0f0f0f0fu) | ((i & 0x0f0f0f0fu) << 4);
  i = __builtin_bswap32(i);
  return log == 0 ? 0 : i >> (32 - log);
}

#endif
