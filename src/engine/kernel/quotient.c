#include "quotient.h"

#include "ntt.h"

/*
 * values[k] is combination k divided by n. So the inverse transform, which multiplies by n, gives the coefficients of
 * A and B, and those of C / n.
 */
static void part_of(fr *part, u32 which, const rows *m, const fr *values) {
  u32 n = 1u << m->log;
  for (u32 i = 0; i < n; i++) {
    fr *to = &part[bits_reversed(i, m->log)];
    const fr *a = &values[m->a[i]], *b = &values[m->b[i]];
    if (which == PART_C) fr_mul(to, a, b);
    else *to = which == PART_A ? *a : *b;
  }
  ntt_inverse(part, m->log, 0);
  ntt_forward(part, m->log, 1);
}

EXPORT(quotient_part)
void quotient_part(fr *part, u32 which, const u32 *words, const fr *table, const u8 *witness, fr *scratch) {
  rows m = rows_open(words);
  fr *values = scratch + m.wires;
  rows_evaluate(values, &m, table, witness, scratch);
  part_of(part, which, &m, values);
}

/* AB - n (C / n); the operands have weight 3. */
EXPORT(quotient_join) void quotient_join(u8 *scalars, const fr *a, const fr *b, const fr *c, u32 log) {
  fr n = FR_ONE, ab, nc;
  for (u32 i = 0; i < log; i++) fr_dbl(&n, &n);
  for (u32 i = 0; i < 1u << log; i++) {
    u32 at = bits_reversed(i, log);
    fr_mul(&ab, &a[at], &b[at]);
    fr_mul(&nc, &c[at], &n);
    fr_sub_lazy(&ab, &ab, &nc);
    fr_to_bytes(scalars + 32 * i, &ab);
  }
}

EXPORT(quotient) void quotient(u8 *scalars, const u32 *words, const fr *table, const u8 *witness, fr *scratch) {
  rows m = rows_open(words);
  fr *values = scratch + m.wires;
  u32 n = 1u << m.log;
  fr *a = values + m.combinations, *b = a + n, *c = b + n;
  rows_evaluate(values, &m, table, witness, scratch);
  part_of(a, PART_A, &m, values);
  part_of(b, PART_B, &m, values);
  part_of(c, PART_C, &m, values);
  quotient_join(scalars, a, b, c, m.log);
}
