/*
 * Vectors of points (scale.h, group_ntt.h, fixed.h, sparse.h) beside the fast kernel: points are worked on as fast and fast2. Only setups load
 * this module, or vectors_plain.c's. It works in the plain kernel's memory, and imports from both kernels.
 *
 * Its stack is the lower quarter of the plain kernel's, below the fast kernel's: it is called from neither, and what it calls in the fast
 * one needs much less than the quarter between them.
 */
#ifndef PSEPHOS_VECTORS_FAST_H
#define PSEPHOS_VECTORS_FAST_H

#include "fast_g1.h"
#include "fast_g2.h"
#include "vectors_file.h"

bool fast_load(fast *r, const g1_file *p);
void fast_store(g1_file *r, const fast *p);
bool fast2_load(fast2 *r, const g2_file *p);
void fast2_store(g2_file *r, const fast2 *p);

INLINE u32 fast_split(u32 parts[G1_PARTS][G1_WORDS], const u8 *scalar) { return g1_split(parts, scalar); }
INLINE u32 fast2_split(u32 parts[G2_PARTS][G2_WORDS], const u8 *scalar) { return g2_split(parts, scalar); }

void fast_turn(fast *p, u32 n, u32 j);
void fast2_turn(fast2 *p, u32 n, u32 j);

/* p[i] = 2 p[i]; infinity too. */
void fast_double_many(fast *p, u32 n, fast_batch *scratch);
void fast2_double_many(fast2 *p, u32 n, fast2_batch *scratch);

#endif
