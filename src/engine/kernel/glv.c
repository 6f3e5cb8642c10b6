#include "glv.h"

#include "constants.h"

/*
 * Babai's rounding. The lattice of all (x_j) with sum x_j e^j = 0 mod r has a basis b_i of short vectors; with
 * (k, 0, ...) = sum of y_i b_i over the rationals and c_i = round(y_i), the parts are (k, 0, ...) - sum c_i b_i.
 * y_i = k g_i / 2^256 for the precomputed g_i = round(2^256 y_i / k) >= 0 (the b_i are signed to make it so), and
 * k < r makes the error of c_i less than 1/2 + 2^253.6 / 2^257 + 2^-29 < 0.6. So a part is at most 0.6 sum |b_ij|:
 * 0.6 * 2^126.8 in G1, 0.6 * 6u = 2^63.94 in G2. All is computed modulo 2^(32 words), in two's complement.
 */

/* c = (k g + 2^255) >> 256, its low `words` words; products of words below 2^224 are left out, which changes k g / 2^256 by less than 2^-29. */
static void rounded_quotient(u32 *c, u32 words, const u32 *k, const u32 *g, u32 g_words) {
  u32 product[8 + 6] = {0};
  product[7] = 0x80000000u;
  for (u32 i = 0; i < g_words; i++) {
    u64 carry = 0;
    if (!g[i]) continue;
    for (u32 j = 6 - i; j < 8; j++) {
      carry += (u64)g[i] * k[j] + product[i + j];
      product[i + j] = (u32)carry;
      carry >>= 32;
    }
    for (u32 j = i + 8; carry && j < 8 + g_words; j++) {
      carry += product[j];
      product[j] = (u32)carry;
      carry >>= 32;
    }
  }
  for (u32 j = 0; j < words; j++) c[j] = product[8 + j];
}

/* part -= c b modulo 2^(32 words) */
static void subtract_product(u32 *part, const u32 *c, const u32 *b, u32 words) {
  for (u32 i = 0; i < words; i++) {
    u64 carry = 0;
    i64 borrow = 0;
    if (!c[i]) continue;
    for (u32 j = 0; i + j < words; j++) {
      carry += (u64)c[i] * b[j];
      borrow += (i64)part[i + j] - (u32)carry;
      part[i + j] = (u32)borrow;
      carry >>= 32;
      borrow >>= 32;
    }
  }
}

static bool make_absolute(u32 *part, u32 words) {
  if (!(part[words - 1] >> 31)) return false;
  u64 carry = 1;
  for (u32 i = 0; i < words; i++) {
    carry += (u32)~part[i];
    part[i] = (u32)carry;
    carry >>= 32;
  }
  return true;
}

/* g: dims rows of g_words; basis: dims rows of dims numbers of `words` words; parts: dims numbers of `words` words. */
static u32 split(u32 *parts, const u8 *scalar, const u32 *g, u32 g_words, const u32 *basis, u32 dims, u32 words) {
  u32 k[8], c[G1_WORDS], negative = 0, high = 0;
  __builtin_memcpy(k, scalar, 32);
  for (u32 i = 0; i < dims * words; i++) parts[i] = 0;
  for (u32 i = 0; i < words - 1; i++) parts[i] = k[i];
  for (u32 i = words - 1; i < 8; i++) high |= k[i];
  if (!high && !(parts[words - 2] >> 31)) return 0; /* short already, as bits and small numbers are */
  parts[words - 1] = k[words - 1];
  for (u32 i = 0; i < dims; i++) {
    rounded_quotient(c, words, k, g + i * g_words, g_words);
    for (u32 j = 0; j < dims; j++) subtract_product(parts + j * words, c, basis + (i * dims + j) * words, words);
  }
  for (u32 j = 0; j < dims; j++) negative |= (u32)make_absolute(parts + j * words, words) << j;
  return negative;
}

u32 g1_split(u32 parts[G1_PARTS][G1_WORDS], const u8 *scalar) {
  return split(parts[0], scalar, GLV1_G[0], GLV1_G_WORDS, GLV1_BASIS[0][0], G1_PARTS, G1_WORDS);
}

u32 g2_split(u32 parts[G2_PARTS][G2_WORDS], const u8 *scalar) {
  return split(parts[0], scalar, GLV2_G[0], GLV2_G_WORDS, GLV2_BASIS[0][0], G2_PARTS, G2_WORDS);
}

void g1_image(g1 *r, const g1 *p, u32 j) {
  static const fp beta = GLV_BETA;
  (void)j; /* there is only one */
  fp_mul(&r->x, &p->x, &beta);
  r->y = p->y;
}

void g1_images(g1 images[G1_PARTS], const g1 *p) {
  images[0] = *p;
  g1_image(&images[1], p, 1);
}

/* psi^2(x, y) = (x xi^((p^2-1)/3), -y), and that power of xi is in Fp. */
static void psi_twice(g2 *r, const g2 *p) {
  static const fp factor = PSI2_X;
  f2_mul_fp(&r->x, &p->x, &factor);
  f2_neg(&r->y, &p->y);
}

void g2_image(g2 *r, const g2 *p, u32 j) {
  if (j == 2) {
    psi_twice(r, p);
    return;
  }
  g2_psi(r, p);
  if (j == 3) psi_twice(r, r);
}

void g2_images(g2 images[G2_PARTS], const g2 *p) {
  images[0] = *p;
  g2_psi(&images[1], p);
  psi_twice(&images[2], p);
  psi_twice(&images[3], &images[1]);
}
