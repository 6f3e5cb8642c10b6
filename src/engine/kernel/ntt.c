#include "ntt.h"

#include "constants.h"

/*
 * Bernstein's tree of remainders ("The tangent FFT", 2007, section 2; Seiler, eprint 2018/039). A node holds a
 * polynomial modulo X^(2h) - t^2 and has the remainders modulo X^h - t and X^h + t for children, so one multiplication
 * by t serves a butterfly: (x0 + t x1, x0 - t x1). Nodes are numbered as in a heap: node i has children 2i and 2i + 1,
 * node 0 is X^n - 1 and node 1 is X^n + 1, and its t is
 *
 *   t(i) = product over the bits k that are set in i of (the root of order 2^(k+2)).
 *
 * So the shift to the other coset costs nothing: it is the tree of node 1 instead of node 0. On the way back, node i
 * needs 1 / t(i) = -t(m), with m = i and all its bits below the highest one inverted (its mirror).
 */

#ifdef COMMON_PART /* beside the fast kernel, which does all but the smallest */

/* One level at a time, for n <= 4. t: of nodes 0..3. */
static void transform_small(fr *a, u32 log, u32 node, const fr t[4], bool back) {
  if (log == 0) return;
  u32 half = 1u << (log - 1);
  for (u32 k = 0; back && k < 2; k++) transform_small(a + k * half, log - 1, 2 * node + k, t, back);
  for (fr *x = a; x < a + half; x++) {
    fr *y = x + half, v;
    if (back) { /* 1 / t(node) = -t(mirror), but for node 0 */
      fr_sub(&v, node ? y : x, node ? x : y);
      fr_add(x, x, y);
      fr_mul(y, &v, &t[node < 2 ? node : node ^ 1]);
    } else {
      fr_mul(&v, y, &t[node]);
      fr_sub(y, x, &v);
      fr_add(x, x, &v);
    }
  }
  for (u32 k = 0; !back && k < 2; k++) transform_small(a + k * half, log - 1, 2 * node + k, t, back);
}

static void small(fr *a, u32 log, u32 coset, bool back) {
  fr t[4] = {FR_ONE, FR_ONE, FR_ROOT_OF_UNITY};
  if (log > 2) __builtin_trap(); /* the fast kernel had no memory for it */
  for (u32 order = 28; order > 3; order--) fr_mul(&t[2], &t[2], &t[2]);
  fr_mul(&t[1], &t[2], &t[2]);
  fr_mul(&t[3], &t[1], &t[2]);
  transform_small(a, log, coset, t, back);
}

EXPORT(ntt_forward) void ntt_forward(fr *a, u32 log, u32 coset) { small(a, log, coset, false); }

EXPORT(ntt_inverse) void ntt_inverse(fr *a, u32 log, u32 coset) { small(a, log, coset, true); }

#else

#define LOW_LOG 13u
#define LOW (1u << LOW_LOG)
#define HIGH (1u << (NTT_MAX_LOG - LOW_LOG))
#define ROOTS 28

/* t(i) of i < LOW, and of the multiples of LOW: what other nodes need is a product of two. */
static fr low[LOW], high[HIGH];
static u32 low_count, high_count;
static fr root_of_order[ROOTS + 1]; /* root_of_order[k]: of order 2^k */

/* table[i] = t(i << shift) for all i < count, a power of two. */
static void fill(fr *table, u32 *have, u32 count, u32 shift) {
  if (*have == 0) table[(*have)++] = FR_ONE;
  for (; *have < count; *have *= 2) {
    const fr *factor = &root_of_order[2 + shift + (u32)__builtin_ctz(*have)];
    for (u32 i = 0; i < *have; i++) fr_mul(&table[*have + i], &table[i], factor);
  }
}

/* Makes ready the roots of transforms of size n, once. */
static void prepare(u32 n) {
  if (low_count == 0) {
    root_of_order[ROOTS] = (fr)FR_ROOT_OF_UNITY;
    for (u32 k = ROOTS; k > 0; k--) fr_sqr(&root_of_order[k - 1], &root_of_order[k]);
  }
  fill(low, &low_count, n < LOW ? n : LOW, 0);
  fill(high, &high_count, n >> LOW_LOG, LOW_LOG);
}

/* t(node), in one of the tables or in scratch. */
static const fr *root(u32 node, fr *scratch) {
  if (node < LOW) return &low[node];
  fr_mul(scratch, &low[node & (LOW - 1)], &high[node >> LOW_LOG]);
  return scratch;
}

/* sum = a + b and difference = a - b, neither carried; results may be stored over operands. */
static NOINLINE void sum_difference(fr *sum, fr *difference, const fr *a, const fr *b) {
  UNROLL for (int i = 0; i < 9; i++) {
    i32 x = a->v[i], y = b->v[i];
    sum->v[i] = x + y;
    difference->v[i] = x - y;
  }
}

/*
 * The subtree of a node, two levels at a time. Operands of weight w give results of weight w + 2; weights stop at 7
 * in general and at 3 for the leaves, so there the two operands that are not multiplied are reduced first.
 */
static void forward(fr *a, u32 log, u32 node, u32 weight) {
  fr scratch[3], u, v;
  const fr *t = root(node, &scratch[0]);
  if (log == 1) {
    fr_mul(&v, &a[1], t);
    if (weight > 2) fr_reduce(&a[0], &a[0]);
    sum_difference(&a[0], &a[1], &a[0], &v);
    return;
  }
  const fr *t0 = root(2 * node, &scratch[1]), *t1 = root(2 * node + 1, &scratch[2]);
  bool reduce = weight > (log == 2 ? 1 : 5);
  u32 quarter = 1u << (log - 2);
  for (fr *x = a; x < a + quarter; x++) {
    fr *x0 = x, *x1 = x + quarter, *x2 = x + 2 * quarter, *x3 = x + 3 * quarter;
    if (reduce) {
      fr_reduce(x0, x0);
      fr_reduce(x1, x1);
    }
    fr_mul(&u, x2, t);
    fr_mul(&v, x3, t);
    sum_difference(x0, x2, x0, &u); /* modulo X^2q - t: x0 + x1 X^q; */
    sum_difference(x1, x3, x1, &v); /* modulo X^2q + t: x2 + x3 X^q */
    fr_mul(&u, x1, t0);
    fr_mul(&v, x3, t1);
    sum_difference(x0, x1, x0, &u);
    sum_difference(x2, x3, x2, &v);
  }
  if (log == 2) return;
  for (u32 k = 0; k < 4; k++) forward(a + k * quarter, log - 2, 4 * node + k, reduce ? 3 : weight + 2);
}

/* Undoes forward, except for a factor of n, for the node with this mirror (so not for node 0). */
static void inverse(fr *a, u32 log, u32 mirror) {
  fr scratch[3], u, v;
  const fr *t = root(mirror, &scratch[0]);
  if (log == 1) {
    sum_difference(&a[0], &u, &a[1], &a[0]);
    fr_reduce(&a[0], &a[0]);
    fr_mul(&a[1], &u, t);
    return;
  }
  const fr *t0 = root(2 * mirror + 1, &scratch[1]), *t1 = root(2 * mirror, &scratch[2]);
  u32 quarter = 1u << (log - 2);
  if (log > 2)
    for (u32 k = 0; k < 4; k++) inverse(a + k * quarter, log - 2, 4 * mirror + 3 - k);
  for (fr *x = a; x < a + quarter; x++) {
    fr *x0 = x, *x1 = x + quarter, *x2 = x + 2 * quarter, *x3 = x + 3 * quarter;
    sum_difference(x0, &u, x1, x0);
    sum_difference(x2, &v, x3, x2);
    fr_mul(x1, &u, t0); /* times t0 = -1 / t(2i) */
    fr_mul(x3, &v, t1);
    sum_difference(x0, &u, x2, x0); /* weight 4 */
    sum_difference(x1, &v, x3, x1);
    fr_reduce(x0, x0);
    fr_reduce(x1, x1);
    fr_mul(x2, &u, t);
    fr_mul(x3, &v, t);
  }
}

/* The same for node 0, where t = t0 = 1 and t1 has order 4. */
static void inverse_cyclic(fr *a, u32 log) {
  fr v;
  if (log == 1) {
    sum_difference(&a[0], &a[1], &a[0], &a[1]);
    fr_reduce(&a[0], &a[0]);
    fr_reduce(&a[1], &a[1]);
    return;
  }
  u32 quarter = 1u << (log - 2);
  if (log > 2) {
    inverse_cyclic(a, log - 2);
    for (u32 k = 1; k < 4; k++) inverse(a + k * quarter, log - 2, k == 1 ? 1 : 5 - k);
  }
  for (fr *x = a; x < a + quarter; x++) {
    fr *x0 = x, *x1 = x + quarter, *x2 = x + 2 * quarter, *x3 = x + 3 * quarter;
    sum_difference(x0, x1, x0, x1);
    sum_difference(x2, &v, x3, x2);
    fr_mul(&v, &v, &low[1]);
    sum_difference(x0, x2, x0, x2); /* weights 2 + 2 */
    sum_difference(x1, x3, x1, &v); /* weights 2 + 1 */
    for (fr *y = x; y <= x3; y += quarter) fr_reduce(y, y);
  }
}

EXPORT(ntt_forward) void ntt_forward(fr *a, u32 log, u32 coset) {
  if (log == 0) return;
  prepare(1u << log);
  forward(a, log, coset, 1);
}

EXPORT(ntt_inverse) void ntt_inverse(fr *a, u32 log, u32 coset) {
  if (log == 0) return;
  prepare(1u << log);
  if (coset == 0) inverse_cyclic(a, log);
  else inverse(a, log, 1);
}

#endif
