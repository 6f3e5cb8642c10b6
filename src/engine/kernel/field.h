/*
 * The fields of BN254: Fp (coordinates) and Fr (scalars), in Montgomery form x 2^261, nine signed 29-bit limbs of
 * 32 bits (36 bytes an element, 4-byte aligned). Limits and their proof: limbs.h. Nothing here is constant-time.
 *
 * THE ONE RULE. Every function returns a REDUCED element (|limb| <= 2^28, |value| < modulus) except those named
 * `_lazy`, whose result has the WEIGHT of its operands added up. A reduced element is weight 1.
 *   - Operands of mul: weights w1 w2 <= 13.   sqr: w^2 <= 13, so w <= 3.
 *   - dot2, det2 (ab + cd, ab - cd): wa wb + wc wd <= 13; so all four may be sums of two.
 *   - dot (n products of reduced elements): n <= 13.
 *   - add, sub, equal, reduce, add_lazy, sub_lazy: operands whose weights add up to <= 7 (limbs fit an i32).
 *   - to_bytes, to_mont256: w <= 7.
 *   - everything else (is_zero, inversions) takes reduced elements.
 * Zero has exactly one reduced form, all limbs zero; other values have two (x and x - modulus).
 * A result may be stored over an operand.
 */
#ifndef PSEPHOS_FIELD_H
#define PSEPHOS_FIELD_H

#include "types.h"

typedef struct { i32 v[9]; } fp;
typedef struct { i32 v[9]; } fr;

/* clang-format off */
#define FIELD_API(F)                                                                                               \
  void F##_mul(F *r, const F *a, const F *b);                                    /* ab */                          \
  void F##_sqr(F *r, const F *a);                                                /* a^2 */                         \
  void F##_add(F *r, const F *a, const F *b);                                    /* a + b */                       \
  void F##_sub(F *r, const F *a, const F *b);                                    /* a - b */                       \
  void F##_dbl(F *r, const F *a);                                                /* 2a */                          \
  void F##_reduce(F *r, const F *a);                                             /* any weight <= 7 to 1 */        \
  bool F##_equal(const F *a, const F *b);                                        /* modulo the modulus */          \
  bool F##_is_zero_lazy(const F *a);                                             /* of weight 2, 0 mod the modulus */ \
  void F##_inv(F *r, const F *a);                                                /* 1/a; 0 for 0 */                \
  void F##_batch_inv(F *x, u32 n, F *scratch);                                   /* each x[i]; zeros stay; n long */ \
  /* 32-byte little-endian forms. The readers take any 256-bit value and reduce it; ask is_canonical first. */     \
  bool F##_is_canonical(const u8 *bytes);                                        /* below the modulus */           \
  void F##_from_bytes(F *r, const u8 *bytes);                                    /* plain x */                     \
  void F##_to_bytes(u8 *bytes, const F *a);                                      /* plain x, canonical */          \
  void F##_from_mont256(F *r, const u8 *bytes);                                  /* x 2^256, as in a zkey file */  \
  void F##_to_mont256(u8 *bytes, const F *a);                                    /* x 2^256, canonical */          \
  /* No carry: nine additions. The result is weight w(a) + w(b). */                                                \
  INLINE void F##_add_lazy(F *r, const F *a, const F *b) {                                                         \
    UNROLL for (int i = 0; i < 9; i++) r->v[i] = a->v[i] + b->v[i];                                                \
  }                                                                                                                \
  INLINE void F##_sub_lazy(F *r, const F *a, const F *b) {                                                         \
    UNROLL for (int i = 0; i < 9; i++) r->v[i] = a->v[i] - b->v[i];                                                \
  }                                                                                                                \
  /* -a, of the same weight. */                                                                                    \
  INLINE void F##_neg(F *r, const F *a) {                                                                          \
    UNROLL for (int i = 0; i < 9; i++) r->v[i] = -a->v[i];                                                         \
  }                                                                                                                \
  /* Whether a reduced element is zero. */                                                                         \
  INLINE bool F##_is_zero(const F *a) {                                                                            \
    i32 any = 0;                                                                                                   \
    UNROLL for (int i = 0; i < 9; i++) any |= a->v[i];                                                             \
    return any == 0;                                                                                               \
  }

FIELD_API(fp)
FIELD_API(fr)
/* clang-format on */

void fp_dot2(fp *r, const fp *a, const fp *b, const fp *c, const fp *d); /* ab + cd, one reduction */
void fp_det2(fp *r, const fp *a, const fp *b, const fp *c, const fp *d); /* ab - cd, one reduction */
void fr_dot(fr *r, const fr *a, const fr *b, u32 n);                     /* sum of a[i] b[i], n <= 13 */

extern const fp FP_ZERO, FP_ONE;
extern const fr FR_ZERO, FR_ONE;

#endif
