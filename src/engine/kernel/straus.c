#include "straus.h"

#include "constants.h"
#include "glv.h"

static u32 bits_at(const u32 *words, u32 length, u32 from, u32 count) {
  u32 bits = 0;
  for (u32 i = 0; i < count && from + i < length; i++) {
    bits |= ((words[(from + i) >> 5] >> ((from + i) & 31)) & 1) << i;
  }
  return bits;
}

void signed_digits(signed char *digits, u32 length, const u32 *words, u32 width, bool negative) {
  u32 carry = 0;
  for (u32 k = 0; k < length; k++) digits[k] = 0;
  for (u32 k = 0; k < length;) {
    u32 bit = bits_at(words, length, k, 1);
    if (bit == carry) { /* 0 + 0, or 1 + 1: the digit is 0 and the carry goes on as it is */
      k++;
      continue;
    }
    i32 digit = (i32)(bits_at(words, length, k, width) + carry);
    carry = (u32)digit >> (width - 1);
    if (carry) digit -= 1 << width;
    digits[k] = (signed char)(negative ? -digit : digit);
    k += width;
  }
}

void g1_odd_multiples(g1 *odd, u32 count, const g1 *p, u32 n, g1 *twice, addition *additions, g1_batch *scratch) {
  for (u32 i = 0; i < n; i++) {
    odd[i * count] = p[i];
    additions[i] = (addition){{(u32)&p[i], (u32)&p[i]}, (u32)&twice[i]};
  }
  g1_add_many(additions, n, scratch);
  for (u32 j = 1; j < count; j++) {
    for (u32 i = 0; i < n; i++) {
      g1 *to = &odd[i * count + j];
      additions[i] = (addition){{(u32)(to - 1), (u32)&twice[i]}, (u32)to};
    }
    g1_add_many(additions, n, scratch);
  }
}

void g1_straus(g1x *r, const g1 *odd, u32 count, const signed char *digits, u32 length, u32 n) {
  static const fp beta = GLV_BETA;
  __builtin_memset(r, 0, sizeof *r);
  for (u32 k = length; k-- > 0;) {
    if (!fp_is_zero(&r->zz)) g1x_dbl(r, r);
    for (u32 term = 0; term < 2 * n; term++) {
      i32 digit = digits[term * length + k];
      if (digit == 0) continue;
      g1 p = odd[(term >> 1) * count + ((u32)(digit < 0 ? -digit : digit) >> 1)];
      if (term & 1) fp_mul(&p.x, &p.x, &beta);
      if (digit < 0) fp_neg(&p.y, &p.y);
      g1x_add_affine(r, r, &p);
    }
  }
}
