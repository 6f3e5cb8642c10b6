/* As fast_g1.h, for G2. A coordinate is a pair with c0 in lane 0, so that two independent additions need not be found. */
#ifndef PSEPHOS_FAST_G2_H
#define PSEPHOS_FAST_G2_H

#include "batch.h"
#include "fast_form.h"

/* Affine, coordinates reduced; infinity is all zeros. 160 bytes. */
typedef struct { pair x, y; } fast2;

typedef struct { pair difference[BATCH_MAX], product[BATCH_MAX]; u8 special[BATCH_MAX]; } fast2_batch;

/* A coordinate; reduced, of reduced ones. */
void pair_from_f2(pair *r, const f2 *a);
void f2_from_pair(f2 *r, const pair *a);
void pair_f2_invert(pair *x); /* 0 stays */

bool fast2_is_infinity(const fast2 *p);
void fast2_from_g2(fast2 *r, const g2 *p); /* infinity too */
void g2_from_fast2(g2 *r, const fast2 *p);
void fast2_psi(fast2 *r, const fast2 *p); /* curve.h */

/* As g2_add_many. */
void fast2_add_many(addition *additions, u32 n, fast2_batch *scratch);

#endif
