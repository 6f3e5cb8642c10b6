/*
 * Arithmetic modulo a 254-bit prime N on nine signed 29-bit limbs. Private to fp.c, f2.c and fr.c: the rest of
 * the kernel works with field.h.
 *
 *   value = sum of v[i] * 2^(29 i), i = 0..8            R = 2^261 (Montgomery radix), R / N = 169.3
 *
 * Limbs are centred around zero, so that sums AND differences of elements need no carry and no bias. Two states:
 *
 *   reduced       |v[0..7]| <= 2^28 and |value| < N
 *   of weight w   a sum or difference of w reduced ones: |v[0..7]| <= w 2^28, |value| < w N; w <= 7 fits an i32
 *
 * A reduced element is weight 1. A product of weights w1 and w2 counts w1 w2, and sums of products may be reduced
 * at once while their counts add up to W <= 13. Why no lane overflows, and why the result is reduced again:
 *
 *   Lanes. Column k of the product sums at most 9 limb products, each at most w1 2^28 * w2 2^28: |t_k| <= 9 W 2^56.
 *   The reduction adds at most 8 products q_i c_j and one q p_j, each at most 2^28 * 2^28, and a carry below 2^36.
 *   In all |t_k| < 9 (W + 1) 2^56 + 2^36 <= 126 * 2^56 + 2^36 < 2^63. Karatsuba's intermediate sums may pass 2^63:
 *   they wrap (-fwrapv) modulo 2^64 and come back, only the final column has to fit.
 *   (The top limb is smaller still: |v[8]| <= w N / 2^232 + w < w 2^22.)
 *
 *   Value. |T| <= W N^2. Each of the eight steps (Domb; Mitscha-Baude's "Montgomery with 2^-29 mod N") replaces the
 *   lowest limb q_i, |q_i| <= 2^28, by q_i c one limb higher, c = 2^-29 mod N in (-N/2, N/2). They leave
 *   |T'| <= |T| / 2^232 + 2^28 (N/2)(1 + 2^-28). The last step is Montgomery's: (T' + q N) / 2^29, |q| <= 2^28.
 *   |result| <= W N^2 / 2^261 + N/4 (1 + 2^-28) + N/2 <= N (13 / 169.3 + 0.7501) < 0.83 N.
 */
#ifndef PSEPHOS_LIMBS_H
#define PSEPHOS_LIMBS_H

#include "types.h"

#define LIMBS 9
#define LIMB_BITS 29
#define LIMB_MASK 0x1fffffff
#define LIMB_HALF 0x10000000
#define COLUMNS 18

typedef struct {
  i64 n[LIMBS];   /* N */
  i64 c[LIMBS];   /* 2^-29 mod N, between -N/2 and N/2 */
  i64 mu;         /* -1 / N mod 2^29, centred */
  i64 reciprocal; /* round(2^276 / N), for quotients estimated from the top limb */
} modulus;

/* t mod 2^29 in [-2^28, 2^28); the carry that belongs to it is (t + 2^28) >> 29. */
INLINE i64 limb_low(i64 t) { return ((t + LIMB_HALF) & LIMB_MASK) - LIMB_HALF; }
INLINE i64 limb_carry(i64 t) { return (t + LIMB_HALF) >> LIMB_BITS; }

INLINE void limbs_load(i64 *x, const i32 *a) {
  UNROLL for (int i = 0; i < LIMBS; i++) x[i] = a[i];
}

/* Nine lanes to nine centred limbs; the top limb keeps what is left. */
INLINE void limbs_store(i32 *r, const i64 *t) {
  i64 carry = 0;
  UNROLL for (int i = 0; i < LIMBS - 1; i++) {
    i64 lane = t[i] + carry;
    r[i] = (i32)limb_low(lane);
    carry = limb_carry(lane);
  }
  r[LIMBS - 1] = (i32)(t[LIMBS - 1] + carry);
}

/*
 * t = a b, by a_i b_j + a_j b_i = a_i b_i + a_j b_j - (a_i - a_j)(b_i - b_j): 45 multiplications for 81.
 * s is the sum of the a_i b_i over the i that have a partner k - i in 0..8.
 */
INLINE void columns_mul(i64 *t, const i64 *a, const i64 *b) {
  i64 d[LIMBS], s = 0;
  UNROLL for (int k = 0; k < COLUMNS - 1; k++) {
    if (k < LIMBS) s += d[k] = a[k] * b[k];
    else s -= d[k - LIMBS];
    t[k] = s;
    UNROLL for (int i = k > 8 ? k - 8 : 0; 2 * i < k; i++) t[k] -= (a[i] - a[k - i]) * (b[i] - b[k - i]);
  }
  t[COLUMNS - 1] = 0;
}

/* t = a b + sign c d, the same way; both products share s. */
INLINE void columns_dot2(i64 *t, const i64 *a, const i64 *b, const i64 *c, const i64 *d, i64 sign) {
  i64 e[LIMBS], s = 0;
  UNROLL for (int k = 0; k < COLUMNS - 1; k++) {
    if (k < LIMBS) s += e[k] = a[k] * b[k] + sign * (c[k] * d[k]);
    else s -= e[k - LIMBS];
    t[k] = s;
    UNROLL for (int i = k > 8 ? k - 8 : 0; 2 * i < k; i++) {
      int j = k - i;
      t[k] -= (a[i] - a[j]) * (b[i] - b[j]) + sign * ((c[i] - c[j]) * (d[i] - d[j]));
    }
  }
  t[COLUMNS - 1] = 0;
}

/* t = a^2: each product of two different limbs once, doubled. */
INLINE void columns_sqr(i64 *t, const i64 *a) {
  UNROLL for (int k = 0; k < COLUMNS - 1; k++) {
    i64 s = 0;
    UNROLL for (int i = k > 8 ? k - 8 : 0; 2 * i < k; i++) s += a[i] * a[k - i];
    s += s;
    if (!(k & 1)) s += a[k / 2] * a[k / 2];
    t[k] = s;
  }
  t[COLUMNS - 1] = 0;
}

INLINE void columns_add(i64 *t, const i64 *u) {
  UNROLL for (int k = 0; k < COLUMNS; k++) t[k] += u[k];
}

INLINE void columns_sub(i64 *t, const i64 *u) {
  UNROLL for (int k = 0; k < COLUMNS; k++) t[k] -= u[k];
}

/*
 * r = T / R mod N, reduced, for W <= 13. Uses t up. Step j takes q_j from column j and adds q_j c to columns j+1...;
 * the products q_i c_j + q_j c_i are formed as in columns_mul, as soon as both q are known (44 multiplications for 72).
 */
INLINE void columns_reduce(i32 *r, i64 *t, const modulus *m) {
  i64 q[8], d[8], s = 0;
  UNROLL for (int j = 0; j < 8; j++) {
    q[j] = limb_low(t[j]);
    t[j + 1] += limb_carry(t[j]);
    d[j] = q[j] * m->c[j];
    t[j + 1] += s += d[j];
    UNROLL for (int i = 0; i < j; i++) t[i + j + 1] -= (q[i] - q[j]) * (m->c[i] - m->c[j]);
    t[j + 9] += q[j] * m->c[8];
  }
  UNROLL for (int k = 8; k < 15; k++) t[k + 1] += s -= d[k - 8];
  i64 last = limb_low(t[8] * m->mu); /* T' + last N = 0 mod 2^29 */
  t[9] += (t[8] + last * m->n[0]) >> LIMB_BITS;
  UNROLL for (int j = 1; j < LIMBS; j++) t[8 + j] += last * m->n[j];
  limbs_store(r, t + LIMBS);
}

/*
 * r = x - q N with q = round(x / N) estimated from the top lane: for lanes |x_i| < 2^31 and |x| <= 2^261, reduced, in
 * fact |r| < (1/2 + 2^-15) N. The lanes below the top add up to less than 4.1 of its units, N is 3171406.9 of them
 * (2^-19.5 N); the reciprocal is off by half at most, times a top lane of at most 2^29, over 2^44 (2^-16 N). An
 * estimate off by more would cost closeness, never congruence.
 */
INLINE void lanes_reduce(i32 *r, i64 *x, const modulus *m) {
  i64 q = (x[8] * m->reciprocal + ((i64)1 << 43)) >> 44;
  UNROLL for (int i = 0; i < LIMBS; i++) x[i] -= q * m->n[i];
  limbs_store(r, x);
}

/* The canonical value of a reduced element, in [0, N), as limbs in [0, 2^29). */
INLINE void limbs_canonical(u32 *r, const i32 *a, const modulus *m) {
  i64 carry = 0, negative = 0;
  UNROLL for (int i = 0; i < LIMBS; i++) carry = (a[i] + carry) >> LIMB_BITS;
  negative = carry; /* -1 for a value below zero, or 0 */
  carry = 0;
  UNROLL for (int i = 0; i < LIMBS; i++) {
    i64 lane = a[i] + (m->n[i] & negative) + carry;
    r[i] = (u32)(lane & LIMB_MASK);
    carry = lane >> LIMB_BITS;
  }
}

/* Lanes in [0, 2^29) of x 2^shift, shift 0 or 5, for the 256-bit little-endian number x. */
INLINE void lanes_from_bytes(i64 *lanes, const u8 *bytes, int shift) {
  u64 word[5];
  UNROLL for (int i = 0; i < 4; i++) __builtin_memcpy(&word[i], bytes + 8 * i, 8);
  word[4] = 0;
  lanes[0] = (i64)((word[0] << shift) & LIMB_MASK);
  UNROLL for (int i = 1; i < LIMBS; i++) {
    int bit = LIMB_BITS * i - shift, from = bit >> 6, off = bit & 63;
    u64 lane = word[from] >> off;
    if (off > 64 - LIMB_BITS) lane |= word[from + 1] << (64 - off);
    lanes[i] = (i64)(lane & LIMB_MASK);
  }
}

/* 32 little-endian bytes of a canonical value. */
INLINE void bytes_from_limbs(u8 *bytes, const u32 *limbs) {
  u64 word[4] = {0, 0, 0, 0};
  UNROLL for (int i = 0; i < LIMBS; i++) {
    int bit = LIMB_BITS * i, to = bit >> 6, off = bit & 63;
    word[to] |= (u64)limbs[i] << off;
    if (off > 64 - LIMB_BITS) word[to + 1] |= (u64)limbs[i] >> (64 - off);
  }
  UNROLL for (int i = 0; i < 4; i++) __builtin_memcpy(bytes + 8 * i, &word[i], 8);
}

#endif
