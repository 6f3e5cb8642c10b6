/* How much msm.inc takes at once. */
#ifndef PSEPHOS_MSM_SHAPE_H
#define PSEPHOS_MSM_SHAPE_H

#include "types.h"

#define SLICE_BYTES 147456u /* of points taken at once, so that they stay in a core's own cache */
#define GROUP_ENTRIES 4096u /* digits sorted at once, where one window has fewer */

/*
 * How much larger slices of n scalars are: from some size on the buckets outgrow the cache, and it is for them that a
 * slice should bring many points at once.
 */
static u32 slice_factor(u32 n) { return n < 32768 ? 1 : 4; }

/* 0 for 0 */
static u32 scalar_bits(const u8 *scalar) {
  u32 word;
  for (u32 i = 8; i-- > 0;) {
    __builtin_memcpy(&word, scalar + 4 * i, 4);
    if (word) return 32 * i + 32 - (u32)__builtin_clz(word);
  }
  return 0;
}

#endif
