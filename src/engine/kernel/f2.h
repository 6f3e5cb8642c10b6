/*
 * F2 = Fp[i] / (i^2 + 1), c0 + c1 i. The rule of weights is field.h's, for each coordinate: reduced out, and
 *   - mul: w1 w2 <= 6 (each coordinate is a sum of two products; w1, w2 <= 3).
 *   - sqr: w = 1.   mul_fp: w1 w2 <= 13.
 *   - add_lazy, sub_lazy: weights add up. conj, neg: same weight.
 */
#ifndef PSEPHOS_F2_H
#define PSEPHOS_F2_H

#include "field.h"

typedef struct { fp c0, c1; } f2;
/* What f2_mul_fp multiplies by. */
typedef fp f2_factor;

extern const f2 F2_ZERO, F2_ONE;

void f2_mul(f2 *r, const f2 *a, const f2 *b);
void f2_sqr(f2 *r, const f2 *a);
void f2_det2(f2 *r, const f2 *a, const f2 *b, const f2 *c, const f2 *d); /* ab - cd; each product as for mul */
void f2_mul_fp(f2 *r, const f2 *a, const f2_factor *b);
void f2_add(f2 *r, const f2 *a, const f2 *b);
void f2_sub(f2 *r, const f2 *a, const f2 *b);
void f2_reduce(f2 *r, const f2 *a);
bool f2_equal(const f2 *a, const f2 *b);
bool f2_is_zero_lazy(const f2 *a); /* of weight 2 */
void f2_inv(f2 *r, const f2 *a); /* 0 for 0 */
void f2_batch_inv(f2 *x, u32 n, f2 *scratch); /* zeros stay; scratch is n long */

INLINE void f2_dbl(f2 *r, const f2 *a) { f2_add(r, a, a); }

INLINE void f2_add_lazy(f2 *r, const f2 *a, const f2 *b) {
  fp_add_lazy(&r->c0, &a->c0, &b->c0);
  fp_add_lazy(&r->c1, &a->c1, &b->c1);
}

INLINE void f2_sub_lazy(f2 *r, const f2 *a, const f2 *b) {
  fp_sub_lazy(&r->c0, &a->c0, &b->c0);
  fp_sub_lazy(&r->c1, &a->c1, &b->c1);
}

INLINE void f2_neg(f2 *r, const f2 *a) {
  fp_neg(&r->c0, &a->c0);
  fp_neg(&r->c1, &a->c1);
}

/* c0 - c1 i, also a^p. */
INLINE void f2_conj(f2 *r, const f2 *a) {
  r->c0 = a->c0;
  fp_neg(&r->c1, &a->c1);
}

/* a i = -c1 + c0 i, of the same weight. */
INLINE void f2_mul_i(f2 *r, const f2 *a) {
  fp c0 = a->c0;
  fp_neg(&r->c0, &a->c1);
  r->c1 = c0;
}

INLINE bool f2_is_zero(const f2 *a) { return fp_is_zero(&a->c0) && fp_is_zero(&a->c1); }

#endif
