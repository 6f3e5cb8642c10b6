/*
 * One point times many scalars, by a table of its multiples: the scalar is cut into 32 signed digits of 8 bits, and the
 * table has d 2^(8 w) P for d = 1 .. 128 of each digit w. A product is then 32 affine additions, all products taking
 * the same step together (batch.h).
 */
#ifndef PSEPHOS_FIXED_H
#define PSEPHOS_FIXED_H

#include "batch.h"

#define FIXED_BITS 8u
#define FIXED_WINDOWS 32u
#define FIXED_MULTIPLES 128u /* 2^(FIXED_BITS - 1) */

typedef struct { g1 multiple[FIXED_WINDOWS][FIXED_MULTIPLES]; } g1_table; /* 288 KB */
typedef struct { g2 multiple[FIXED_WINDOWS][FIXED_MULTIPLES]; } g2_table; /* 576 KB */

/* A table in the arena, to be released by its caller; 0 when memory is short. The point is any on the curve. */
g1_table *g1_fixed_table(const g1 *point);
g2_table *g2_fixed_table(const g2 *point);

/* results[i] = scalars[i] * point, 32 little-endian bytes each. False when a scalar is not below r or memory is short. */
bool g1_fixed_mul(g1 *results, const g1_table *table, const u8 *scalars, u32 n);
bool g2_fixed_mul(g2 *results, const g2_table *table, const u8 *scalars, u32 n);

#endif
