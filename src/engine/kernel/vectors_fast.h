/*
 * Vectors of points (scale.h, group_ntt.h, fixed.h, sparse.h) beside the fast kernel: points come as g1 and g2, as they do to the plain
 * kernel, and are worked on as fast and fast2. Only setups load this module, or vectors_plain.c's. It works in the plain kernel's memory,
 * and imports from both kernels.
 *
 * Its stack is the lower quarter of the plain kernel's, below the fast kernel's: it is called from neither, and what it calls in the fast
 * one needs much less than the quarter between them.
 */
#ifndef PSEPHOS_VECTORS_FAST_H
#define PSEPHOS_VECTORS_FAST_H

#include "fast_g1.h"
#include "fast_g2.h"
#include "glv.h"

/* As in form.h. */
INLINE void fast_load(fast *r, const g1 *p) { fast_from_g1(r, p); }
INLINE void fast_store(g1 *r, const fast *p) { g1_from_fast(r, p); }
INLINE void fast2_load(fast2 *r, const g2 *p) { fast2_from_g2(r, p); }
INLINE void fast2_store(g2 *r, const fast2 *p) { g2_from_fast2(r, p); }

INLINE u32 fast_split(u32 parts[G1_PARTS][G1_WORDS], const u8 *scalar) { return g1_split(parts, scalar); }
INLINE u32 fast2_split(u32 parts[G2_PARTS][G2_WORDS], const u8 *scalar) { return g2_split(parts, scalar); }

void fast_turn(fast *p, u32 n, u32 j);
void fast2_turn(fast2 *p, u32 n, u32 j);

/* p[i] = 2 p[i]; infinity too. */
void fast_double_many(fast *p, u32 n, fast_batch *scratch);
void fast2_double_many(fast2 *p, u32 n, fast2_batch *scratch);

/* Sums that are few are the plain kernel's. */
typedef g1x fastx;
typedef g2x fast2x;
INLINE void fastx_from_affine(fastx *r, const g1 *p) { g1x_from_affine(r, p); }
INLINE void fastx_dbl(fastx *r, const fastx *p) { g1x_dbl(r, p); }
INLINE void fastx_to_affine(g1 *r, const fastx *p) { g1x_to_affine(r, p); }
INLINE void fast2x_from_affine(fast2x *r, const g2 *p) { g2x_from_affine(r, p); }
INLINE void fast2x_dbl(fast2x *r, const fast2x *p) { g2x_dbl(r, p); }
INLINE void fast2x_to_affine(g2 *r, const fast2x *p) { g2x_to_affine(r, p); }

#endif
