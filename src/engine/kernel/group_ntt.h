/*
 * Sums and transforms of vectors of points, made of batch.h's additions and scale.h's products.
 */
#ifndef PSEPHOS_GROUP_NTT_H
#define PSEPHOS_GROUP_NTT_H

#include "scale.h"

/* clang-format off */
#define GROUP_NTT_API(G, INPUT)                                                                                    \
  /* One level of a transform by decimation in frequency (Gentleman, Sande, 1966): for each block of 2 half points */ \
  /* and k < half, (p, q) = (p + q, s (p - q)) with p the block's k-th point, q the one `half` after it, and s the */ \
  /* next of n / 2 scalars. False as for scale. */                                                                 \
  bool G##_ntt_level(INPUT *points, const u8 *scalars, u32 n, u32 half);                                           \
  /* sums[i] = the sum of points[ends[i - 1]] up to, and without, points[ends[i]]; infinity for none. */           \
  /* `ends` ascends and ends with n. False when a point is not canonical, or memory is short. */                   \
  bool G##_sum_runs(INPUT *sums, const INPUT *points, const u32 *ends, u32 runs);                                  \
  /* a[i] -= b[i] */                                                                                               \
  bool G##_subtract(INPUT *a, const INPUT *b, u32 n);
GROUP_NTT_API(g1, g1_file)
GROUP_NTT_API(g2, g2_file)
/* clang-format on */

#endif
