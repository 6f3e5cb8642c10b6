#include "grain.h"

#define FIELD_BITS 254
#define WARM_UP 10 /* words of 16 bits that are thrown away */

/* The bits k to k + 15 of the register. */
static u64 window(const grain *g, int k) { return (k ? (g->low >> k) | (g->high << (64 - k)) : g->low) & 0xffff; }

/* Sixteen steps at once of b(i + 80) = b(i + 62) + b(i + 51) + b(i + 38) + b(i + 23) + b(i + 13) + b(i). */
static u32 step16(grain *g) {
  u64 bits = window(g, 62) ^ window(g, 51) ^ window(g, 38) ^ window(g, 23) ^ window(g, 13) ^ window(g, 0);
  g->low = (g->low >> 16) | (g->high << 48);
  g->high = bits;
  return (u32)bits;
}

/* Of each pair of bits, the second counts if the first is set. */
static u32 next_bit(grain *g) {
  for (;;) {
    if (g->left == 0) {
      g->pairs = step16(g);
      g->left = 8;
    }
    u32 pair = g->pairs;
    g->pairs >>= 2;
    g->left--;
    if (pair & 1) return (pair >> 1) & 1;
  }
}

/* Appends the low `count` bits of value, the highest first. */
static void push(grain *g, u32 *at, u32 value, u32 count) {
  while (count-- > 0) {
    u64 bit = (value >> count) & 1;
    if (*at < 64) g->low |= bit << *at;
    else g->high |= bit << (*at - 64);
    (*at)++;
  }
}

void grain_start(grain *g, u32 lanes, u32 full_rounds, u32 partial_rounds) {
  u32 at = 0;
  *g = (grain){0};
  push(g, &at, 1, 2); /* a prime field */
  push(g, &at, 0, 4); /* x^alpha */
  push(g, &at, FIELD_BITS, 12);
  push(g, &at, lanes, 12);
  push(g, &at, full_rounds, 10);
  push(g, &at, partial_rounds, 10);
  push(g, &at, 0x3fffffff, 30);
  for (int i = 0; i < WARM_UP; i++) step16(g);
}

void grain_field(grain *g, fr *r, bool reject) {
  u8 bytes[32];
  do {
    for (int i = 0; i < 32; i++) bytes[i] = 0;
    for (int bit = FIELD_BITS - 1; bit >= 0; bit--) bytes[bit >> 3] |= (u8)(next_bit(g) << (bit & 7));
  } while (reject && !fr_is_canonical(bytes));
  fr_from_bytes(r, bytes);
}
