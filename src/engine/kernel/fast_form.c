#include "fast_form.h"

#include "fast_constants.h"

/* A reduced element's value in limbs of 51 bits, 0..3 in [0, 2^51): weight 2. */
static void ff_digits(ff *r, const fp *a) {
  u64 digit[10] = {0};
  i64 carry = 0;
  for (int i = 0; i < 8; i++) {
    carry += a->v[i];
    digit[i] = (u64)(carry & 0x1fffffff);
    carry >>= 29;
  }
  i64 top = carry + a->v[8];
  for (int i = 0; i < 4; i++) {
    int bit = PAIR_LIMB_BITS * i, at = bit / 29, shift = bit % 29;
    u64 limb = digit[at] >> shift | digit[at + 1] << (29 - shift) | digit[at + 2] << (58 - shift);
    r->l[i] = (double)(i64)(limb & PAIR_LIMB_MASK);
  }
  r->l[4] = (double)((i64)(digit[7] >> 1) + top * ((i64)1 << 28)); /* from bit 204 = 7 * 29 + 1 on */
}

/* Nine limbs in [0, 2^29), so of weight 3 in field.h. */
void fp_from_ff(fp *r, const ff *a) {
  fp digits;
  u64 limb[PAIR_LIMBS + 1];
  i64 carry = 0;
  for (int i = 0; i < PAIR_LIMBS - 1; i++) {
    carry += (i64)a->l[i];
    limb[i] = (u64)carry & PAIR_LIMB_MASK;
    carry >>= PAIR_LIMB_BITS;
  }
  i64 top = carry + (i64)a->l[PAIR_LIMBS - 1];
  limb[PAIR_LIMBS - 1] = (u64)top;
  for (int i = 0; i < 8; i++) {
    int bit = 29 * i, at = bit / PAIR_LIMB_BITS, shift = bit % PAIR_LIMB_BITS;
    u64 digit = limb[at] >> shift;
    if (shift > PAIR_LIMB_BITS - 29) digit |= limb[at + 1] << (PAIR_LIMB_BITS - shift);
    digits.v[i] = (i32)(digit & 0x1fffffff);
  }
  digits.v[8] = (i32)(top >> 28); /* bit 232 = 204 + 28 */
  fp_mul(r, &digits, &FP_TWO_267);
}

/* Times 2^249, less than N, whose one limb is 2^45. |result| < 1.4 N before reducing. */
void pair_from_fp(pair *r, const fp *a, const fp *b) {
  pair factor;
  ff first, second;
  ff_digits(&first, a);
  ff_digits(&second, b);
  pair_load(r, &first, &second);
  for (int i = 0; i < PAIR_LIMBS; i++) factor.l[i] = wasm_f64x2_splat(i == 4 ? 0x1p45 : 0);
  pair_mul(r, r, &factor, &FAST_P);
  pair_reduce(r, &FAST_P);
}

void fp_from_pair(fp *a, fp *b, const pair *x) {
  ff first, second;
  pair_store(&first, &second, x);
  fp_from_ff(a, &first);
  fp_from_ff(b, &second);
}
