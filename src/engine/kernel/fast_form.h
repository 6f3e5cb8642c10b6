/* Elements from one kernel's form to the other's: x 2^261 in nine limbs (field.h), x 2^255 in five (fast_pair.h). */
#ifndef PSEPHOS_FAST_FORM_H
#define PSEPHOS_FAST_FORM_H

#include "fast_pair.h"
#include "field.h"

/*
 * The same number in the other limbs. ff_digits takes a reduced element and gives limbs 0..3 in [0, 2^51), so of weight 2;
 * digits_from_ff takes weights <= 3 and |value| < 3 N, and gives limbs 0..7 in [0, 2^29), so of weight 3 in field.h.
 */
void ff_digits(ff *r, const i32 *a);
void digits_from_ff(i32 *r, const ff *a);

/* 32 little-endian bytes of the canonical value of a reduced element. */
void bytes_from_ff(u8 *bytes, const ff *a, const modulus_pair *m);

/* 2^249, less than N, whose one limb is 2^45: a product with it has 2^6 less than the other factor. */
void pair_set_2_249(pair *r);

/* Reduced, of reduced ones; a in lane 0. */
void pair_from_digits(pair *r, const i32 *a, const i32 *b, const modulus_pair *m);
void pair_from_fp(pair *r, const fp *a, const fp *b);

/* Reduced, for weights <= 3 and |value| < 3 N. */
void fp_from_ff(fp *r, const ff *a);
void fp_from_pair(fp *a, fp *b, const pair *x);

#endif
