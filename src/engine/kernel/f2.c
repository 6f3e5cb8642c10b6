#include "f2.h"

#include "constants.h"

const f2 F2_ZERO = {{{0}}, {{0}}};
const f2 F2_ONE = {FP_TWO_261, {{0}}};

/*
 * (a0 b0 - a1 b1) + (a0 b1 + a1 b0) i: four products but two reductions. With Karatsuba's identity on limbs inside the
 * products, three products of columns would save nothing: keeping them until the end costs more.
 */
EXPORT(f2_mul) void f2_mul(f2 *r, const f2 *a, const f2 *b) {
  fp c0;
  fp_det2(&c0, &a->c0, &b->c0, &a->c1, &b->c1);
  fp_dot2(&r->c1, &a->c0, &b->c1, &a->c1, &b->c0);
  r->c0 = c0;
}

/* (a0 + a1)(a0 - a1) + 2 a0 a1 i */
EXPORT(f2_sqr) void f2_sqr(f2 *r, const f2 *a) {
  fp sum, difference, twice;
  fp_add_lazy(&sum, &a->c0, &a->c1);
  fp_sub_lazy(&difference, &a->c0, &a->c1);
  fp_add_lazy(&twice, &a->c0, &a->c0);
  fp_mul(&r->c1, &twice, &a->c1);
  fp_mul(&r->c0, &sum, &difference);
}

void f2_det2(f2 *r, const f2 *a, const f2 *b, const f2 *c, const f2 *d) {
  f2 ab, cd;
  f2_mul(&ab, a, b);
  f2_mul(&cd, c, d);
  f2_sub(r, &ab, &cd);
}

void f2_mul_fp(f2 *r, const f2 *a, const fp *b) {
  fp_mul(&r->c0, &a->c0, b);
  fp_mul(&r->c1, &a->c1, b);
}

EXPORT(f2_add) void f2_add(f2 *r, const f2 *a, const f2 *b) {
  fp_add(&r->c0, &a->c0, &b->c0);
  fp_add(&r->c1, &a->c1, &b->c1);
}

EXPORT(f2_sub) void f2_sub(f2 *r, const f2 *a, const f2 *b) {
  fp_sub(&r->c0, &a->c0, &b->c0);
  fp_sub(&r->c1, &a->c1, &b->c1);
}

void f2_reduce(f2 *r, const f2 *a) {
  fp_reduce(&r->c0, &a->c0);
  fp_reduce(&r->c1, &a->c1);
}

bool f2_equal(const f2 *a, const f2 *b) { return fp_equal(&a->c0, &b->c0) && fp_equal(&a->c1, &b->c1); }

bool f2_is_zero_lazy(const f2 *a) { return fp_is_zero_lazy(&a->c0) && fp_is_zero_lazy(&a->c1); }

/* (a0 - a1 i) / (a0^2 + a1^2) */
EXPORT(f2_inv) void f2_inv(f2 *r, const f2 *a) {
  fp norm, minus;
  fp_dot2(&norm, &a->c0, &a->c0, &a->c1, &a->c1);
  fp_inv(&norm, &norm);
  fp_neg(&minus, &a->c1);
  fp_mul(&r->c0, &a->c0, &norm);
  fp_mul(&r->c1, &minus, &norm);
}

/*
 * 1 / (a0 + a1 i) = (a0 - a1 i) / (a0^2 + a1^2): Montgomery's trick on the norms, in Fp, where it takes 3 of the 7
 * multiplications; on the elements themselves it would take 3 in F2. scratch[i] holds norm i and the product before it.
 */
EXPORT(f2_batch_inv) void f2_batch_inv(f2 *x, u32 n, f2 *scratch) {
  fp rest = FP_ONE, inverse;
  for (u32 i = 0; i < n; i++) {
    fp_dot2(&scratch[i].c0, &x[i].c0, &x[i].c0, &x[i].c1, &x[i].c1);
    scratch[i].c1 = rest;
    if (!fp_is_zero(&scratch[i].c0)) fp_mul(&rest, &rest, &scratch[i].c0);
  }
  fp_inv(&rest, &rest);
  for (u32 i = n; i-- > 0;) {
    if (fp_is_zero(&scratch[i].c0)) continue; /* then x is zero: -1 is no square modulo p */
    fp_mul(&inverse, &rest, &scratch[i].c1);
    fp_mul(&rest, &rest, &scratch[i].c0);
    fp_mul(&x[i].c0, &x[i].c0, &inverse);
    fp_neg(&inverse, &inverse);
    fp_mul(&x[i].c1, &x[i].c1, &inverse);
  }
}
