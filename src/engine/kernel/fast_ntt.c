#include "fast_ntt.h"

#include "fast_constants.h"
#include "ntt.h"

/*
 * The tree of ntt.c, two levels at a time. Neighbouring butterflies of a node share its root, so it is in both lanes; where a node has
 * only four elements or two, it is done beside the next node, each in a lane with its own root. Roots are reduced.
 */

#define FAST_LOW_LOG 13u
#define FAST_LOW (1u << FAST_LOW_LOG)
#define FAST_HIGH (1u << (NTT_MAX_LOG - FAST_LOW_LOG))

/* As in ntt.c: t(i) of i < FAST_LOW, and of the multiples of FAST_LOW. */
static ff fast_low[FAST_LOW], fast_high[FAST_HIGH];
static u32 fast_low_count, fast_high_count;

static void product(pair *r, const pair *a, const pair *b) {
  pair_mul(r, a, b, &FAST_R);
  pair_reduce(r, &FAST_R);
}

INLINE void pair_both(pair *r, const ff *a) {
  UNROLL for (int i = 0; i < PAIR_LIMBS; i++) r->l[i] = wasm_v128_load64_splat(&a->l[i]);
  SET_REDUCED(r);
}

/* table[i] = t(i << shift) for all i < count, a power of two. */
static void fast_fill(ff *table, u32 *have, u32 count, u32 shift) {
  pair factor, t;
  ff unused;
  if (*have == 0 && count > 0) {
    pair_store(&table[0], &unused, &FAST_FR_ONE.v);
    *have = 1;
  }
  for (; *have < count; *have *= 2) {
    factor = FAST_FR_ROOT.v;
    /* to the root of order 2^(2 + shift + bit) */
    for (u32 k = 28; k > 2 + shift + (u32)__builtin_ctz(*have); k--) product(&factor, &factor, &factor);
    for (u32 i = 0; i < *have; i++) {
      pair_both(&t, &table[i]);
      product(&t, &t, &factor);
      pair_store(&table[*have + i], &unused, &t);
    }
  }
}

static void fast_prepare(u32 n) {
  fast_fill(fast_low, &fast_low_count, n < FAST_LOW ? n : FAST_LOW, 0);
  fast_fill(fast_high, &fast_high_count, n >> FAST_LOW_LOG, FAST_LOW_LOG);
}

/* t(node) of two nodes. */
static void roots_of(pair *r, u32 first, u32 second) {
  pair high;
  pair_load(r, &fast_low[first & (FAST_LOW - 1)], &fast_low[second & (FAST_LOW - 1)]);
  if (second < FAST_LOW) return; /* the second is never smaller */
  pair_load(&high, &fast_high[first >> FAST_LOW_LOG], &fast_high[second >> FAST_LOW_LOG]);
  product(r, r, &high);
}

static u32 mirror(u32 node) {
  u32 highest = 0x80000000u >> __builtin_clz(node | 1);
  return node ^ (highest - 1);
}

/* -1 / t(node) of two nodes: t(mirror), and -1 for node 0. */
static void inverses_of(pair *r, u32 first, u32 second) {
  u32 a = mirror(first), b = mirror(second);
  bool swapped = a > b;
  roots_of(r, swapped ? b : a, swapped ? a : b);
  UNROLL for (int i = 0; i < PAIR_LIMBS; i++) {
    v128 x = r->l[i], y = wasm_i64x2_shuffle(x, x, 1, 0);
    if (swapped) r->l[i] = y;
    if (first == 0) r->l[i] = wasm_i64x2_shuffle(wasm_f64x2_neg(FAST_FR_ONE.l[i].v), second == 0 ? wasm_f64x2_neg(FAST_FR_ONE.l[i].v) : r->l[i], 0, 3);
  }
}

typedef struct { pair t, t0, t1; } roots;

/* sum = a + b and difference = a - b; results may be stored over operands. */
INLINE void pair_sum_difference(pair *sum, pair *difference, const pair *a, const pair *b) {
  ADD_BOUNDS(sum, a, b); /* of both, before one that is an operand has them */
  COPY_BOUNDS(difference, sum);
  UNROLL for (int i = 0; i < PAIR_LIMBS; i++) {
    v128 x = a->l[i], y = b->l[i];
    sum->l[i] = wasm_f64x2_add(x, y);
    difference->l[i] = wasm_f64x2_sub(x, y);
  }
}

/* In braces, as in fast_batch.c: |value| over N, and the weight; a product with a root: 0.378 * 0.51 |a| + 1.01. {3.66, 3} in and out. */
static void butterfly(pair *x0, pair *x1, pair *x2, pair *x3, const roots *w) {
  pair u, v;
  pair_reduce(x0, &FAST_R);
  pair_reduce(x1, &FAST_R);
  pair_mul(&u, x2, &w->t, &FAST_R); /* {1.72, 1} */
  pair_mul(&v, x3, &w->t, &FAST_R);
  pair_sum_difference(x0, x2, x0, &u); /* {2.22, 2} */
  pair_sum_difference(x1, x3, x1, &v);
  pair_mul(&u, x1, &w->t0, &FAST_R); /* {1.44, 1} */
  pair_mul(&v, x3, &w->t1, &FAST_R);
  pair_sum_difference(x0, x1, x0, &u);
  pair_sum_difference(x2, x3, x2, &v);
}

/* {1.7, 1} in and out. */
static void butterfly_back(pair *x0, pair *x1, pair *x2, pair *x3, const roots *w) {
  pair u, v;
  pair_sum_difference(x0, &u, x1, x0); /* {3.4, 2} */
  pair_sum_difference(x2, &v, x3, x2);
  pair_mul(x1, &u, &w->t0, &FAST_R); /* {1.67, 1} */
  pair_mul(x3, &v, &w->t1, &FAST_R);
  pair_sum_difference(x0, &u, x2, x0); /* {6.8, 4} */
  pair_sum_difference(x1, &v, x3, x1); /* {3.4, 2} */
  pair_reduce(x0, &FAST_R);
  pair_reduce(x1, &FAST_R);
  pair_reduce(&u, &FAST_R);
  pair_mul(x2, &u, &w->t, &FAST_R);
  pair_mul(x3, &v, &w->t, &FAST_R);
}

/* A lane of two nodes' elements to a lane of each, and back: (a0, a1) (b0, b1) to (a0, b0) (a1, b1). */
INLINE void exchange(pair *a, pair *b) {
  UNROLL for (int i = 0; i < PAIR_LIMBS; i++) {
    v128 x = a->l[i], y = b->l[i];
    a->l[i] = wasm_i64x2_shuffle(x, y, 0, 2);
    b->l[i] = wasm_i64x2_shuffle(x, y, 1, 3);
  }
  JOIN_BOUNDS(a, b);
}

/* Four nodes of four elements each, or of two; two nodes at a time. */
static void leaves(pair *a, u32 log, u32 node, bool back) {
  for (u32 k = 0; k < 4; k += 2) {
    u32 m = node + k;
    pair *x = a + (k << (log - 1)), *y = x + (1u << (log - 1)), u;
    roots w;
    (back ? inverses_of : roots_of)(&w.t, m, m + 1);
    exchange(x, y);
    if (log == 2) {
      (back ? inverses_of : roots_of)(&w.t0, 2 * m, 2 * m + 2);
      (back ? inverses_of : roots_of)(&w.t1, 2 * m + 1, 2 * m + 3);
      exchange(x + 1, y + 1);
      (back ? butterfly_back : butterfly)(x, y, x + 1, y + 1, &w);
      exchange(x + 1, y + 1);
    } else if (back) {
      pair_sum_difference(x, &u, y, x);
      pair_mul(y, &u, &w.t, &FAST_R); /* x: {3.4, 2} */
      pair_reduce(x, &FAST_R);
    } else {
      pair_mul(&u, y, &w.t, &FAST_R);
      pair_sum_difference(x, y, x, &u); /* {5.4, 4} */
    }
    exchange(x, y);
  }
}

/* The four children of a node with quarters of so many pairs. */
static void level(pair *a, u32 log, u32 node, bool back) {
  u32 quarter = 1u << (log - 3);
  roots w;
  if (back) {
    if (log > 4) for (u32 k = 0; k < 4; k++) level(a + k * quarter, log - 2, 4 * node + k, back);
    else leaves(a, log - 2, 4 * node, back);
  }
  (back ? inverses_of : roots_of)(&w.t, node, node);
  (back ? inverses_of : roots_of)(&w.t0, 2 * node, 2 * node);
  (back ? inverses_of : roots_of)(&w.t1, 2 * node + 1, 2 * node + 1);
  for (pair *x = a; x < a + quarter; x++)
    (back ? butterfly_back : butterfly)(x, x + quarter, x + 2 * quarter, x + 3 * quarter, &w);
  if (back) return;
  if (log > 4) for (u32 k = 0; k < 4; k++) level(a + k * quarter, log - 2, 4 * node + k, back);
  else leaves(a, log - 2, 4 * node, back);
}

void fast_forward(pair *a, u32 log, u32 coset) {
  fast_prepare(1u << log);
  level(a, log, coset, false);
}

void fast_inverse(pair *a, u32 log, u32 coset) {
  fast_prepare(1u << log);
  level(a, log, coset, true);
}

void pairs_from_fr(pair *r, const fr *a, u32 n) {
  for (u32 i = 0; i < n; i += 2) {
    ff x, y;
    ff_digits(&x, a[i].v);
    ff_digits(&y, a[i + 1].v);
    pair_load(&r[i / 2], &x, &y);
    SET_BOUNDS(&r[i / 2], 2, 0.76, 1);
    pair_reduce(&r[i / 2], &FAST_R);
  }
}

void fr_from_pairs(fr *r, pair *a, u32 n) {
  for (u32 i = 0; i < n; i += 2) {
    ff x, y;
    pair_reduce(&a[i / 2], &FAST_R);
    pair_store(&x, &y, &a[i / 2]);
    digits_from_ff(r[i].v, &x);
    digits_from_ff(r[i + 1].v, &y);
    fr_reduce(&r[i], &r[i]);
    fr_reduce(&r[i + 1], &r[i + 1]);
  }
}
