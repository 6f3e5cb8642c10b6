#include "constants.h"
#include "curve.h"

#include "with_g1.inc"
#include "curve.inc"
#include "with_g2.inc"
#include "curve.inc"
#include "with_none.inc"

EXPORT(g2_psi) void g2_psi(g2 *r, const g2 *p) {
  static const f2 x_factor = PSI_X, y_factor = PSI_Y;
  f2 x, y;
  f2_conj(&x, &p->x);
  f2_conj(&y, &p->y);
  f2_mul(&r->x, &x, &x_factor);
  f2_mul(&r->y, &y, &y_factor);
}

/* psi in XYZZ: conj is a field automorphism, so the denominators are conjugated too. */
static void g2x_psi(g2x *r, const g2x *p) {
  static const f2 x_factor = PSI_X, y_factor = PSI_Y;
  f2 x, y;
  f2_conj(&x, &p->x);
  f2_conj(&y, &p->y);
  f2_conj(&r->zz, &p->zz);
  f2_conj(&r->zzz, &p->zzz);
  f2_mul(&r->x, &x, &x_factor);
  f2_mul(&r->y, &y, &y_factor);
}

/*
 * Dai, Lin, Zhao, Zhou, "Fast subgroup membership testings for G1, G2 and GT on pairing-friendly curves"
 * (ePrint 2022/348), sections 3 and 5.1, for the curve's parameter u:
 *   r P = 0  if and only if  (u + 1) P + psi(u P) + psi^2(u P) = psi^3(2u P)
 */
EXPORT(g2_in_subgroup) bool g2_in_subgroup(const g2 *p) {
  static const u8 u[8] = CURVE_U;
  g2x up, power, left;
  g2x_mul(&up, p, u, 8);
  g2x_add_affine(&left, &up, p);
  g2x_psi(&power, &up);
  g2x_add(&left, &left, &power);
  g2x_psi(&power, &power);
  g2x_add(&left, &left, &power);
  g2x_psi(&power, &power);
  g2x_dbl(&power, &power);
  f2_neg(&power.y, &power.y);
  g2x_add(&left, &left, &power);
  return f2_is_zero(&left.zz);
}
