#include "fast_constants.h"
#include "fast_ntt.h"
#include "memory.h"
#include "ntt.h"
#include "quotient.h"

/*
 * ntt.h and quotient.h, two elements side by side. Very small transforms are the plain kernel's. The form is field.h's numbers x 2^261
 * in pairs, and a product of two has 2^267.
 */

/* Room for n elements, wiped and released at the end: a witness goes through it. */
static pair *pairs_alloc(u32 n) { return alloc(n / 2 * sizeof(pair)); }
static void wipe(pair *a, u32 n) { __builtin_memset(a, 0, n / 2 * sizeof(pair)); }

static bool transform(fr *a, u32 log, u32 coset, void (*how)(pair *, u32, u32)) {
  u32 before = mark(), n = 1u << log;
  pair *x = pairs_alloc(n);
  if (!x) return false;
  pairs_from_fr(x, a, n);
  how(x, log, coset);
  fr_from_pairs(a, x, n);
  wipe(x, n);
  release(before);
  return true;
}

__attribute__((export_name("ntt_forward"))) void fast_ntt_forward(fr *a, u32 log, u32 coset) {
  if (log < 3 || !transform(a, log, coset, fast_forward)) ntt_forward(a, log, coset);
}

__attribute__((export_name("ntt_inverse"))) void fast_ntt_inverse(fr *a, u32 log, u32 coset) {
  if (log < 3 || !transform(a, log, coset, fast_inverse)) ntt_inverse(a, log, coset);
}

/* A polynomial's values at the rows, by the row's combination; scattered to where its bits are reversed. */
static void scatter(pair *part, const u32 *combination, const fr *values, u32 log) {
  for (u32 i = 0; i < 1u << log; i++) {
    u32 at = bits_reversed(i, log);
    double *to = (double *)&part[at / 2] + (at & 1);
    ff x;
    ff_digits(&x, values[combination[i]].v);
    for (int k = 0; k < PAIR_LIMBS; k++) to[2 * k] = x.l[k];
  }
  for (u32 i = 0; i < 1u << log; i += 2) {
    SET_BOUNDS(&part[i / 2], 2, 0.76, 1);
    pair_reduce(&part[i / 2], &FAST_R);
  }
}

static void odd_coset(pair *part, u32 log) {
  fast_inverse(part, log, 0);
  for (u32 i = 0; i < 1u << log; i += 2) pair_reduce(&part[i / 2], &FAST_R);
  fast_forward(part, log, 1);
  for (u32 i = 0; i < 1u << log; i += 2) pair_reduce(&part[i / 2], &FAST_R);
}

/* AB - C in plain form, for A and B with 2^261, and C with 2^(267 - scale); all reduced. */
static void join(u8 *scalars, const pair *a, const pair *b, const pair *c, u32 log, u32 scale) {
  pair n = FAST_FR_ONE.v;
  for (u32 i = 0; i < scale; i++) {
    pair_add_lazy(&n, &n, &n);
    pair_reduce(&n, &FAST_R);
  }
  for (u32 i = 0; i < 1u << log; i++) {
    u32 at = bits_reversed(i, log);
    if (at & 1) continue; /* done beside at - 1, which is i - n / 2 */
    pair ab, nc;
    ff even, odd;
    pair_mul(&ab, &a[at / 2], &b[at / 2], &FAST_R); /* {1.11, 1}: A B 2^267 */
    pair_mul(&nc, &c[at / 2], &n, &FAST_R);
    pair_sub_lazy(&ab, &ab, &nc); /* {2.3, 2} */
    pair_mul(&ab, &ab, &FAST_FR_2_12.v, &FAST_R);
    pair_reduce(&ab, &FAST_R);
    pair_store(&even, &odd, &ab);
    bytes_from_ff(scalars + 32 * i, &even, &FAST_R);
    bytes_from_ff(scalars + 32 * (i + (1u << (log - 1))), &odd, &FAST_R);
  }
}

/* As quotient.c: the rows are divided by n, so that the inverse transform gives the coefficients of A and B, and those of C / n. */
static bool quotient_in_pairs(u8 *scalars, const rows *m, const fr *values) {
  u32 before = mark(), n = 1u << m->log;
  pair *a = pairs_alloc(3 * n), *b = a + n / 2, *c = b + n / 2;
  if (!a) return false;
  scatter(a, m->a, values, m->log);
  scatter(b, m->b, values, m->log);
  for (u32 i = 0; i < n / 2; i++) pair_mul(&c[i], &a[i], &b[i], &FAST_R);
  odd_coset(a, m->log);
  odd_coset(b, m->log);
  odd_coset(c, m->log);
  join(scalars, a, b, c, m->log, m->log); /* C / n with 2^267 */
  wipe(a, 3 * n);
  release(before);
  return true;
}

__attribute__((export_name("quotient")))
void fast_quotient(u8 *scalars, const u32 *words, const fr *table, const u8 *witness, fr *scratch) {
  rows m = {.log = words[0]};
  if (m.log >= 3) {
    m = rows_open(words);
    fr *values = scratch + m.wires;
    rows_evaluate(values, &m, table, witness, scratch);
    if (quotient_in_pairs(scalars, &m, values)) return;
  }
  quotient(scalars, words, table, witness, scratch);
}

/* As quotient.c's: C has 2^261 too. */
static bool part_in_pairs(fr *part, u32 which, const rows *m, const fr *values) {
  u32 before = mark(), n = 1u << m->log, room = which == PART_C ? 2 * n : n;
  pair *x = pairs_alloc(room), *y = x + n / 2, factor;
  if (!x) return false;
  scatter(x, which == PART_B ? m->b : m->a, values, m->log);
  if (which == PART_C) {
    scatter(y, m->b, values, m->log);
    pair_set_2_249(&factor);
    for (u32 i = 0; i < n / 2; i++) {
      pair_mul(&x[i], &x[i], &y[i], &FAST_R);   /* {1.12, 1} */
      pair_mul(&x[i], &x[i], &factor, &FAST_R); /* {1.09, 1} */
    }
  }
  odd_coset(x, m->log);
  fr_from_pairs(part, x, n);
  wipe(x, room);
  release(before);
  return true;
}

__attribute__((export_name("quotient_part")))
void fast_quotient_part(fr *part, u32 which, const u32 *words, const fr *table, const u8 *witness, fr *scratch) {
  rows m = {.log = words[0]};
  if (m.log >= 3) {
    m = rows_open(words);
    fr *values = scratch + m.wires;
    rows_evaluate(values, &m, table, witness, scratch);
    if (part_in_pairs(part, which, &m, values)) return;
  }
  quotient_part(part, which, words, table, witness, scratch);
}

__attribute__((export_name("quotient_join")))
void fast_quotient_join(u8 *scalars, const fr *a, const fr *b, const fr *c, u32 log) {
  u32 before = mark(), n = 1u << log;
  pair *x = log < 3 ? 0 : pairs_alloc(3 * n), *y = x + n / 2, *z = y + n / 2;
  if (!x) {
    quotient_join(scalars, a, b, c, log);
    return;
  }
  pairs_from_fr(x, a, n);
  pairs_from_fr(y, b, n);
  pairs_from_fr(z, c, n);
  join(scalars, x, y, z, log, log + 6);
  wipe(x, 3 * n);
  release(before);
}
