#include "tower.h"

#include "constants.h"
#include "limbs.h"

/*
 * Products that are not reduced yet. Reducing is half of a multiplication, so sums of products are formed in columns
 * and reduced once; `limbs.h` says how many fit.
 */
typedef struct { i64 v[COLUMNS]; } wide;

static NOINLINE void wide_mul(wide *t, const fp *a, const fp *b) {
  i64 x[LIMBS], y[LIMBS];
  limbs_load(x, a->v);
  limbs_load(y, b->v);
  columns_mul(t->v, x, y);
}

static NOINLINE void wide_mul_add(wide *t, const fp *a, const fp *b) {
  i64 x[LIMBS], y[LIMBS], u[COLUMNS];
  limbs_load(x, a->v);
  limbs_load(y, b->v);
  columns_mul(u, x, y);
  columns_add(t->v, u);
}

/* a - b */
static NOINLINE void wide_reduce_difference(fp *r, const wide *a, const wide *b) {
  i64 t[COLUMNS];
  UNROLL for (int k = 0; k < COLUMNS; k++) t[k] = a->v[k] - b->v[k];
  columns_reduce(r->v, t, &FP_MODULUS);
}

/* Karatsuba: sum a0 b0 - sum a1 b1, and sum (a0 + a1)(b0 + b1) - sum a0 b0 - sum a1 b1. */
EXPORT(f2_dot) void f2_dot(f2 *r, const f2 *a, const f2 *b, u32 n) {
  wide real, imaginary, cross;
  fp sa, sb;
  fp_add_lazy(&sa, &a->c0, &a->c1);
  fp_add_lazy(&sb, &b->c0, &b->c1);
  wide_mul(&cross, &sa, &sb);
  wide_mul(&real, &a->c0, &b->c0);
  wide_mul(&imaginary, &a->c1, &b->c1);
  for (u32 i = 1; i < n; i++) {
    fp_add_lazy(&sa, &a[i].c0, &a[i].c1);
    fp_add_lazy(&sb, &b[i].c0, &b[i].c1);
    wide_mul_add(&cross, &sa, &sb);
    wide_mul_add(&real, &a[i].c0, &b[i].c0);
    wide_mul_add(&imaginary, &a[i].c1, &b[i].c1);
  }
  columns_sub(cross.v, real.v);
  wide_reduce_difference(&r->c0, &real, &imaginary);
  wide_reduce_difference(&r->c1, &cross, &imaginary);
}

/*
 * (9 + i)(a0 + a1 i) = (9 a0 - a1) + (9 a1 + a0) i. The lanes stay below 10 * 2^28 and the value below 10 p: the
 * quotient in lanes_reduce is then off by at most 5 units of the top lane, 2^-19 p, more than for a sum of weight 7
 * but far from what could leave the result unreduced.
 */
EXPORT(f2_mul_xi) void f2_mul_xi(f2 *r, const f2 *a) {
  i64 x[LIMBS], y[LIMBS];
  UNROLL for (int i = 0; i < LIMBS; i++) {
    x[i] = 9 * (i64)a->c0.v[i] - a->c1.v[i];
    y[i] = 9 * (i64)a->c1.v[i] + a->c0.v[i];
  }
  lanes_reduce(r->c0.v, x, &FP_MODULUS);
  lanes_reduce(r->c1.v, y, &FP_MODULUS);
}

#include "f6.inc"
