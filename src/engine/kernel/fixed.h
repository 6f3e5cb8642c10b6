/*
 * One point times many scalars, by a table of its multiples: the scalar is cut into 32 signed digits of 8 bits, and the
 * table has d 2^(8 w) P for d = 1 .. 128 of each digit w. A product is then 32 affine additions, all products taking
 * the same step together (batch.h).
 */
#ifndef PSEPHOS_FIXED_H
#define PSEPHOS_FIXED_H

#include "batch.h"
#include "vectors_file.h"

#define FIXED_BITS 8u
#define FIXED_WINDOWS 32u
#define FIXED_MULTIPLES 128u /* 2^(FIXED_BITS - 1) */

/* clang-format off */
/* Points of the form G, which come from and go to the form INPUT (scale.h). */
#define FIXED_API(G, INPUT)                                                                                        \
  typedef struct { G multiple[FIXED_WINDOWS][FIXED_MULTIPLES]; } G##_table;                                        \
  /* A table in the arena, to be released by its caller; 0 when memory is short, or the point not canonical. */    \
  G##_table *G##_fixed_table(const INPUT *point);                                                                  \
  /* results[i] = scalars[i] * point, 32 little-endian bytes each. False when a scalar is not below r or memory is */ \
  /* short. */                                                                                                     \
  bool G##_fixed_mul(INPUT *results, const G##_table *table, const u8 *scalars, u32 n);
FIXED_API(g1, g1_file) /* 288 KB */
FIXED_API(g2, g2_file) /* 576 KB */
/* clang-format on */

/* The 32 digits of a scalar, each plus 128. False when it is not below r. */
bool fixed_digits(u8 *digits, const u8 *scalar);

#endif
