#include "fixed.h"

#include "memory.h"

/* Adding 128 in every byte makes digits -128 .. 127 of the bytes, without carries. r + 0x80...80 stays below 2^256. */
static bool fixed_digits(u8 *digits, const u8 *scalar) {
  u32 carry = 0;
  if (!fr_is_canonical(scalar)) return false;
  for (u32 w = 0; w < FIXED_WINDOWS; w++) {
    carry += scalar[w] + FIXED_MULTIPLES;
    digits[w] = (u8)carry;
    carry >>= 8;
  }
  return true;
}

#include "with_g1.inc"
#include "fixed.inc"
#include "with_g2.inc"
#include "fixed.inc"
#include "with_none.inc"
