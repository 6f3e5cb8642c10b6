#include "poseidon.h"

#include "grain.h"

/*
 * A round: x + constants, x^5 in every lane (full) or in lane 0 (partial), x = M x. In order 4 full, p partial, 4 full.
 *
 * Partial rounds, after appendix B of the paper. Let M = (m v; w N), N being the lanes 1 and up:
 *   - Constants of those lanes pass through the round: they are moved on, M (0, c), until after the last one.
 *   - With lanes y = N^(p-r) x before partial round r, a round is, s being lane 0 to the fifth,
 *       lane 0 = m s + v_r y,   y = y + w_r s,     v_r = v N^(r-p), w_r = N^(p-1-r) w,
 *     and the change to y is part of the mixing before the first of them.
 *   - In blocks of BLOCK rounds y is only changed at the end; until then v_r y is written out in what y was and in
 *     the s since: one dot product for lane 0, of t - 1 + (s so far) terms, reduced once.
 */

#define LANES 9
#define HALF 4 /* of the full rounds */
#define BLOCK 4
#define MAX_PARTIAL 64

static const u8 PARTIAL[POSEIDON_MAX_ARITY] = {56, 57, 56, 60, 60, 63, 64, 63};

typedef struct {
  u32 t, partial;
  fr constants[2 * HALF][LANES];
  fr mds[LANES * LANES], mds_into_partial[LANES * LANES]; /* row-major, t x t */
  fr keys[MAX_PARTIAL];                                   /* added to lane 0 before its power */
  fr v[MAX_PARTIAL][LANES - 1 + BLOCK]; /* lane 0 from y, and the s of the block; m for the last of them */
  fr w[MAX_PARTIAL / BLOCK][LANES - 1][BLOCK];
} instance;

static instance instances[POSEIDON_MAX_ARITY];

/* r = (x + c)^5 */
static void power(fr *r, const fr *x, const fr *c) {
  fr y, y4;
  fr_add_lazy(&y, x, c);
  fr_sqr(&y4, &y);
  fr_sqr(&y4, &y4);
  fr_mul(r, &y4, &y);
}

/* r = matrix x, for rows of n and from `first` on. */
static void mix(fr *r, const fr *matrix, const fr *x, u32 n, u32 rows) {
  for (u32 i = 0; i < rows; i++) fr_dot(&r[i], matrix + i * n, x, n);
}

static void partial_rounds(const instance *p, fr *x) {
  fr z[LANES - 1 + BLOCK], change; /* lanes 1 and up, then the s of the block */
  u32 others = p->t - 1;
  for (u32 i = 0; i < others; i++) z[i] = x[i + 1];
  for (u32 r = 0; r < p->partial; r += BLOCK) {
    u32 rounds = p->partial - r < BLOCK ? p->partial - r : BLOCK;
    for (u32 j = 0; j < rounds; j++) {
      power(&z[others + j], x, &p->keys[r + j]);
      fr_dot(x, p->v[r + j], z, others + j + 1);
    }
    for (u32 i = 0; i < others; i++) {
      fr_dot(&change, p->w[r / BLOCK][i], z + others, rounds);
      fr_add(&z[i], &z[i], &change);
    }
  }
  for (u32 i = 0; i < others; i++) x[i + 1] = z[i];
}

/* Lanes 1 and up hold the inputs. */
static void permute(const instance *p, fr *x) {
  fr s[LANES];
  u32 t = p->t;
  /* Lane 0 is 0, so what the first round makes of it is in the constants of the second. */
  for (u32 i = 1; i < t; i++) power(&s[i], &x[i], &p->constants[0][i]);
  for (u32 i = 0; i < t; i++) fr_dot(&x[i], &p->mds[i * t + 1], &s[1], t - 1);
  for (u32 round = 1; round < 2 * HALF; round++) {
    if (round == HALF) partial_rounds(p, x);
    for (u32 i = 0; i < t; i++) power(&s[i], &x[i], &p->constants[round][i]);
    mix(x, round == HALF - 1 ? p->mds_into_partial : p->mds, s, t, round == 2 * HALF - 1 ? 1 : t);
  }
}

/* Cauchy's matrix 1 / (x_i + y_j). */
static void make_mds(instance *p, grain *g) {
  fr points[2 * LANES], scratch[LANES * LANES];
  u32 t = p->t;
  for (u32 i = 0; i < 2 * t; i++) grain_field(g, &points[i], false);
  for (u32 i = 0; i < t; i++)
    for (u32 j = 0; j < t; j++) fr_add(&p->mds[i * t + j], &points[i], &points[t + j]);
  fr_batch_inv(p->mds, t * t, scratch);
}

/* r = a b, n x n; r is neither. */
static void matrix_mul(fr *r, const fr *a, const fr *b, u32 n) {
  fr column[LANES];
  for (u32 j = 0; j < n; j++) {
    for (u32 k = 0; k < n; k++) column[k] = b[k * n + j];
    for (u32 i = 0; i < n; i++) fr_dot(&r[i * n + j], a + i * n, column, n);
  }
}

/* r = 1 / a by Gauss and Jordan; a is used up. No pivot is 0, since no minor of a Cauchy matrix is. */
static void matrix_inv(fr *r, fr *a, u32 n) {
  fr factor, product;
  for (u32 i = 0; i < n * n; i++) r[i] = i % (n + 1) == 0 ? FR_ONE : FR_ZERO;
  for (u32 k = 0; k < n; k++) {
    fr_inv(&factor, &a[k * n + k]);
    for (u32 j = 0; j < n; j++) {
      fr_mul(&a[k * n + j], &a[k * n + j], &factor);
      fr_mul(&r[k * n + j], &r[k * n + j], &factor);
    }
    for (u32 i = 0; i < n; i++) {
      if (i == k) continue;
      factor = a[i * n + k];
      for (u32 j = 0; j < n; j++) {
        fr_mul(&product, &factor, &a[k * n + j]);
        fr_sub(&a[i * n + j], &a[i * n + j], &product);
        fr_mul(&product, &factor, &r[k * n + j]);
        fr_sub(&r[i * n + j], &r[i * n + j], &product);
      }
    }
  }
}

/* v, w and the mixing into the partial rounds, from the last of these to the first. */
static void make_partial(instance *p) {
  fr n[LANES * LANES], inverse[LANES * LANES], power_of_n[LANES * LANES], next[LANES * LANES];
  fr w[MAX_PARTIAL][LANES - 1], v[LANES - 1], row[LANES - 1];
  u32 t = p->t, others = t - 1;
  for (u32 i = 0; i < others * others; i++) next[i] = n[i] = p->mds[(i / others + 1) * t + i % others + 1];
  matrix_inv(inverse, next, others);
  for (u32 i = 0; i < others; i++) {
    v[i] = p->mds[i + 1];
    w[p->partial - 1][i] = p->mds[(i + 1) * t];
  }
  for (u32 r = p->partial - 1; r > 0; r--) mix(w[r - 1], n, w[r], others, others);
  for (u32 r = p->partial; r-- > 0;) {
    for (u32 j = 0; j < others; j++) {
      fr column[LANES - 1];
      for (u32 i = 0; i < others; i++) column[i] = inverse[i * others + j];
      fr_dot(&row[j], v, column, others);
    }
    u32 start = r - r % BLOCK;
    for (u32 i = 0; i < others; i++) {
      p->v[r][i] = v[i] = row[i];
      p->w[r / BLOCK][i][r % BLOCK] = w[r][i];
    }
    for (u32 l = start; l < r; l++) fr_dot(&p->v[r][others + l - start], v, w[l], others);
    p->v[r][others + r - start] = p->mds[0];
  }
  /* (1 0; 0 N^p) M: row 0 as it is, the others N^p (w N). */
  for (u32 i = 0; i < others * others; i++) power_of_n[i] = i % (others + 1) == 0 ? FR_ONE : FR_ZERO;
  for (u32 bit = 64; bit > 0; bit >>= 1) {
    matrix_mul(next, power_of_n, power_of_n, others);
    if (p->partial & bit) matrix_mul(power_of_n, next, n, others);
    else
      for (u32 i = 0; i < others * others; i++) power_of_n[i] = next[i];
  }
  for (u32 j = 0; j < t; j++) {
    fr column[LANES - 1];
    p->mds_into_partial[j] = p->mds[j];
    for (u32 i = 0; i < others; i++) column[i] = p->mds[(i + 1) * t + j];
    for (u32 i = 0; i < others; i++)
      fr_dot(&p->mds_into_partial[(i + 1) * t + j], power_of_n + i * others, column, others);
  }
}

/* Moves the constants of partial rounds' lanes 1 and up on to the first full round after them. */
static void make_keys(instance *p, grain *constants_from) {
  fr c[LANES], moved[LANES];
  u32 t = p->t;
  for (u32 i = 0; i < t; i++) moved[i] = FR_ZERO;
  for (u32 r = 0; r < p->partial; r++) {
    for (u32 i = 0; i < t; i++) {
      grain_field(constants_from, &c[i], true);
      fr_add(&c[i], &c[i], &moved[i]);
    }
    p->keys[r] = c[0];
    for (u32 i = 0; i < t; i++) fr_dot(&moved[i], &p->mds[i * t + 1], &c[1], t - 1);
  }
  for (u32 i = 0; i < t; i++) p->constants[HALF][i] = moved[i];
}

static const instance *instance_for(u32 arity) {
  instance *p = &instances[arity - 1];
  if (p->t) return p;
  grain g, constants_from;
  fr skipped;
  p->t = arity + 1;
  p->partial = PARTIAL[arity - 1];
  grain_start(&g, p->t, 2 * HALF, p->partial);
  constants_from = g;
  /* The matrix comes after all the constants. */
  for (u32 i = 0; i < (2 * HALF + p->partial) * p->t; i++) grain_field(&g, &skipped, true);
  make_mds(p, &g);
  for (u32 round = 0; round < 2 * HALF; round++) {
    if (round == HALF) make_keys(p, &constants_from);
    for (u32 i = 0; i < p->t; i++) {
      fr c;
      grain_field(&constants_from, &c, true);
      fr_add(&p->constants[round][i], &p->constants[round][i], &c);
    }
  }
  fr first, part;
  power(&first, &FR_ZERO, &p->constants[0][0]);
  for (u32 i = 0; i < p->t; i++) {
    fr_mul(&part, &p->mds[i * p->t], &first);
    fr_add(&p->constants[1][i], &p->constants[1][i], &part);
  }
  make_partial(p);
  return p;
}

static void reverse(u8 *to, const u8 *from) {
  u64 word[4];
  __builtin_memcpy(word, from, 32);
  for (int i = 0; i < 4; i++) {
    u64 swapped = __builtin_bswap64(word[3 - i]);
    __builtin_memcpy(to + 8 * i, &swapped, 8);
  }
}

EXPORT(poseidon_hash) u32 poseidon_hash(u8 *hashes, const u8 *inputs, u32 count, u32 arity) {
  const instance *p = instance_for(arity);
  fr x[LANES];
  u8 bytes[32];
  for (u32 i = 0; i < count; i++) {
    for (u32 k = 0; k < arity; k++, inputs += 32) {
      reverse(bytes, inputs);
      if (!fr_is_canonical(bytes)) return i;
      fr_from_bytes(&x[k + 1], bytes);
    }
    permute(p, x);
    fr_to_bytes(bytes, &x[0]);
    reverse(hashes + 32 * i, bytes);
  }
  return count;
}
