#include "fixed.h"
#include "scale.h"

u32 scale_digits(i8 *digits, u32 stride, const u32 *part, u32 bits, bool negative, u32 top) {
  u32 carry = 0, position = 0, words = (bits >> 5) + 1;
  while (position <= bits) {
    u32 word = position >> 5, shift = position & 31;
    u64 some = part[word];
    if (word + 1 < words) some |= (u64)part[word + 1] << 32;
    u32 window = (u32)(some >> shift) & 31;
    if ((window & 1) == carry) {
      position++;
      continue;
    }
    window += carry;
    carry = window >> 4;
    i32 digit = (i32)window - (i32)(carry << 5);
    digits[position * stride] = (i8)(negative ? -digit : digit);
    if (position > top) top = position;
    position += 5;
  }
  return top;
}

/* Adding 128 in every byte makes digits -128 .. 127 of the bytes, without carries. r + 0x80...80 stays below 2^256. */
bool fixed_digits(u8 *digits, const u8 *scalar) {
  u32 carry = 0;
  if (!fr_is_canonical(scalar)) return false;
  for (u32 w = 0; w < FIXED_WINDOWS; w++) {
    carry += scalar[w] + FIXED_MULTIPLES;
    digits[w] = (u8)carry;
    carry >>= 8;
  }
  return true;
}
