/* Elements from one kernel's form to the other's: x 2^261 in nine limbs (field.h), x 2^255 in five (fast_pair.h). */
#ifndef PSEPHOS_FAST_FORM_H
#define PSEPHOS_FAST_FORM_H

#include "fast_pair.h"
#include "field.h"

/* Reduced, of reduced ones; a in lane 0. */
void pair_from_fp(pair *r, const fp *a, const fp *b);

/* Reduced, for weights <= 3 and |value| < 3 N. */
void fp_from_ff(fp *r, const ff *a);
void fp_from_pair(fp *a, fp *b, const pair *x);

#endif
