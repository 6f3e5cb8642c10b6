/*
 * Many short sums of multiples of the same points by the same scalars, as a circuit's key has one for each wire: sums[i] takes the terms
 * from ends[i - 1] up to, and without, ends[i], and term t is scalars[factors[t]] * points[bases[t]].
 *
 * By interleaving (straus.h), all sums together in affine coordinates with shared inversions (batch.h): a sum's terms share its doublings,
 * a point's terms share its odd multiples. In G1 a term with a scalar of any size takes about 42 additions, a sum 127 doublings besides, a
 * point 16 operations; where all scalars are 0, 1 and -1, a term takes one addition and nothing else. Digits are those of scale.h. In G2
 * all points must be of the subgroup, as there.
 */
#ifndef PSEPHOS_SPARSE_H
#define PSEPHOS_SPARSE_H

#include "scale.h"

#define SPARSE_BLOCK 8192u /* digits that are not 0, of positions whose sums are made together */

/* clang-format off */
/* Points of the form G, which come from and go to files' form INPUT. */
#define SPARSE_API(G, INPUT)                                                                                          \
  /* `values` scalars, 32 little-endian bytes each. `ends` ascends. False when a scalar is not below r, a point not */ \
  /* canonical, or memory is short: it takes 256 bytes a scalar, 180 a term, and 1.3 KB a point in G1, 5 KB in G2. */ \
  bool G##_sparse_sums(INPUT *sums, const u32 *ends, u32 runs, const u32 *bases, const u32 *factors,                  \
                       const INPUT *points, u32 count, const u8 *scalars, u32 values);
SPARSE_API(g1, g1_file)
SPARSE_API(g2, g2_file)
/* clang-format on */

#endif
