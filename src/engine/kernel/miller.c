#include "constants.h"
#include "memory.h"
#include "pairing.h"

/* x_P = X / ZZ and y_P = Y / ZZZ: with i = 1 / (ZZ Y), -x_P / y_P = -X ZZZ i and 1 / y_P = ZZ ZZZ i. */
void pairs_set_g1(pair *pairs, const g1x *p, u32 n, fp *scratch) {
  for (u32 i = 0; i < n; i++) fp_mul(&scratch[i], &p[i].zz, &p[i].y);
  fp_batch_inv(scratch, n, scratch + n);
  for (u32 i = 0; i < n; i++) {
    fp t;
    fp_mul(&t, &p[i].zzz, &scratch[i]);
    fp_mul(&pairs[i].y, &p[i].zz, &t);
    fp_mul(&pairs[i].x, &p[i].x, &t);
    fp_neg(&pairs[i].x, &pairs[i].x);
  }
}

static void multiply_lines(f12 *f, const pair *pairs, u32 n, u32 k) {
  for (u32 i = 0; i < n; i++) {
    const line *l = &pairs[i].lines[k * pairs[i].stride];
    f2 b, c;
    f2_mul_fp(&b, &l->slope, &pairs[i].x);
    f2_mul_fp(&c, &l->offset, &pairs[i].y);
    f12_mul_line(f, &b, &c);
  }
}

NOINLINE void miller(f12 *r, const pair *pairs, u32 n) {
  static const signed char digits[] = ATE_DIGITS;
  f12 f = F12_ONE;
  u32 k = 0;
  for (u32 i = 0; i < sizeof digits; i++) {
    if (i > 0) f12_sqr(&f, &f);
    multiply_lines(&f, pairs, n, k++);
    if (digits[i] != 0) multiply_lines(&f, pairs, n, k++);
  }
  multiply_lines(&f, pairs, n, k);
  multiply_lines(&f, pairs, n, k + 1);
  *r = f;
}

/* The pairing's value, for points in their groups (infinity gives 1), to compare it with others. */
EXPORT(pairing) void pairing(f12 *r, const g1 *p, const g2 *q) {
  line lines[LINE_COUNT];
  pair one = {lines, 1, FP_ZERO, FP_ZERO};
  fp scratch[2];
  g1x point;
  *r = F12_ONE;
  if (g2_is_infinity(q)) return;
  g2_lines(lines, q);
  g1x_from_affine(&point, p);
  pairs_set_g1(&one, &point, 1, scratch);
  miller(r, &one, 1);
  final_exp(r, r);
}

EXPORT(pairings_cancel) bool pairings_cancel(const g1 *p, const g2 *q, u32 n) {
  u32 before = mark();
  line *lines = alloc(n * LINE_COUNT * sizeof(line));
  pair *pairs = alloc(n * sizeof(pair));
  g1x *points = alloc(n * sizeof(g1x));
  fp *scratch = alloc(2 * n * sizeof(fp));
  u8 *ok = alloc(n);
  bool cancel = lines && pairs && points && scratch && ok;
  if (cancel) {
    __builtin_memset(ok, 1, n);
    cancel = g2_lines_many(lines, ok, q, n);
  }
  for (u32 i = 0; i < n && cancel; i++) {
    cancel = ok[i];
    pairs[i].lines = lines + i;
    pairs[i].stride = n;
    g1x_from_affine(&points[i], &p[i]);
  }
  if (cancel) {
    f12 f;
    pairs_set_g1(pairs, points, n, scratch);
    miller(&f, pairs, n);
    final_exp(&f, &f);
    cancel = f12_equal(&f, &F12_ONE);
  }
  release(before);
  return cancel;
}
