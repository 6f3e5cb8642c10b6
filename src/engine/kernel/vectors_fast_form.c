#include "fast_constants.h"
#include "vectors_fast.h"

/*
 * Coordinates between files' form, x 2^256 below p, and pairs', x 2^255 centred (fast_pair.h): half and twice, without a multiplication.
 * Both are done on four words of 64 bits, in two's complement where they may be negative.
 */
typedef struct { u64 w[4]; } words;

static const words PRIME = FAST_P_WORDS;

/* r = a + (b & mask) or a - (b & mask). */
INLINE void words_add(words *r, const words *a, const words *b, u64 mask) {
  u64 carry = 0;
  UNROLL for (int i = 0; i < 4; i++) {
    u64 term = b->w[i] & mask, sum = a->w[i] + term, whole = sum + carry;
    carry = (sum < term) | (whole < sum);
    r->w[i] = whole;
  }
}
INLINE void words_sub(words *r, const words *a, const words *b, u64 mask) {
  u64 borrow = 0;
  UNROLL for (int i = 0; i < 4; i++) {
    u64 term = b->w[i] & mask, rest = a->w[i] - term;
    u64 under = (a->w[i] < term) | (rest < borrow);
    r->w[i] = rest - borrow;
    borrow = under;
  }
}
INLINE bool is_negative(const words *a) { return a->w[3] >> 63; }

/* Whether a word below 2^256 is below p. */
INLINE bool below_prime(const words *a) {
  for (int i = 3; i > 0; i--)
    if (a->w[i] != PRIME.w[i]) return a->w[i] < PRIME.w[i];
  return a->w[0] < PRIME.w[0];
}

/* x / 2, or (x - p) / 2 if x is odd: in [-p / 2, p / 2). Limbs 0..3 are centred. */
static bool coordinate_load(ff *r, const u8 *bytes) {
  words x;
  __builtin_memcpy(&x, bytes, sizeof x);
  bool canonical = below_prime(&x);
  words_sub(&x, &x, &PRIME, 0 - (x.w[0] & 1));
  i64 top = (i64)x.w[3] >> 13; /* bits from 1 + 204 = 192 + 13 on */
  u64 limb[4] = {x.w[0] >> 1, x.w[0] >> 52 | x.w[1] << 12, x.w[1] >> 39 | x.w[2] << 25, x.w[2] >> 26 | x.w[3] << 38};
  i64 carry = 0;
  UNROLL for (int i = 0; i < 4; i++) {
    carry += (i64)(limb[i] & PAIR_LIMB_MASK) + ((i64)1 << (PAIR_LIMB_BITS - 1));
    r->l[i] = (double)((carry & (i64)PAIR_LIMB_MASK) - ((i64)1 << (PAIR_LIMB_BITS - 1)));
    carry >>= PAIR_LIMB_BITS;
  }
  r->l[4] = (double)(top + carry);
  return canonical;
}

/* The value of a reduced element. */
INLINE void words_from_ff(words *r, const ff *a) {
  u64 limb[4];
  i64 carry = 0;
  UNROLL for (int i = 0; i < 4; i++) {
    carry += (i64)a->l[i];
    limb[i] = (u64)carry & PAIR_LIMB_MASK;
    carry >>= PAIR_LIMB_BITS;
  }
  u64 top = (u64)(carry + (i64)a->l[4]);
  *r = (words){{limb[0] | limb[1] << 51, limb[1] >> 13 | limb[2] << 38, limb[2] >> 26 | limb[3] << 25,
                limb[3] >> 39 | top << 12}};
}

/* Of a value above -p and not above 1.01 p. */
INLINE void words_canonical(words *a) {
  words_add(a, a, &PRIME, is_negative(a) ? ~(u64)0 : 0);
  if (!below_prime(a)) words_sub(a, a, &PRIME, ~(u64)0);
}

/* Twice a reduced element is above -1.01 p. */
static void coordinate_store(u8 *bytes, const ff *a) {
  words x;
  words_from_ff(&x, a);
  words_add(&x, &x, &x, ~(u64)0);
  if (is_negative(&x)) words_add(&x, &x, &PRIME, ~(u64)0);
  words_canonical(&x);
  __builtin_memcpy(bytes, &x, sizeof x);
}

/* x 2^255 / 2^255, big-endian. Factors {0.5001, 1} and 1: |result| < 1.02 N. */
static void coordinates_uncompressed(u8 *first, u8 *second, const pair *x) {
  pair one, plain;
  ff lanes[2];
  UNROLL for (int i = 0; i < PAIR_LIMBS; i++) one.l[i] = wasm_f64x2_splat(i == 0 ? 1 : 0);
  SET_BOUNDS(&one, 1, 0.01, 0.01);
  pair_mul(&plain, x, &one, &FAST_P);
  pair_reduce(&plain, &FAST_P);
  pair_store(&lanes[0], &lanes[1], &plain);
  for (int i = 0; i < 2; i++) {
    words value;
    words_from_ff(&value, &lanes[i]);
    words_canonical(&value);
    for (int k = 0; k < 4; k++) {
      u64 swapped = __builtin_bswap64(value.w[3 - k]);
      __builtin_memcpy((i ? second : first) + 8 * k, &swapped, sizeof swapped);
    }
  }
}

bool fast_load(fast *r, const g1_file *p) {
  bool canonical = coordinate_load(&r->x, p->bytes);
  return coordinate_load(&r->y, p->bytes + 32) && canonical;
}

void fast_store(g1_file *r, const fast *p) {
  coordinate_store(r->bytes, &p->x);
  coordinate_store(r->bytes + 32, &p->y);
}

static bool pair_load_file(pair *r, const u8 *bytes) {
  ff c0, c1;
  bool canonical = coordinate_load(&c0, bytes);
  canonical &= coordinate_load(&c1, bytes + 32);
  pair_load(r, &c0, &c1);
  return canonical;
}

static void pair_store_file(u8 *bytes, const pair *x) {
  ff c0, c1;
  pair_store(&c0, &c1, x);
  coordinate_store(bytes, &c0);
  coordinate_store(bytes + 32, &c1);
}

bool fast2_load(fast2 *r, const g2_file *p) {
  bool canonical = pair_load_file(&r->x, p->bytes);
  return pair_load_file(&r->y, p->bytes + 64) && canonical;
}

void fast2_store(g2_file *r, const fast2 *p) {
  pair_store_file(r->bytes, &p->x);
  pair_store_file(r->bytes + 64, &p->y);
}

/* x and y side by side. */
EXPORT(g1_uncompressed) bool g1_uncompressed(u8 *bytes, const g1_file *p, u32 n) {
  bool canonical = true;
  for (u32 i = 0; i < n; i++, bytes += 64) {
    pair both;
    canonical &= pair_load_file(&both, p[i].bytes);
    coordinates_uncompressed(bytes, bytes + 32, &both);
  }
  return canonical;
}

/* c1 comes first. */
EXPORT(g2_uncompressed) bool g2_uncompressed(u8 *bytes, const g2_file *p, u32 n) {
  bool canonical = true;
  for (u32 i = 0; i < 2 * n; i++, bytes += 64) {
    pair both;
    canonical &= pair_load_file(&both, p->bytes + 64 * i);
    coordinates_uncompressed(bytes + 32, bytes, &both);
  }
  return canonical;
}
