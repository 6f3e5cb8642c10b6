/*
 * Short sums of products in G1 by interleaving (Straus; Moeller, "Algorithms for multi-exponentiation", SAC 2001):
 * all terms share the doublings. A scalar is a pair (k, l) with the value k + l lambda, where lambda is what
 * (x, y) -> (beta x, y) multiplies by (glv.h); both parts are in signed digits, odd or 0. For long sums: msm.h.
 */
#ifndef PSEPHOS_STRAUS_H
#define PSEPHOS_STRAUS_H

#include "batch.h"
#include "curve.h"

/*
 * digits[0..length): digit d_k is 0 or odd, |d_k| < 2^(width-1), the sum of d_k 2^k is the number in `words`, or its
 * opposite. length is at least one more than the number's bits, and `words` covers bits 0 .. length - 1.
 */
void signed_digits(signed char *digits, u32 length, const u32 *words, u32 width, bool negative);

/* odd[i count + j] = (2j + 1) p[i] for i < n, j < count. `twice` and `additions` are n long. */
void g1_odd_multiples(g1 *odd, u32 count, const g1 *p, u32 n, g1 *twice, addition *additions, g1_batch *scratch);

/* The sum of n terms: digits[2i length ...] is k of term i, then l; odd has `count` multiples of each term's point. */
void g1_straus(g1x *r, const g1 *odd, u32 count, const signed char *digits, u32 length, u32 n);

#endif
