#include "fast_constants.h"
#include "vectors_fast.h"

/* phi(x, y) = (beta x, y), two side by side. Products of reduced elements: {1.12, 1 / 0.85}. */
void fast_turn(fast *p, u32 n, u32 j) {
  static const ff beta = FAST_BETA;
  pair x, factor;
  (void)j; /* there is only one */
  pair_load(&factor, &beta, &beta);
  for (u32 i = 0; i < n; i += 2) {
    fast *a = &p[i], *b = i + 1 < n ? a + 1 : a;
    pair_load(&x, &a->x, &b->x);
    pair_mul(&x, &x, &factor, &FAST_P);
    pair_reduce(&x, &FAST_P);
    pair_store(&a->x, &b->x, &x);
  }
}

/* psi^2(x, y) = (x xi^((p^2-1)/3), -y) */
static void psi_twice(fast2 *p) {
  pair_mul(&p->x, &p->x, &FAST_PSI2_X.v, &FAST_P);
  pair_reduce(&p->x, &FAST_P);
  pair_neg(&p->y, &p->y);
}

void fast2_turn(fast2 *p, u32 n, u32 j) {
  for (u32 i = 0; i < n; i++) {
    if (j != 2) fast2_psi(&p[i], &p[i]);
    if (j >= 2) psi_twice(&p[i]);
  }
}

/* Puts 1 in the lanes of a pair's denominators that are 0, of infinity: the point then stays what it is. */
static NOINLINE void mark_none(u8 *special, pair *denominator, const fast *first, const fast *second) {
  ff lanes[2];
  pair_store(&lanes[0], &lanes[1], denominator);
  special[0] = ff_is_zero(&first->y);
  special[1] = ff_is_zero(&second->y);
  for (int i = 0; i < 2; i++)
    if (special[i]) lanes[i] = FAST_ONE;
  pair_load(denominator, &lanes[0], &lanes[1]);
  SET_BOUNDS(denominator, 2, 0.76, 1.01);
}

/*
 * batch.inc's doublings, two side by side; an odd last one is its own neighbour. In braces, as in fast_batch.c: |value| over N, and the
 * weight of limbs 0..3 / of limb 4. Coordinates are {0.5001, 1 / 0.38}. No point of the group has y = 0 but infinity, as r is odd.
 */
static void double_chunk(fast *p, u32 n, fast_batch *batch) {
  u32 pairs = (n + 1) / 2;
  pair rest, inverse;
  pair_load(&rest, &FAST_ONE, &FAST_ONE);
  /* Backwards: product[i] = the product of all denominators after i. */
  for (u32 i = pairs; i-- > 0;) {
    const fast *a = &p[2 * i], *b = 2 * i + 1 < n ? a + 1 : a;
    pair y, *denominator = &batch->difference[i];
    u8 *special = &batch->special[2 * i];
    pair_load(&y, &a->y, &b->y);
    pair_add_lazy(denominator, &y, &y); /* {1.01, 2 / 0.76} */
    special[0] = special[1] = 0;
    if (a->y.l[0] == 0 || b->y.l[0] == 0) mark_none(special, denominator, a, b);
    batch->product[i] = rest;
    pair_mul(&rest, &rest, denominator, &FAST_P); /* {0.378 * 1.01 * 1.63 + 1.01 < 1.64, 1 / 1.24}, again and again */
  }
  pair_invert(&rest);
  /* Forwards: rest = 1 / the product of all denominators from i on. */
  for (u32 i = 0; i < pairs; i++) {
    fast *a = &p[2 * i], *b = 2 * i + 1 < n ? a + 1 : a;
    const u8 *special = &batch->special[2 * i];
    pair x, y, slope, x3, y3;
    pair_mul(&inverse, &rest, &batch->product[i], &FAST_P);  /* {0.378 * 1.64^2 + 1.02 < 2.04, 1 / 1.55} */
    pair_mul(&rest, &rest, &batch->difference[i], &FAST_P); /* {1.64, 1 / 1.24} */
    pair_load(&x, &a->x, &b->x);
    pair_load(&y, &a->y, &b->y);
    pair_sqr(&x3, &x, &FAST_P); /* {0.378 * 0.2502 + 1.02 < 1.12, 1 / 0.85} */
    pair_add_lazy(&slope, &x3, &x3);
    pair_add_lazy(&slope, &slope, &x3); /* {3.4, 3 / 2.6} */
    pair_reduce(&slope, &FAST_P);
    pair_mul(&slope, &slope, &inverse, &FAST_P); /* limbs 1.55; {0.378 * 0.5001 * 2.04 + 1.02 < 1.41, 1 / 1.07} */
    pair_sqr(&x3, &slope, &FAST_P);              /* limbs 1.07; {0.378 * 1.41^2 + 1.02 < 1.78, 1 / 1.35} */
    pair_sub_lazy(&x3, &x3, &x);
    pair_sub_lazy(&x3, &x3, &x); /* {2.8, 3} */
    pair_reduce(&x3, &FAST_P);
    pair_sub_lazy(&y3, &x, &x3);         /* {1.01, 2 / 0.76} */
    pair_mul(&y3, &y3, &slope, &FAST_P); /* limbs 2 * 1.07; {0.378 * 1.01 * 1.41 + 1.02 < 1.56, 1 / 1.18} */
    pair_sub_lazy(&y3, &y3, &y);         /* {2.1, 2} */
    pair_reduce(&y3, &FAST_P);
    fast sums[2];
    pair_store(&sums[0].x, &sums[1].x, &x3);
    pair_store(&sums[0].y, &sums[1].y, &y3);
    if (!special[0]) *a = sums[0];
    if (a != b && !special[1]) *b = sums[1];
  }
}

void fast_double_many(fast *p, u32 n, fast_batch *scratch) {
  while (n > 0) {
    u32 count = n < BATCH_MAX ? n : BATCH_MAX;
    double_chunk(p, count, scratch);
    p += count;
    n -= count;
  }
}

/* The same in G2, with its inverses shared in F2. A product of a and b: 0.378 * 2 |a| |b| + 1. */
static void double_chunk2(fast2 *p, u32 n, fast2_batch *batch) {
  pair rest = FAST_F2_ONE.v, inverse;
  for (u32 i = n; i-- > 0;) {
    pair *denominator = &batch->difference[i];
    batch->special[i] = pair_is_zero(&p[i].y);
    if (batch->special[i]) {
      *denominator = FAST_F2_ONE.v;
    } else {
      pair_add_lazy(denominator, &p[i].y, &p[i].y); /* {1.01, 2 / 0.76} */
      pair_reduce(denominator, &FAST_P);
    }
    batch->product[i] = rest;
    pair_f2_mul(&rest, &rest, denominator); /* {0.378 * 2 * 0.51^2 + 1.02 < 1.22, 1 / 0.93} */
    pair_reduce(&rest, &FAST_P);
  }
  pair_f2_invert(&rest);
  for (u32 i = 0; i < n; i++) {
    pair slope, x3, y3, x = p[i].x;
    pair_f2_mul(&inverse, &rest, &batch->product[i]);  /* {0.378 * 2 * 1.65 * 0.51 + 1.02 < 1.66, 1 / 1.26} */
    pair_f2_mul(&rest, &rest, &batch->difference[i]); /* {1.65, 1 / 1.25}, again and again */
    if (batch->special[i]) continue;
    pair_f2_sqr(&x3, &x); /* {1.4, 1 / 1.06} */
    pair_add_lazy(&slope, &x3, &x3);
    pair_add_lazy(&slope, &slope, &x3); /* {4.2, 3 / 3.2} */
    pair_reduce(&slope, &FAST_P);
    pair_f2_mul(&slope, &slope, &inverse); /* limbs 1.26; {0.378 * 2 * 0.5001 * 1.66 + 1.02 < 1.65, 1 / 1.25} */
    pair_reduce(&slope, &FAST_P);
    pair_f2_sqr(&x3, &slope); /* {1.4, 1 / 1.06} */
    pair_sub_lazy(&x3, &x3, &x);
    pair_sub_lazy(&x3, &x3, &x); /* {2.5, 3} */
    pair_reduce(&x3, &FAST_P);
    pair_sub_lazy(&y3, &x, &x3);   /* {1.01, 2 / 0.76} */
    pair_f2_mul(&y3, &y3, &slope); /* {0.378 * 2 * 1.01 * 0.51 + 1.02 < 1.41, 1 / 1.07} */
    pair_sub_lazy(&y3, &y3, &p[i].y); /* {2, 2} */
    pair_reduce(&y3, &FAST_P);
    p[i].x = x3;
    p[i].y = y3;
  }
}

void fast2_double_many(fast2 *p, u32 n, fast2_batch *scratch) {
  while (n > 0) {
    u32 count = n < BATCH_MAX ? n : BATCH_MAX;
    double_chunk2(p, count, scratch);
    p += count;
    n -= count;
  }
}
