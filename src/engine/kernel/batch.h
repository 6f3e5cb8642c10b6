/*
 * Many affine additions at once: they share one inversion (Montgomery's trick), so that each costs 5M + 1S where an
 * addition in XYZZ takes 8M + 2S. Every case is handled: P = Q, P = -Q, infinity on either side. In G2 the inversion is
 * in Fp: 1/d = conj(d) / N(d).
 */
#ifndef PSEPHOS_BATCH_H
#define PSEPHOS_BATCH_H

#include "curve.h"

/* The address of an affine point; with POINT_NEGATED added, of its opposite. */
typedef u32 point_ref;
#define POINT_NEGATED 1u
#define POINT_MASK (~3u)

/* *to = from[0] + from[1]; `to` is the address of an affine point. */
typedef struct { point_ref from[2]; u32 to; } addition;

/*
 * Does the additions in order, except that all of them may read their operands first: an addition may overwrite an
 * operand of its own or of an earlier one, but not of a later one, nor read another's result. Uses the low bits of
 * `to` for itself. Scratch memory is for BATCH_MAX additions, whatever n is.
 */
#define BATCH_MAX 1024u
typedef struct { fp difference[BATCH_MAX], product[BATCH_MAX]; } g1_batch;
typedef struct { f2 difference[BATCH_MAX]; fp norm[BATCH_MAX], product[BATCH_MAX]; } g2_batch;
void g1_add_many(addition *additions, u32 n, g1_batch *scratch);
void g2_add_many(addition *additions, u32 n, g2_batch *scratch);

/*
 * The shared inversion's parts. The norms of the differences, d0^2 + d1^2 in F2; in Fp a difference is its own, and
 * the norms are the same array. divide: *r = a / d given 1/N(d), for weights w(a) w(d) <= 6.
 */
fp *g1_norms(g1_batch *batch);
fp *g2_norms(g2_batch *batch);
void fp_norm(fp *norm, const fp *d);
void f2_norm(fp *norm, const f2 *d);
void fp_divide(fp *r, const fp *a, const fp *d, const fp *inverse);
void f2_divide(f2 *r, const f2 *a, const f2 *d, const fp *inverse);

#endif
