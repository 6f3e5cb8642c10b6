/*
 * Two levels of a transform by decimation in frequency (group_ntt.h) at once. A quad a, b, c, d is of points `quarter` apart. Its
 * twiddles are s in the first level, for a - c; s/i for b - d, which lies a quarter later, i = w^(N/4); t and t' in the second level:
 *   y0 = (a + c) + (b + d)          y2 =      s (a - c) +      s/i (b - d)
 *   y1 = t ((a + c) - (b + d))      y3 = t' s (a - c) - t' s/i (b - d)
 * In G1 y2 and y3 are sums of two multiples, which share the points' multiples and each sum's doublings (sparse.h): 615 operations a quad
 * where two levels take 708. In G2 psi^3 is the multiplication by i = p^3 mod r: three products a quad where two levels take four.
 */
#ifndef PSEPHOS_QUADS_H
#define PSEPHOS_QUADS_H

#include "sparse.h"

#define QUADS_MAX 128u /* quads that take their steps together */

/* clang-format off */
#define QUADS_API(G, INPUT)                                                                                           \
  /* y0, y1, y2, y3 take the places of a, b, c, d. `quarter` is a power of two. Scalars, 32 little-endian bytes each, for */ \
  /* each of n / 4 quads: in G1 the five factors of y1, y2 and y3 as above, t, s, s/i, t' s, -t' s/i (where s and t' s   */ \
  /* are both 1, the other two must be opposites); in G2 t, s, t' s. False as for scale, points are then spoilt.      */ \
  bool G##_ntt_quads(INPUT *points, const u8 *scalars, u32 n, u32 quarter);
QUADS_API(g1, g1_file)
QUADS_API(g2, g2_file)
/* clang-format on */

#endif
