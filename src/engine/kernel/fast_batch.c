#include "fast_g1.h"

#include "fast_constants.h"

#define FAST(ref) ((const fast *)((ref) & POINT_MASK))

bool ff_is_zero(const ff *a) {
  bool zero = true;
  for (int i = 0; i < PAIR_LIMBS; i++) zero &= a->l[i] == 0; /* -0 too */
  return zero;
}

bool fast_is_infinity(const fast *p) { return p->x.l[0] == 0 && ff_is_zero(&p->x) && ff_is_zero(&p->y); }

void fast_from_g1(fast *r, const g1 *p) {
  pair t;
  pair_from_fp(&t, &p->x, &p->y);
  pair_store(&r->x, &r->y, &t);
}

void g1_from_fast(g1 *r, const fast *p) {
  fp_from_ff(&r->x, &p->x);
  fp_from_ff(&r->y, &p->y);
}

static void signed_g1(g1 *r, point_ref ref) {
  g1_from_fast(r, FAST(ref));
  if (ref & POINT_NEGATED) fp_neg(&r->y, &r->y);
}

static void fast_copy(fast *r, point_ref ref) {
  *r = *FAST(ref);
  if (ref & POINT_NEGATED) ff_neg(&r->y, &r->y);
}

/* A sum that the formula below has no slope for: infinity on either side, P + P, P - P. */
static NOINLINE void add_special(fast *r, point_ref p, point_ref q) {
  g1 a, b;
  g1x sum;
  if (fast_is_infinity(FAST(q))) {
    fast_copy(r, p);
  } else if (fast_is_infinity(FAST(p))) {
    fast_copy(r, q);
  } else {
    signed_g1(&a, p);
    signed_g1(&b, q);
    g1x_from_affine(&sum, &a);
    g1x_add_affine(&sum, &sum, &b);
    g1x_to_affine(&a, &sum);
    fast_from_g1(r, &a);
  }
}

/* Marks the additions of a pair that are special, and puts 1 in the place of their differences. */
static NOINLINE void mark_special(u8 *special, pair *difference, const addition *first, const addition *second) {
  ff lanes[2];
  pair_store(&lanes[0], &lanes[1], difference);
  for (int i = 0; i < 2; i++) {
    const addition *a = i ? second : first;
    fp d;
    fp_from_ff(&d, &lanes[i]);
    special[i] = fp_is_zero(&d) || fast_is_infinity(FAST(a->from[0])) || fast_is_infinity(FAST(a->from[1]));
    if (special[i]) lanes[i] = FAST_ONE;
  }
  pair_load(difference, &lanes[0], &lanes[1]);
  SET_BOUNDS(difference, 2, 0.76, 1.01);
}

/* One inversion: 1/a = b / ab. */
void pair_invert(pair *x) {
  ff first, second;
  fp a, b, inverse;
  g1 inverses;
  fast converted;
  pair_store(&first, &second, x);
  fp_from_ff(&a, &first);
  fp_from_ff(&b, &second);
  fp_mul(&inverse, &a, &b);
  fp_inv(&inverse, &inverse);
  fp_mul(&inverses.x, &inverse, &b);
  fp_mul(&inverses.y, &inverse, &a);
  fast_from_g1(&converted, &inverses);
  pair_load(x, &converted.x, &converted.y);
}

INLINE v128 signs_of(point_ref first, point_ref second) {
  return wasm_i64x2_make((i64)((u64)(first & POINT_NEGATED) << 63), (i64)((u64)(second & POINT_NEGATED) << 63));
}

INLINE bool low_limb_zero(const fast *p) { return p->x.l[0] == 0; }

/*
 * batch.inc's additions, two side by side; an odd last one is its own neighbour. In braces: |value| over N, and the weight of
 * limbs 0..3 / of limb 4. Coordinates are {0.5001, 1 / 0.38}.
 */
static void add_chunk(addition *additions, u32 n, fast_batch *batch) {
  u32 pairs = (n + 1) / 2;
  pair rest, inverse;
  pair_load(&rest, &FAST_ONE, &FAST_ONE);
  /* Backwards: product[i] = the product of all differences after i. */
  for (u32 i = pairs; i-- > 0;) {
    const addition *a = &additions[2 * i], *b = 2 * i + 1 < n ? a + 1 : a;
    const fast *p0 = FAST(a->from[0]), *q0 = FAST(a->from[1]), *p1 = FAST(b->from[0]), *q1 = FAST(b->from[1]);
    pair x1, x2, *difference = &batch->difference[i];
    u8 *special = &batch->special[2 * i];
    pair_load(&x1, &p0->x, &p1->x);
    pair_load(&x2, &q0->x, &q1->x);
    pair_sub_lazy(&x1, &x2, &x1); /* {1.01, 2 / 0.76} */
    special[0] = special[1] = 0;
    if (pair_maybe_zero(&x1) || low_limb_zero(p0) || low_limb_zero(q0) || low_limb_zero(p1) || low_limb_zero(q1))
      mark_special(special, &x1, a, b);
    *difference = x1;
    batch->product[i] = rest;
    pair_mul(&rest, &rest, difference, &FAST_P); /* {0.378 * 1.01 * 1.62 + 1 < 1.62, 1 / 1.23}, again and again */
  }
  pair_invert(&rest);
  /* Forwards: rest = 1 / the product of all differences from i on. */
  for (u32 i = 0; i < pairs; i++) {
    const addition *a = &additions[2 * i], *b = 2 * i + 1 < n ? a + 1 : a;
    point_ref from_p0 = a->from[0], from_q0 = a->from[1], from_p1 = b->from[0], from_q1 = b->from[1];
    const fast *p0 = FAST(from_p0), *q0 = FAST(from_q0), *p1 = FAST(from_p1), *q1 = FAST(from_q1);
    fast *to0 = (fast *)a->to, *to1 = (fast *)b->to;
    pair x1, x2, y1, slope, x3, y3;
    pair_mul(&inverse, &rest, &batch->product[i], &FAST_P);  /* {0.378 * 1.62^2 + 1 < 2.0, 1 / 1.52} */
    pair_mul(&rest, &rest, &batch->difference[i], &FAST_P); /* {1.62, 1 / 1.23} */
    pair_load(&x1, &p0->x, &p1->x);
    pair_load(&x2, &q0->x, &q1->x);
    pair_load(&y1, &p0->y, &p1->y);
    pair_load(&slope, &q0->y, &q1->y);
    pair_sign(&y1, signs_of(from_p0, from_p1));
    pair_sign(&slope, signs_of(from_q0, from_q1));
    pair_sub_lazy(&slope, &slope, &y1); /* {1.01, 2 / 0.76} */
    pair_mul(&slope, &slope, &inverse, &FAST_P); /* limbs 2 * 1.52; {0.378 * 1.01 * 2.0 + 1 < 1.77, 1 / 1.34} */
    pair_sqr(&x3, &slope, &FAST_P);              /* limbs 2 * 1 * 1.34; {0.378 * 1.77^2 + 1 < 2.2, 1 / 1.67} */
    pair_sub_lazy(&x3, &x3, &x2);
    pair_sub_lazy(&x3, &x3, &x1); /* {3.3, 3} */
    pair_reduce(&x3, &FAST_P);
    pair_sub_lazy(&y3, &x1, &x3); /* {1.01, 2 / 0.76} */
    pair_mul(&y3, &y3, &slope, &FAST_P);   /* limbs 2 * 1.34; {0.378 * 1.01 * 1.77 + 1 < 1.68, 1 / 1.28} */
    pair_sub_lazy(&y3, &y3, &y1); /* {2.2, 2} */
    pair_reduce(&y3, &FAST_P);
    const u8 *special = &batch->special[2 * i];
    if (a != b && !(special[0] | special[1])) {
      pair_store(&to0->x, &to1->x, &x3);
      pair_store(&to0->y, &to1->y, &y3);
      continue;
    }
    fast sum0, sum1; /* both before either is stored: it may be the other's operand */
    pair_store(&sum0.x, &sum1.x, &x3);
    pair_store(&sum0.y, &sum1.y, &y3);
    if (special[0]) add_special(&sum0, from_p0, from_q0);
    if (special[1]) add_special(&sum1, from_p1, from_q1);
    *to0 = sum0;
    *to1 = sum1;
  }
}

void fast_add_many(addition *additions, u32 n, fast_batch *scratch) {
  while (n > 0) {
    u32 count = n < BATCH_MAX ? n : BATCH_MAX;
    add_chunk(additions, count, scratch);
    additions += count;
    n -= count;
  }
}
