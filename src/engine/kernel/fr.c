/* Fr, the field of scalars and of every circuit signal: r = 36u^4 + 36u^3 + 18u^2 + 6u + 1. */
#ifdef COMMON_PART
#define RARELY_SQUARED
#endif
#define FIELD fr
#define FIELD_NAME FR
#include "field.inc"

EXPORT(fr_dot) void fr_dot(fr *r, const fr *a, const fr *b, u32 n) {
  i64 x[LIMBS], y[LIMBS], t[COLUMNS], u[COLUMNS];
  UNROLL for (int k = 0; k < COLUMNS; k++) t[k] = 0;
  for (u32 i = 0; i < n; i++) {
    limbs_load(x, a[i].v);
    limbs_load(y, b[i].v);
    columns_mul(u, x, y);
    columns_add(t, u);
  }
  columns_reduce(r->v, t, &FR_MODULUS);
}
