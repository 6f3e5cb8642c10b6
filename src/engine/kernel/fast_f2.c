#include "fast_f2.h"

#include "fast_constants.h"

/* |a| |b| <= 3/4 N^2: the product is below 0.378 * 1.5 + 1 < 1.6 N. */
void fast_f2_mul(pair *r, const pair *a, const pair *b) {
  pair_f2_mul(r, a, b);
  pair_reduce(r, &FAST_P);
}

void fast_f2_sqr(pair *r, const pair *a) {
  pair_f2_sqr(r, a);
  pair_reduce(r, &FAST_P);
}

/* Weights 1 + 1, |value| < 3.2 N. */
void fast_f2_det2(pair *r, const pair *a, const pair *b, const pair *c, const pair *d) {
  pair ab;
  pair_f2_mul(&ab, a, b);
  pair_f2_mul(r, c, d);
  pair_sub_lazy(r, &ab, r);
  pair_reduce(r, &FAST_P);
}

void fast_f2_mul_fp(pair *r, const pair *a, const ff *b) {
  pair factor;
  pair_load(&factor, b, b);
  pair_mul(r, a, &factor, &FAST_P);
  pair_reduce(r, &FAST_P);
}

/* Calls, for each of them takes 200 bytes. */
NOINLINE void fast_f2_add_lazy(pair *r, const pair *a, const pair *b) { pair_add_lazy(r, a, b); }
NOINLINE void fast_f2_sub_lazy(pair *r, const pair *a, const pair *b) { pair_sub_lazy(r, a, b); }
NOINLINE void fast_f2_neg(pair *r, const pair *a) { pair_neg(r, a); }

void fast_f2_add(pair *r, const pair *a, const pair *b) {
  pair_add_lazy(r, a, b);
  pair_reduce(r, &FAST_P);
}

void fast_f2_sub(pair *r, const pair *a, const pair *b) {
  pair_sub_lazy(r, a, b);
  pair_reduce(r, &FAST_P);
}

/* W <= 6 * 2 / 4 for reduced elements, and 3 * 2 * 2 / 4 where one factor has weight 2: below 0.378 * 3 + 1 < 2.2 N. */
void fast_f2_dot(pair *r, const pair *a, const pair *b, u32 n) {
  pair_f2_dot(r, a, b, n);
  pair_reduce(r, &FAST_P);
}

/* 0 has one reduced form, so equal elements have a difference that is reduced to no limbs. */
bool fast_f2_equal(const pair *a, const pair *b) {
  pair difference;
  fast_f2_sub(&difference, a, b);
  return pair_is_zero(&difference);
}

/* Montgomery's trick in F2 itself, where a product has one reduction for both coordinates. scratch[i] is the product before x[i]. */
void fast_f2_batch_inv(pair *x, u32 n, pair *scratch) {
  pair rest = FAST_F2_ONE.v, inverse;
  f2 product;
  for (u32 i = 0; i < n; i++) {
    scratch[i] = rest;
    if (!pair_is_zero(&x[i])) fast_f2_mul(&rest, &rest, &x[i]);
  }
  f2_from_pair(&product, &rest);
  f2_inv(&product, &product);
  pair_from_f2(&rest, &product);
  for (u32 i = n; i-- > 0;) {
    if (pair_is_zero(&x[i])) continue;
    fast_f2_mul(&inverse, &rest, &scratch[i]);
    fast_f2_mul(&rest, &rest, &x[i]);
    x[i] = inverse;
  }
}
