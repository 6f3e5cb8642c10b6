/* Fp, the field of the curve's coordinates: p = 36u^4 + 36u^3 + 24u^2 + 6u + 1, u = 4965661367192848881. */
#define FIELD fp
#define FIELD_NAME FP
#include "field.inc"

#ifdef COMMON_PART /* where F2 is rarely multiplied */
void fp_dot2(fp *r, const fp *a, const fp *b, const fp *c, const fp *d) {
  fp t;
  fp_mul(&t, a, b);
  fp_mul(r, c, d);
  fp_add(r, &t, r);
}

void fp_det2(fp *r, const fp *a, const fp *b, const fp *c, const fp *d) {
  fp t;
  fp_mul(&t, a, b);
  fp_mul(r, c, d);
  fp_sub(r, &t, r);
}
#else
EXPORT(fp_dot2) void fp_dot2(fp *r, const fp *a, const fp *b, const fp *c, const fp *d) {
  i64 x[LIMBS], y[LIMBS], z[LIMBS], w[LIMBS], t[COLUMNS];
  limbs_load(x, a->v);
  limbs_load(y, b->v);
  limbs_load(z, c->v);
  limbs_load(w, d->v);
  columns_dot2(t, x, y, z, w, 1);
  columns_reduce(r->v, t, &FP_MODULUS);
}

EXPORT(fp_det2) void fp_det2(fp *r, const fp *a, const fp *b, const fp *c, const fp *d) {
  i64 x[LIMBS], y[LIMBS], z[LIMBS], w[LIMBS], t[COLUMNS];
  limbs_load(x, a->v);
  limbs_load(y, b->v);
  limbs_load(z, c->v);
  limbs_load(w, d->v);
  columns_dot2(t, x, y, z, w, -1);
  columns_reduce(r->v, t, &FP_MODULUS);
}
#endif
