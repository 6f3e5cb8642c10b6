/*
 * The fast kernel: sums of many points of G1, two additions at a time (fast_pair.h). A module of its own, for engines with relaxed
 * SIMD; it works in the plain kernel's memory and calls the plain kernel for the little that is not worth being fast. Its functions
 * take and give what those of msm.h take and give, and take their place.
 *
 * Its data lies where the plain kernel's arena begins, reserved by whoever makes the instance. Its stack is the lower half of the
 * plain kernel's: it is not called from there, and what it calls there needs much less than the upper half.
 */
#ifndef PSEPHOS_FAST_G1_H
#define PSEPHOS_FAST_G1_H

#include "batch.h"
#include "fast_form.h"

/* Affine, coordinates reduced; infinity is all zeros. 80 bytes. */
typedef struct { ff x, y; } fast;

typedef struct { pair difference[BATCH_MAX / 2], product[BATCH_MAX / 2]; u8 special[BATCH_MAX]; } fast_batch;

bool ff_is_zero(const ff *a);
/* Inverts both lanes, of Fp; neither is 0. For weights <= 3 and |value| < 3 N. */
void pair_invert(pair *x);

bool fast_is_infinity(const fast *p);
void fast_from_g1(fast *r, const g1 *p); /* infinity too */
void g1_from_fast(g1 *r, const fast *p);

/* As g1_add_many. */
void fast_add_many(addition *additions, u32 n, fast_batch *scratch);

#endif
