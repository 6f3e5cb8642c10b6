#include "poseidon.h"

#include "grain.h"

typedef fr lane;
typedef fr constant;
#define LANE_ZERO FR_ZERO
#include "poseidon.inc"

static const u8 PARTIAL[POSEIDON_MAX_ARITY] = {56, 57, 56, 60, 60, 63, 64, 63};

static instance instances[POSEIDON_MAX_ARITY];

static void power(fr *r, const fr *x, const fr *c) {
  fr y, y4;
  fr_add_lazy(&y, x, c);
  fr_sqr(&y4, &y);
  fr_sqr(&y4, &y4);
  fr_mul(r, &y4, &y);
}

static void dot(fr *r, const fr *a, const fr *b, u32 n) {
  fr rest;
  if (n <= 13) {
    fr_dot(r, a, b, n);
    return;
  }
  fr_dot(&rest, a + 13, b + 13, n - 13);
  fr_dot(r, a, b, 13);
  fr_add(r, r, &rest);
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

/* r = 1 / a by Gauss and Jordan; a is used up. No pivot is 0 for the matrices here. */
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

/* r = row matrix, n x columns */
static void row_mul(fr *r, const fr *row, const fr *matrix, u32 n, u32 columns) {
  fr column[LANES];
  for (u32 j = 0; j < columns; j++) {
    for (u32 i = 0; i < n; i++) column[i] = matrix[i * columns + j];
    fr_dot(&r[j], row, column, n);
  }
}

static void make_partial(instance *p) {
  fr n[LANES * LANES], v[LANES * LANES], inverse[LANES * LANES], h[LANES * WINDOW], g[LANES];
  u32 t = p->t, others = t - 1, window = 2 * others;
  for (u32 i = 0; i < others * others; i++) n[i] = p->mds[(i / others + 1) * t + i % others + 1];
  matrix_inv(inverse, n, others);
  for (u32 j = 0; j < others; j++) row_mul(v + j * others, j ? v + (j - 1) * others : &p->mds[1], inverse, others, others);
  /* The first rows, V's, of what comes into the partial rounds; and the sums v N^-j w. */
  for (u32 i = 0; i < t; i++) p->mds_into_partial[i] = p->mds[i];
  for (u32 j = 0; j < others; j++) {
    fr *row = p->mds_into_partial + (j + 1) * t;
    row_mul(row, v + j * others, p->mds + t, others, t);
    g[j] = row[0];
  }
  /* Row j - 1 of H: y(n-j+1), v N^(i-j) w for s(n-1-i) and, besides, -m for s(n-j). */
  for (u32 i = 0; i < others * window; i++) h[i] = FR_ZERO;
  for (u32 j = 1; j <= others; j++) {
    fr *row = h + (j - 1) * window;
    row[window - 2 * j + 1] = FR_ONE;
    for (u32 i = 0; i < j; i++) row[window - 2 * i - 2] = g[j - i - 1];
    fr_sub(&row[window - 2 * j], &row[window - 2 * j], &p->mds[0]);
  }
  matrix_inv(inverse, v, others);
  for (u32 i = 0; i < others; i++) row_mul(p->hidden + i * window, inverse + i * others, h, others, window);
  row_mul(p->step, &p->mds[1], p->hidden, others, window);
  p->step[window] = p->mds[0];
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

const instance *poseidon_instance(u32 arity) {
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
  const instance *p = poseidon_instance(arity);
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
