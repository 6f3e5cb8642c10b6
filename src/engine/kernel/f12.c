#include "tower.h"

#include "constants.h"

const f12 F12_ONE = {{{{{FP_TWO_261, {{0}}}}}}};

/* Karatsuba: a0 b0 + v a1 b1,  (a0 + a1)(b0 + b1) - a0 b0 - a1 b1 */
EXPORT(f12_mul) void f12_mul(f12 *r, const f12 *a, const f12 *b) {
  f6 low, high, sa, sb;
  f6_mul(&low, &a->c[0], &b->c[0]);
  f6_mul(&high, &a->c[1], &b->c[1]);
  f6_add(&sa, &a->c[0], &a->c[1]);
  f6_add(&sb, &b->c[0], &b->c[1]);
  f6_mul(&sa, &sa, &sb);
  f6_sub(&sa, &sa, &low);
  f6_sub(&r->c[1], &sa, &high);
  f6_mul_v(&high, &high);
  f6_add(&r->c[0], &low, &high);
}

/* With m = a0 a1: (a0 + a1)(a0 + v a1) - m - v m,  2m */
EXPORT(f12_sqr) void f12_sqr(f12 *r, const f12 *a) {
  f6 m, sum, twisted;
  f6_mul(&m, &a->c[0], &a->c[1]);
  f6_add(&sum, &a->c[0], &a->c[1]);
  f6_mul_v(&twisted, &a->c[1]);
  f6_add(&twisted, &twisted, &a->c[0]);
  f6_mul(&sum, &sum, &twisted);
  f6_sub(&sum, &sum, &m);
  f6_add(&r->c[1], &m, &m);
  f6_mul_v(&m, &m);
  f6_sub(&r->c[0], &sum, &m);
}

/* With l = b + c v: (r0 + r1 w)(1 + l w) = (r0 + v l r1) + (r1 + l r0) w */
void f12_mul_line(f12 *r, const f2 *b, const f2 *c) {
  f6 low, high;
  f6_mul_line(&high, &r->c[0], b, c);
  f6_mul_line(&low, &r->c[1], b, c);
  f6_mul_v(&low, &low);
  f6_add(&r->c[0], &r->c[0], &low);
  f6_add(&r->c[1], &r->c[1], &high);
}

/* (a0 - a1 w) / (a0^2 - v a1^2) */
EXPORT(f12_inv) void f12_inv(f12 *r, const f12 *a) {
  f6 norm, t;
  f6_mul(&norm, &a->c[0], &a->c[0]);
  f6_mul(&t, &a->c[1], &a->c[1]);
  f6_mul_v(&t, &t);
  f6_sub(&norm, &norm, &t);
  f6_inv(&norm, &norm);
  f6_neg(&t, &a->c[1]);
  f6_mul(&r->c[0], &a->c[0], &norm);
  f6_mul(&r->c[1], &t, &norm);
}

/* w^(p^6) = -w */
void f12_conj(f12 *r, const f12 *a) {
  r->c[0] = a->c[0];
  f6_neg(&r->c[1], &a->c[1]);
}

/* (sum a_k w^k)^p = sum conj(a_k) xi^(k (p-1) / 6) w^k */
EXPORT(f12_frobenius) void f12_frobenius(f12 *r, const f12 *a) {
  static const f2 factor[5] = FROBENIUS;
  f2_conj(&r->c[0].c[0], &a->c[0].c[0]);
  for (int k = 1; k < 6; k++) {
    f2 t;
    f2_conj(&t, &a->c[k & 1].c[k >> 1]);
    f2_mul(&r->c[k & 1].c[k >> 1], &t, &factor[k - 1]);
  }
}

EXPORT(f12_equal) bool f12_equal(const f12 *a, const f12 *b) {
  for (int k = 0; k < 6; k++) {
    if (!f2_equal(&a->c[k & 1].c[k >> 1], &b->c[k & 1].c[k >> 1])) return false;
  }
  return true;
}

/* 12 numbers of 32 little-endian bytes: the coefficients of w^0, w^2, w^4, w, w^3, w^5, each c0 c1. */
EXPORT(f12_to_bytes) void f12_to_bytes(u8 *bytes, const f12 *a) {
  const fp *x = &a->c[0].c[0].c0;
  for (u32 i = 0; i < 12; i++) fp_to_bytes(bytes + 32 * i, &x[i]);
}

EXPORT(f12_from_bytes) void f12_from_bytes(f12 *r, const u8 *bytes) {
  fp *x = &r->c[0].c[0].c0;
  for (u32 i = 0; i < 12; i++) fp_from_bytes(&x[i], bytes + 32 * i);
}
