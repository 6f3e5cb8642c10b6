/*
 * Multi-scalar multiplication: the sum of scalar_i * point_i (Pippenger's buckets).
 *   1. Scalars are split by the endomorphism (glv.h) into short parts; zero parts and infinite points drop out.
 *   2. Parts are cut into signed digits of c or c - 1 bits, chosen by the number of parts; a digit d != 0 puts the point
 *      (or its opposite) into bucket |d| of the digit's window (msm_sort.h).
 *   3. Each bucket is summed by halves: pairs, pairs of sums, ..., all buckets of some windows at once, with shared
 *      inversions (batch.h).
 *   4. A window's sum of |d| * bucket is taken by running sums over segments of its buckets, all segments of all
 *      windows at once, and then over the segments; the windows are joined by doublings.
 */
#ifndef PSEPHOS_MSM_H
#define PSEPHOS_MSM_H

#include "curve.h"

/*
 * *r = the sum over i < n of scalars[i] * points[i]; infinity for n = 0. Scalars are 32 little-endian bytes each. False,
 * and *r is not written, when a scalar is not below r or memory is short. The points are on the curve, and in G2 in
 * the subgroup: elsewhere psi is no multiplication, and the result not the sum. Works through the input in slices;
 * scratch memory is 1 MB and the buckets, at most 4 MB, released at the end.
 */
bool g1_msm(g1 *r, const g1 *points, const u8 *scalars, u32 n);
bool g2_msm(g2 *r, const g2 *points, const u8 *scalars, u32 n);

/*
 * Sums by short weights, without the endomorphism, so for any points of the curve: r[w] = the sum over i < n of
 * (digits[i + w] - 2^(c-1)) * points[i] for w < windows, where digits count modulo 2^c. 2 <= c <= 15, n > 0; there are
 * n + windows - 1 digits. False when memory is short.
 */
bool g1_weigh(g1 *r, const g1 *points, const u16 *digits, u32 n, u32 c, u32 windows);
bool g2_weigh(g2 *r, const g2 *points, const u16 *digits, u32 n, u32 c, u32 windows);

#endif
