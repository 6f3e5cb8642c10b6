#include "fast_g2.h"

#include "fast_constants.h"

#define FAST2(ref) ((const fast2 *)((ref) & POINT_MASK))

bool fast2_is_infinity(const fast2 *p) { return pair_is_zero(&p->x) && pair_is_zero(&p->y); }

void pair_from_f2(pair *r, const f2 *a) { pair_from_fp(r, &a->c0, &a->c1); }
void f2_from_pair(f2 *r, const pair *a) { fp_from_pair(&r->c0, &r->c1, a); }

void fast2_from_g2(fast2 *r, const g2 *p) {
  pair_from_f2(&r->x, &p->x);
  pair_from_f2(&r->y, &p->y);
}

void g2_from_fast2(g2 *r, const fast2 *p) {
  f2_from_pair(&r->x, &p->x);
  f2_from_pair(&r->y, &p->y);
}

void fast2_psi(fast2 *r, const fast2 *p) {
  fast2 conjugate = *p;
  v128 minus = wasm_i64x2_make(0, INT64_MIN);
  pair_sign(&conjugate.x, minus);
  pair_sign(&conjugate.y, minus);
  pair_f2_mul(&r->x, &conjugate.x, &FAST_PSI_X.v); /* {1.2, 1 / 0.91} */
  pair_f2_mul(&r->y, &conjugate.y, &FAST_PSI_Y.v);
  pair_reduce(&r->x, &FAST_P);
  pair_reduce(&r->y, &FAST_P);
}

static void signed_g2(g2 *r, point_ref ref) {
  g2_from_fast2(r, FAST2(ref));
  if (ref & POINT_NEGATED) f2_neg(&r->y, &r->y);
}

static void fast2_copy(fast2 *r, point_ref ref) {
  *r = *FAST2(ref);
  if (ref & POINT_NEGATED) pair_neg(&r->y, &r->y);
}

/* A sum that the formula below has no slope for: infinity on either side, P + P, P - P. */
static NOINLINE void add_special2(fast2 *r, point_ref p, point_ref q) {
  g2 a, b;
  g2x sum;
  if (fast2_is_infinity(FAST2(q))) {
    fast2_copy(r, p);
  } else if (fast2_is_infinity(FAST2(p))) {
    fast2_copy(r, q);
  } else {
    signed_g2(&a, p);
    signed_g2(&b, q);
    g2x_from_affine(&sum, &a);
    g2x_add_affine(&sum, &sum, &b);
    g2x_to_affine(&a, &sum);
    fast2_from_g2(r, &a);
  }
}

void pair_f2_invert(pair *x) {
  f2 a;
  f2_from_pair(&a, x);
  f2_inv(&a, &a);
  pair_from_f2(x, &a);
}

INLINE v128 sign_of(point_ref ref) { return wasm_i64x2_splat((i64)((u64)(ref & POINT_NEGATED) << 63)); }

/*
 * batch.inc's additions; the inverses are shared in F2 itself, where a product has one reduction for both lanes. In braces: |value|
 * over N, and the weight of limbs 0..3 / of limb 4. Reduced: {0.5001, 1 / 0.38}. A product of a and b: 0.378 * 2 |a| |b| + 1.
 */
static void add_chunk2(addition *additions, u32 n, fast2_batch *batch) {
  pair rest = FAST_F2_ONE.v, inverse;
  /* Backwards: product[i] = the product of all differences after i. */
  for (u32 i = n; i-- > 0;) {
    const fast2 *p = FAST2(additions[i].from[0]), *q = FAST2(additions[i].from[1]);
    pair *difference = &batch->difference[i];
    pair_sub_lazy(difference, &q->x, &p->x); /* {1.01, 2 / 0.76} */
    pair_reduce(difference, &FAST_P);        /* 0 has one reduced form */
    batch->special[i] = pair_is_zero(difference) || fast2_is_infinity(p) || fast2_is_infinity(q);
    if (batch->special[i]) *difference = FAST_F2_ONE.v;
    batch->product[i] = rest;
    pair_f2_mul(&rest, &rest, difference); /* {0.378 * 2 * 0.51^2 + 1 < 1.2, 1 / 0.91} */
    pair_reduce(&rest, &FAST_P);
  }
  pair_f2_invert(&rest);
  /* Forwards: rest = 1 / the product of all differences from i on. */
  for (u32 i = 0; i < n; i++) {
    point_ref from_p = additions[i].from[0], from_q = additions[i].from[1];
    const fast2 *p = FAST2(from_p), *q = FAST2(from_q);
    fast2 *to = (fast2 *)additions[i].to;
    pair x1, y1, slope, x3, y3;
    pair_f2_mul(&inverse, &rest, &batch->product[i]);   /* {0.378 * 2 * 1.62 * 0.51 + 1 < 1.63, 1 / 1.24} */
    pair_f2_mul(&rest, &rest, &batch->difference[i]);   /* {1.62, 1 / 1.23}, again and again */
    if (batch->special[i]) {
      add_special2(to, from_p, from_q);
      continue;
    }
    x1 = p->x;
    y1 = p->y;
    slope = q->y;
    pair_sign(&y1, sign_of(from_p));
    pair_sign(&slope, sign_of(from_q));
    pair_sub_lazy(&slope, &slope, &y1);  /* {1.01, 2 / 0.76} */
    pair_f2_mul(&slope, &slope, &inverse); /* limbs 2 * 1.24; {0.378 * 2 * 1.01 * 1.63 + 1 < 2.3, 1 / 1.75} */
    pair_reduce(&slope, &FAST_P);
    pair_f2_sqr(&x3, &slope); /* {1.4, 1 / 1.06} */
    pair_sub_lazy(&x3, &x3, &q->x);
    pair_sub_lazy(&x3, &x3, &x1); /* {2.5, 3} */
    pair_reduce(&x3, &FAST_P);
    pair_sub_lazy(&y3, &x1, &x3); /* {1.01, 2 / 0.76} */
    pair_f2_mul(&y3, &y3, &slope); /* {0.378 * 2 * 1.01 * 0.51 + 1 < 1.4, 1 / 1.06} */
    pair_sub_lazy(&y3, &y3, &y1);  /* {2, 2} */
    pair_reduce(&y3, &FAST_P);
    to->x = x3;
    to->y = y3;
  }
}

void fast2_add_many(addition *additions, u32 n, fast2_batch *scratch) {
  while (n > 0) {
    u32 count = n < BATCH_MAX ? n : BATCH_MAX;
    add_chunk2(additions, count, scratch);
    additions += count;
    n -= count;
  }
}
