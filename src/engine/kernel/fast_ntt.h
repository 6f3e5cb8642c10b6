/*
 * ntt.h with two elements of Fr side by side. Elements 2i and 2i + 1 are the lanes of pair i; the orders are those of ntt.h. A transform
 * is linear, so the elements may have any factor, such as field.h's 2^261. 3 <= log <= NTT_MAX_LOG.
 */
#ifndef PSEPHOS_FAST_NTT_H
#define PSEPHOS_FAST_NTT_H

#include "fast_form.h"

/* Reduced in; out of weight <= 4 and |value| < 5.5 N, for pair_reduce. */
void fast_forward(pair *a, u32 log, u32 coset);

/* To n times the coefficients. Reduced in; out of weight 1 and |value| < 1.7 N. */
void fast_inverse(pair *a, u32 log, u32 coset);

/* n elements from field.h's form, reduced, and back from weights <= 4 and |value| < 6.9 N. */
void pairs_from_fr(pair *r, const fr *a, u32 n);
void fr_from_pairs(fr *r, pair *a, u32 n);

#endif
