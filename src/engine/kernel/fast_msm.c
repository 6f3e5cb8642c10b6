#include "msm.h"

#include "fast_constants.h"
#include "fast_g1.h"
#include "fast_g2.h"
#include "glv.h"
#include "memory.h"
#include "msm_sort.h"

/* What msm.inc needs: points are read in the plain form, summed in the fast one, and windows are joined in the plain one. */
typedef g1x fastx;

static u32 fast_split(u32 parts[G1_PARTS][G1_WORDS], const u8 *scalar) { return g1_split(parts, scalar); }
static void fast_images(fast images[G1_PARTS], const fast *p) {
  static const ff beta = FAST_BETA;
  pair t, factor;
  ff unused;
  pair_load(&t, &p->x, &p->x);
  pair_load(&factor, &beta, &beta);
  pair_mul(&t, &t, &factor, &FAST_P);
  pair_reduce(&t, &FAST_P);
  pair_store(&images[1].x, &unused, &t);
  images[1].y = p->y;
}
static bool fast_read(fast *r, const g1 *p) {
  if (g1_is_infinity(p)) return false;
  fast_from_g1(r, p);
  return true;
}
static void fastx_set_infinity(fastx *r) { __builtin_memset(r, 0, sizeof *r); }
static void fastx_dbl(fastx *r, const fastx *p) { g1x_dbl(r, p); }
static void fastx_to_affine(g1 *r, const fastx *p) { g1x_to_affine(r, p); }
static void fastx_add_affine(fastx *r, const fastx *p, const fast *q) {
  g1 point;
  if (fast_is_infinity(q)) __builtin_memset(&point, 0, sizeof point);
  else g1_from_fast(&point, q);
  g1x_add_affine(r, p, &point);
}

#include "with_fast_g1.inc"
#include "msm.inc"
#include "with_none.inc"

typedef g2x fast2x;

static u32 fast2_split(u32 parts[G2_PARTS][G2_WORDS], const u8 *scalar) { return g2_split(parts, scalar); }
/* psi (curve.h) of p, and psi^2 of p and of it. Products of reduced elements: {1.2, 1 / 0.91}. */
static void fast2_images(fast2 images[G2_PARTS], const fast2 *p) {
  fast2_psi(&images[1], p);
  for (u32 j = 2; j < G2_PARTS; j++) {
    const fast2 *from = j == 2 ? p : &images[1];
    pair_mul(&images[j].x, &from->x, &FAST_PSI2_X.v, &FAST_P);
    pair_reduce(&images[j].x, &FAST_P);
    pair_neg(&images[j].y, &from->y);
  }
}
static bool fast2_read(fast2 *r, const g2 *p) {
  if (g2_is_infinity(p)) return false;
  fast2_from_g2(r, p);
  return true;
}
static void fast2x_set_infinity(fast2x *r) { __builtin_memset(r, 0, sizeof *r); }
static void fast2x_dbl(fast2x *r, const fast2x *p) { g2x_dbl(r, p); }
static void fast2x_to_affine(g2 *r, const fast2x *p) { g2x_to_affine(r, p); }
static void fast2x_add_affine(fast2x *r, const fast2x *p, const fast2 *q) {
  g2 point;
  g2_from_fast2(&point, q); /* infinity too */
  g2x_add_affine(r, p, &point);
}

#include "with_fast_g2.inc"
#include "msm.inc"
#include "with_none.inc"
