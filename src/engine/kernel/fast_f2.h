/*
 * F2 in pairs, for the tower and the pairing (with_pairs.inc): lane 0 is c0. As in f2.h all results are reduced, and operands are, but for
 *   - mul, mul_fp, dot: weights w1 w2 <= 3, where a weight w is a sum of w reduced elements: |value| <= w / 2 N.
 *   - add, sub: weights that add up to <= 5.
 */
#ifndef PSEPHOS_FAST_F2_H
#define PSEPHOS_FAST_F2_H

#include "fast_g2.h"

void fast_f2_mul(pair *r, const pair *a, const pair *b);
void fast_f2_sqr(pair *r, const pair *a);
void fast_f2_det2(pair *r, const pair *a, const pair *b, const pair *c, const pair *d); /* ab - cd */
void fast_f2_mul_fp(pair *r, const pair *a, const ff *b);
void fast_f2_add(pair *r, const pair *a, const pair *b);
void fast_f2_sub(pair *r, const pair *a, const pair *b);
void fast_f2_dot(pair *r, const pair *a, const pair *b, u32 n); /* n <= 3, or reduced and n <= 6 */
void fast_f2_batch_inv(pair *x, u32 n, pair *scratch);          /* zeros stay; scratch is n long */
void fast_f2_add_lazy(pair *r, const pair *a, const pair *b);
void fast_f2_sub_lazy(pair *r, const pair *a, const pair *b);
void fast_f2_neg(pair *r, const pair *a);
bool fast_f2_equal(const pair *a, const pair *b);

INLINE void fast_f2_dbl(pair *r, const pair *a) { fast_f2_add(r, a, a); }
INLINE void fast_f2_inv(pair *r, const pair *a) { /* 0 for 0 */
  *r = *a;
  pair_f2_invert(r);
}
INLINE void fast_f2_conj(pair *r, const pair *a) {
  v128 minus = wasm_i64x2_make(0, INT64_MIN);
  UNROLL for (int i = 0; i < PAIR_LIMBS; i++) r->l[i] = wasm_v128_xor(a->l[i], minus);
  COPY_BOUNDS(r, a);
}
INLINE void fast2_neg(fast2 *r, const fast2 *p) {
  r->x = p->x;
  fast_f2_neg(&r->y, &p->y);
}

#endif
