/*
 * Fp and Fr two elements at a time, for engines with relaxed SIMD and fused multiply-adds. Part of the fast kernel only.
 * The method is Emmart's: limb products in floating point, sums of their halves as integers.
 *
 *   a pair       five vectors f64x2; lane 0 has one element, lane 1 the other
 *   an element   sum of l[i] * 2^(51 i), i = 0..4; limbs are integers in doubles;  R = 2^255 (Montgomery radix), N / R = 0.378
 *
 *   of weight w  |l[i]| <= w 2^50 + 2^5
 *   reduced      of weight 1, and |value| <= 0.5001 N
 *
 * THE LIMB PRODUCT x y, for |x y| < 2^102, so for weights w1 w2 <= 3.9:
 *   h = fma(x, y, HI)         HI = 1.5 * 2^103. A double in [2^103, 2^104) is a multiple of 2^51: h = HI + hi 2^51, where hi is
 *                             x y / 2^51 rounded. The bits of h, as an integer, are those of HI plus hi.
 *   l = fma(x, y, SUM - h)    SUM = HI + 1.5 * 2^52. SUM - h is exact. l = 1.5 * 2^52 + lo, where lo = x y - hi 2^51, |lo| <= 2^50:
 *                             an integer in [2^52, 2^53). The bits of l are those of 1.5 * 2^52 plus lo.
 * So column k takes the bits of l and column k + 1 those of h, as 64-bit integers modulo 2^64. How often each constant is added
 * is known: columns begin with the negative of all of them (scripts/fast-kernel-constants.ts).
 *   Sums. A column gets at most 15 terms |lo| <= 2^50 and 15 terms |hi| <= 2^51, and a carry: below 2^56.
 *   Carries. Columns begin with 2^60 more, which makes them positive: an unsigned shift by 51 is the carry, 2^9 too much, which
 *   the next column begins without. They also begin with 2^50 more: the low 51 bits less 2^50 are then the centred digit.
 *
 * THE REDUCTION. T = a b has columns 0..9. Digits q_k of columns 0..3, |q_k| <= 2^50, are replaced by q_k c_k from column 4 on, with
 * c_k = 2^(51 (k - 4)) mod N in (-N/2, N/2). One step of Montgomery's follows: q = -Z_4 / N mod 2^51, |q| <= 2^50.
 *   |result| <= (|T| / 2^204 + 2^50 (|c_0| + .. + |c_3|) + 2^50 N) / 2^51 + 1
 *            <= (0.378 W + 1.0) N   for |T| <= W N^2, as |c_0| + .. + |c_3| < 0.999 N for p (the generator checks it), and
 *            <= (0.378 W + 1.01) N  for r, where it is below 1.017 N.
 *   Limbs 0..3 of it are centred: at most 2^50. Limb 4 is at most |result| / 2^204 + 1, and N / 2^204 = 0.757 * 2^50. It is read as a
 *   double from the bits of 1.5 * 2^52 plus the limb, so it must be below 2^51, |result| < 2.64 N: so W <= 4.2.
 *
 * Bounds of every use are stated where it is: |value| in N, and the weight of the limbs.
 */
#ifndef PSEPHOS_FAST_PAIR_H
#define PSEPHOS_FAST_PAIR_H

#include <wasm_simd128.h>

#include "types.h"

#include "fast_bounds.h"

#define PAIR_LIMBS 5
#define PAIR_LIMB_BITS 51
#define PAIR_LIMB_MASK (((u64)1 << PAIR_LIMB_BITS) - 1)

typedef v128_t v128;
typedef struct { v128 l[PAIR_LIMBS]; PAIR_BOUNDS } pair;

/* One element. */
typedef struct { double l[PAIR_LIMBS]; } ff;

/* A field's numbers: fast_constants.h. */
typedef struct modulus_pair modulus_pair;

/*
 * Products of limbs of weights w1 w2 <= 3.9, of values |a| |b| <= 4.2 N^2. A square has products 2 a_i a_j too, i < j: w_i w_j <= 1.9
 * for them.
 */
void pair_mul(pair *r, const pair *a, const pair *b, const modulus_pair *m);
void pair_sqr(pair *r, const pair *a, const modulus_pair *m);

/*
 * The sum of a[i] b[i] for i < n, both lanes times the same b[i], with one reduction. Reduced elements, n <= 17: |T| <= 17 * 0.5001^2 N^2
 * < 4.26 N^2, |result| < 0.378 * 4.26 N + 1.017 N < 2.63 N. A column has at most 90 terms of each kind: below 2^59.
 */
void pair_dot(pair *r, const pair *a, const ff *b, u32 n, const modulus_pair *m);

/* F2 over Fp: lane 0 is c0, lane 1 is c1. Weights as above, and |a| |b| <= 2.1 N^2, for each c has two products. */
void pair_f2_mul(pair *r, const pair *a, const pair *b);
/*
 * The sum of a[i] b[i] for i < n, with one reduction: |result| <= (0.378 W + 1.0) N, W = 2 sum |a[i]| |b[i]| / N^2 <= 4.2, and n <= 6. A
 * column then has at most 65 terms of each kind: below 2^58.
 */
void pair_f2_dot(pair *r, const pair *a, const pair *b, u32 n);
/* Of a reduced element. |result| <= 1.4 N. */
void pair_f2_sqr(pair *r, const pair *a);

/* (9 + i) a in F2, reduced, of a reduced one. */
void pair_f2_mul_xi(pair *r, const pair *a);

/* To reduced, for weights <= 4 and |value| <= 6.9 N, or weights <= 5 and |value| <= 4.4 N. */
void pair_reduce(pair *x, const modulus_pair *m);

/* Whether a lane may be 0 mod N = p: true if one is. For |value| < 1.5 N. */
bool pair_maybe_zero(const pair *a);

/* Reduced, if SET_BOUNDS does not say otherwise. */
INLINE void pair_load(pair *r, const ff *a, const ff *b) {
  UNROLL for (int i = 0; i < PAIR_LIMBS; i++) r->l[i] = wasm_v128_load64_lane(&b->l[i], wasm_v128_load64_zero(&a->l[i]), 1);
  SET_REDUCED(r);
}
INLINE void pair_store(ff *a, ff *b, const pair *x) {
  UNROLL for (int i = 0; i < PAIR_LIMBS; i++) {
    wasm_v128_store64_lane(&a->l[i], x->l[i], 0);
    wasm_v128_store64_lane(&b->l[i], x->l[i], 1);
  }
}
/* No carry: the result has the weight of both together. A result may be stored over an operand. */
INLINE void pair_add_lazy(pair *r, const pair *a, const pair *b) {
  UNROLL for (int i = 0; i < PAIR_LIMBS; i++) r->l[i] = wasm_f64x2_add(a->l[i], b->l[i]);
  ADD_BOUNDS(r, a, b);
}
INLINE void pair_sub_lazy(pair *r, const pair *a, const pair *b) {
  UNROLL for (int i = 0; i < PAIR_LIMBS; i++) r->l[i] = wasm_f64x2_sub(a->l[i], b->l[i]);
  ADD_BOUNDS(r, a, b);
}
/* Each lane negated where its bit 63 of `signs` is set. */
INLINE void pair_sign(pair *x, v128 signs) {
  UNROLL for (int i = 0; i < PAIR_LIMBS; i++) x->l[i] = wasm_v128_xor(x->l[i], signs);
}
INLINE void pair_neg(pair *r, const pair *a) {
  UNROLL for (int i = 0; i < PAIR_LIMBS; i++) r->l[i] = wasm_f64x2_neg(a->l[i]);
  COPY_BOUNDS(r, a);
}
/* Whether all limbs are 0: of a reduced element, whether it is. -0 counts. */
INLINE bool pair_is_zero(const pair *a) {
  v128 any = a->l[0];
  UNROLL for (int i = 1; i < PAIR_LIMBS; i++) any = wasm_v128_or(any, a->l[i]);
  return !wasm_v128_any_true(wasm_f64x2_ne(any, wasm_f64x2_splat(0)));
}
INLINE void ff_neg(ff *r, const ff *a) {
  UNROLL for (int i = 0; i < PAIR_LIMBS; i++) r->l[i] = 0.0 - a->l[i];
}

#endif
