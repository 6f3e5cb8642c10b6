/*
 * A scalar k < r as a short combination k = sum of k_j e^j mod r, where a cheap endomorphism multiplies by e:
 *   G1, two parts below 2^127:  phi(x, y) = (beta x, y), beta^3 = 1     (Gallant, Lambert, Vanstone, CRYPTO 2001)
 *   G2, four parts below 2^64:  psi (curve.h), e = p mod r              (Galbraith, Lin, Scott, EUROCRYPT 2009)
 */
#ifndef PSEPHOS_GLV_H
#define PSEPHOS_GLV_H

#include "curve.h"

#define G1_PARTS 2
#define G1_PART_BITS 127
#define G2_PARTS 4
#define G2_PART_BITS 64
/* Words of a part while it is signed, and with room for a digit above it. */
#define G1_WORDS 5
#define G2_WORDS 3

/* parts[j] = |k_j|; bit j of the result is set where k_j < 0. The scalar is 32 little-endian bytes, below r. */
u32 g1_split(u32 parts[G1_PARTS][G1_WORDS], const u8 *scalar);
u32 g2_split(u32 parts[G2_PARTS][G2_WORDS], const u8 *scalar);

/* images[j] = e^j p */
void g1_images(g1 images[G1_PARTS], const g1 *p);
void g2_images(g2 images[G2_PARTS], const g2 *p);

/* *r = e^j p, for one j > 0 */
void g1_image(g1 *r, const g1 *p, u32 j);
void g2_image(g2 *r, const g2 *p, u32 j);

#endif
