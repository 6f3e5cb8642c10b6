#include "batch.h"

/* What an addition turns out to be; kept in the low bits of its `to`. COPY copies from[0]. */
enum { ADD = 0, DOUBLE = 1, COPY = 2, VANISH = 3 };
#define POINT(type, ref) ((const type *)((ref) & POINT_MASK))

fp *g1_norms(g1_batch *batch) { return batch->difference; }
fp *g2_norms(g2_batch *batch) { return batch->norm; }
void fp_norm(fp *norm, const fp *d) { (void)norm, (void)d; }
void f2_norm(fp *norm, const f2 *d) { fp_dot2(norm, &d->c0, &d->c0, &d->c1, &d->c1); }

void fp_divide(fp *r, const fp *a, const fp *d, const fp *inverse) {
  (void)d;
  fp_mul(r, a, inverse);
}

void f2_divide(f2 *r, const f2 *a, const f2 *d, const fp *inverse) {
  f2 conjugate;
  f2_conj(&conjugate, d);
  f2_mul(r, a, &conjugate);
  f2_mul_fp(r, r, inverse);
}

#include "with_g1.inc"
#include "batch.inc"
#include "with_g2.inc"
#include "batch.inc"
#include "with_none.inc"
