#include "rows.h"

/* As many products as fr_dot adds up at once. */
#define BATCH 13
/* As many reduced elements as add up without a carry, and one more. */
#define LAZY 6

rows rows_open(const u32 *words) {
  rows m = {.log = words[0], .wires = words[1], .combinations = words[2], .terms = words[3]};
  m.a = words + 4;
  m.b = m.a + (1u << m.log);
  m.starts = m.b + (1u << m.log);
  m.wire = m.starts + 3 * m.combinations + 1;
  m.coefficient = m.wire + m.terms;
  return m;
}

EXPORT(rows_table) void rows_table(fr *table, const u8 *values, u32 count, u32 log) {
  fr scale = FR_ONE;
  for (u32 i = 0; i < log; i++) fr_dbl(&scale, &scale);
  fr_inv(&scale, &scale); /* 2^261 / n */
  for (u32 i = 0; i < count; i++) {
    fr_from_mont256(&table[i], values + 32 * i); /* c 2^517 */
    fr_mul(&table[i], &table[i], &scale);
  }
}

/* The sum of some wires, reduced. */
static void sum(fr *r, const u32 *wire, const u32 *end, const fr *w) {
  *r = FR_ZERO;
  for (u32 weight = 1; wire < end; wire++, weight++) {
    if (weight > LAZY) {
      fr_reduce(r, r);
      weight = 2;
    }
    fr_add_lazy(r, r, &w[*wire]);
  }
  fr_reduce(r, r);
}

void row_evaluate(fr *r, const u32 *starts, const u32 *wire, const u32 *coefficient, const fr *table, const fr *w) {
  fr a[BATCH], b[BATCH], part;
  u32 filled = 0;
  *r = FR_ZERO;
  if (starts[0] < starts[2]) {
    sum(&a[0], wire + starts[0], wire + starts[1], w);
    sum(&part, wire + starts[1], wire + starts[2], w);
    fr_sub(&a[0], &a[0], &part);
    b[filled++] = table[0];
  }
  for (u32 i = starts[2]; i < starts[3]; i++) {
    if (filled == BATCH) {
      fr_dot(&part, a, b, BATCH);
      fr_add(r, r, &part);
      filled = 0;
    }
    a[filled] = w[wire[i]];
    b[filled++] = table[coefficient[i]];
  }
  fr_dot(&part, a, b, filled);
  fr_add(r, r, &part);
}

void rows_evaluate(fr *values, const rows *m, const fr *table, const u8 *witness, fr *scratch) {
  for (u32 i = 0; i < m->wires; i++) fr_from_mont256(&scratch[i], witness + 32 * i); /* w 2^5 */
  /* Products with the table's c 2^517 / n, divided by 2^261, are c w 2^261 / n. */
  for (u32 k = 0; k < m->combinations; k++) {
    row_evaluate(&values[k], m->starts + 3 * k, m->wire, m->coefficient, table, scratch);
  }
}

EXPORT(rows_valid) bool rows_valid(const u32 *words, u32 count, u32 wires, u32 log, u32 coefficients) {
  if (count < 4 || words[0] != log || log > 27 || words[1] != wires || words[2] == 0) return false;
  u64 n = (u64)1 << log, combinations = words[2], terms = words[3];
  if (4 + 2 * n + 3 * combinations + 1 + 2 * terms != count) return false;
  rows m = rows_open(words);
  for (u32 i = 0; i < 2 * n; i++)
    if (m.a[i] >= combinations) return false; /* b follows a */
  for (u32 i = 0; i < 3 * combinations; i++)
    if (m.starts[i] > m.starts[i + 1]) return false;
  if (m.starts[3] != 0 || m.starts[3 * combinations] != terms) return false;
  for (u32 i = 0; i < terms; i++)
    if (m.wire[i] >= wires || m.coefficient[i] >= coefficients) return false;
  return true;
}
