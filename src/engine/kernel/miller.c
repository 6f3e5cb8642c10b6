#include "constants.h"
#include "memory.h"
#include "pairing.h"

/* x_P = X / ZZ and y_P = Y / ZZZ: with i = 1 / (ZZ Y), -x_P / y_P = -X ZZZ i and 1 / y_P = ZZ ZZZ i. */
void side_coordinates(fp *x, fp *y, const g1x *p, const fp *inverse) {
  fp t;
  fp_mul(&t, &p->zzz, inverse);
  fp_mul(y, &p->zz, &t);
  fp_mul(x, &p->x, &t);
  fp_neg(x, x);
}

void sides_set_g1(side *sides, const g1x *p, u32 n, fp *scratch) {
  for (u32 i = 0; i < n; i++) fp_mul(&scratch[i], &p[i].zz, &p[i].y);
  fp_batch_inv(scratch, n, scratch + n);
  for (u32 i = 0; i < n; i++) side_coordinates(&sides[i].x, &sides[i].y, &p[i], &scratch[i]);
}

#include "miller.inc"

/* To compare it with others. */
EXPORT(pairing) void pairing(f12 *r, const g1 *p, const g2 *q) { pairing_value(r, p, q); }
