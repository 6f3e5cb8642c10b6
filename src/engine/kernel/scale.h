/*
 * Multiplication of many points at once, each by a scalar of its own or all by one. All points take every step
 * together, in affine coordinates with shared inversions (batch.h): scalars are split by the endomorphism (glv.h) and
 * cut into odd digits |d| < 16, one among six positions on average (width-5 NAF); so in G1 a product takes 127
 * doublings of 5M + 2S and about 50 additions of 5M + 1S. In G2 all points must be of the subgroup: elsewhere psi is no
 * multiplication, and the result not the product.
 */
#ifndef PSEPHOS_SCALE_H
#define PSEPHOS_SCALE_H

#include "batch.h"
#include "vectors_file.h"

#define SCALE_MAX 1024u /* products that take their steps together */
#define SCALE_MULTIPLES 8 /* P, 3P, ..., 15P */

/* clang-format off */
/* Points of the form G, which come from and go to files' form INPUT. */
#define SCALE_API(G, INPUT, PARTS, BITS)                                                                           \
  typedef struct {                                                                                                 \
    G multiple[SCALE_MULTIPLES][SCALE_MAX], sum[SCALE_MAX], image[SCALE_MAX];                                      \
    i8 digit[PARTS][(BITS) + 1][SCALE_MAX];                                                                        \
    addition additions[SCALE_MAX];                                                                                 \
    INPUT *point[SCALE_MAX];                                                                                       \
    G##_batch batch;                                                                                               \
    u32 count, top; /* products waiting, their highest digit's position */                                         \
  } G##_scaler;                                                                                                    \
  void G##_scaler_init(G##_scaler *s);                                                                             \
  /* Has *p become scalar * *from, at the latest by scaler_flush. False when the scalar is not below r. */         \
  bool G##_scaler_add(G##_scaler *s, INPUT *p, const G *from, const u8 *scalar);                                   \
  void G##_scaler_flush(G##_scaler *s);                                                                            \
  /* points[i] *= scalars[i]; `stride` is the bytes from one scalar to the next, 32 or 0. False when a scalar is */ \
  /* not below r, a point not canonical (points are then spoilt), or memory is short. */                           \
  bool G##_scale(INPUT *points, const u8 *scalars, u32 n, u32 stride);
SCALE_API(g1, g1_file, G1_PARTS, G1_PART_BITS)
SCALE_API(g2, g2_file, G2_PARTS, G2_PART_BITS)
/* clang-format on */

/*
 * The width-5 NAF of a part of so many bits: each digit takes up what is left of five bits, and may borrow from the next. Digit k is put
 * at digits[k stride]; the others are left as they are. The highest one's position, or `top` if that is higher.
 */
u32 scale_digits(i8 *digits, u32 stride, const u32 *part, u32 bits, bool negative, u32 top);

#endif
