/*
 * G1: y^2 = x^3 + 3 over Fp.   G2: y^2 = x^3 + 3 / (9 + i) over F2, a twist of degree 6 of type D; its points of
 * order r are the group, found among r (2p - r) points, so a point on the curve may well be outside it.
 *
 * Two forms. Affine (g1, g2): infinity is (0, 0), as in zkey files. XYZZ (g1x, g2x): x = X / ZZ, y = Y / ZZZ with
 * ZZ^3 = ZZZ^2; infinity has ZZ = 0. Formulas: EFD, short Weierstrass, "xyzz". Coordinates are reduced (field.h),
 * in affine and XYZZ alike. A result may be stored over an operand. Nothing is constant-time.
 */
#ifndef PSEPHOS_CURVE_H
#define PSEPHOS_CURVE_H

#include "f2.h"

typedef struct { fp x, y; } g1;
typedef struct { fp x, y, zz, zzz; } g1x;
typedef struct { f2 x, y; } g2;
typedef struct { f2 x, y, zz, zzz; } g2x;

/* clang-format off */
#define CURVE_API(G)                                                                                               \
  bool G##_is_infinity(const G *p);                                                                                \
  bool G##_on_curve(const G *p);                               /* infinity is */                                   \
  void G##_neg(G *r, const G *p);                                                                                  \
  void G##x_from_affine(G##x *r, const G *p);                                                                      \
  void G##x_to_affine(G *r, const G##x *p);                                                                        \
  void G##x_dbl(G##x *r, const G##x *p);                                                                           \
  void G##x_add(G##x *r, const G##x *p, const G##x *q);        /* every case: doubling, opposites, infinity */     \
  void G##x_add_affine(G##x *r, const G##x *p, const G *q);    /* the same */                                        \
  void G##x_mul(G##x *r, const G *p, const u8 *scalar, u32 n); /* n little-endian bytes, any integer */            \
  void G##_mul(G *r, const G *p, const u8 *scalar);            /* 32 bytes, to affine */                           \
  /* Bytes: x then y, each coordinate 32 bytes (F2: see point.c). The readers take what they find: check first. */ \
  bool G##_is_canonical(const u8 *bytes);                      /* plain big-endian: every coordinate below p */    \
  void G##_from_bytes(G *r, const u8 *bytes);                  /* plain big-endian, zeros for infinity */          \
  void G##_to_bytes(u8 *bytes, const G *p);                                                                        \
  void G##_points_to_bytes(u8 *bytes, const G *p, u32 n);                                                          \
  bool G##_points_from_mont256(G *r, const u8 *bytes, u32 n);  /* n zkey points; whether all were canonical */     \
  void G##_points_to_mont256(u8 *bytes, const G *p, u32 n);                                                        \
  bool G##_points_on_curve(const G *p, u32 n);
CURVE_API(g1)
CURVE_API(g2)
/* clang-format on */

/* psi(x, y) = (conj(x) xi^((p-1)/3), conj(y) xi^((p-1)/2)), xi = 9 + i: acts on the group as multiplication by p. */
void g2_psi(g2 *r, const g2 *p);

/* Whether a point on the curve has order r (infinity has). */
bool g2_in_subgroup(const g2 *p);

#endif
