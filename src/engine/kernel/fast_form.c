#include "fast_form.h"

#include "fast_constants.h"

void ff_digits(ff *r, const i32 *a) {
  u64 digit[10] = {0};
  i64 carry = 0;
  for (int i = 0; i < 8; i++) {
    carry += a[i];
    digit[i] = (u64)(carry & 0x1fffffff);
    carry >>= 29;
  }
  i64 top = carry + a[8];
  for (int i = 0; i < 4; i++) {
    int bit = PAIR_LIMB_BITS * i, at = bit / 29, shift = bit % 29;
    u64 limb = digit[at] >> shift | digit[at + 1] << (29 - shift) | digit[at + 2] << (58 - shift);
    r->l[i] = (double)(i64)(limb & PAIR_LIMB_MASK);
  }
  r->l[4] = (double)((i64)(digit[7] >> 1) + top * ((i64)1 << 28)); /* from bit 204 = 7 * 29 + 1 on */
}

/* Limbs 0..3 of the value, in [0, 2^51); gives limb 4, signed. */
static i64 carried(u64 *limb, const ff *a) {
  i64 carry = 0;
  for (int i = 0; i < PAIR_LIMBS - 1; i++) {
    carry += (i64)a->l[i];
    limb[i] = (u64)carry & PAIR_LIMB_MASK;
    carry >>= PAIR_LIMB_BITS;
  }
  return carry + (i64)a->l[PAIR_LIMBS - 1];
}

void digits_from_ff(i32 *r, const ff *a) {
  u64 limb[PAIR_LIMBS + 1];
  i64 top = carried(limb, a);
  limb[PAIR_LIMBS - 1] = (u64)top;
  for (int i = 0; i < 8; i++) {
    int bit = 29 * i, at = bit / PAIR_LIMB_BITS, shift = bit % PAIR_LIMB_BITS;
    u64 digit = limb[at] >> shift;
    if (shift > PAIR_LIMB_BITS - 29) digit |= limb[at + 1] << (PAIR_LIMB_BITS - shift);
    r[i] = (i32)(digit & 0x1fffffff);
  }
  r[8] = (i32)(top >> 28); /* bit 232 = 204 + 28 */
}

/* The digits have weight 3. */
void fp_from_ff(fp *r, const ff *a) {
  fp digits;
  digits_from_ff(digits.v, a);
  fp_mul(r, &digits, &FP_TWO_267);
}

void pair_set_2_249(pair *r) {
  for (int i = 0; i < PAIR_LIMBS; i++) r->l[i] = wasm_f64x2_splat(i == 4 ? 0x1p45 : 0);
  SET_BOUNDS(r, 1, 0.1, 0.166);
}

/* Times 2^249. |result| < 1.4 N before reducing. */
void pair_from_digits(pair *r, const i32 *a, const i32 *b, const modulus_pair *m) {
  pair factor;
  ff first, second;
  ff_digits(&first, a);
  ff_digits(&second, b);
  pair_load(r, &first, &second);
  pair_set_2_249(&factor);
  SET_BOUNDS(r, 2, 0.76, 1);
  pair_mul(r, r, &factor, m);
  pair_reduce(r, m);
}

void pair_from_fp(pair *r, const fp *a, const fp *b) { pair_from_digits(r, a->v, b->v, &FAST_P); }

void fp_from_pair(fp *a, fp *b, const pair *x) {
  ff first, second;
  pair_store(&first, &second, x);
  fp_from_ff(a, &first);
  fp_from_ff(b, &second);
}

void bytes_from_ff(u8 *bytes, const ff *a, const modulus_pair *m) {
  ff value = *a;
  u64 limb[PAIR_LIMBS], word[4];
  i64 top = carried(limb, &value);
  if (top < 0) {
    for (int i = 0; i < PAIR_LIMBS; i++) value.l[i] += m->n[i].x[0];
    top = carried(limb, &value);
  }
  limb[PAIR_LIMBS - 1] = (u64)top;
  for (int i = 0; i < 4; i++) { /* word i begins at bit 64 i = 51 i + 13 i */
    word[i] = limb[i] >> (13 * i) | limb[i + 1] << (PAIR_LIMB_BITS - 13 * i);
  }
  __builtin_memcpy(bytes, word, sizeof word);
}
