/*
 * Many proofs at once, by a random linear combination (Bellare, Garay, Rabin, "Fast batch verification for modular
 * exponentiation and digital signatures", EUROCRYPT 1998, the small exponents test). Proof i has a coefficient c_i,
 * and a set of proofs passes when its value is 1:
 *   product of e(c_i A_i, B_i) * e(-(sum c_i) alpha, beta) * e(-sum c_i X_i, gamma) * e(-sum c_i C_i, delta).
 *
 * Soundness. All points are in their groups of prime order r, so the value is the product of E_i^(c_i), E_i = 1 if and
 * only if proof i is valid. Coefficients are c = k + l lambda with k and l of 64 random bits (lambda: straus.h); no two
 * such pairs give the same c modulo r, because vectors of the lattice behind lambda (glv.h) are longer than
 * 2^126. So c_i is uniform among 2^128 values, and a set with E_i != 1 for some i passes with a chance of 2^-128 at
 * most, for any choice of the proofs, as long as the coefficients were drawn afterwards. Sets within one batch may use the
 * same coefficients (groth16_rest below gives the same values as groth16_value): the tested sets are fixed beforehand, the 2m - 1 nodes of
 * a binary tree over m groups, so the probability that any of them is wrong is at most 2m 2^-128.
 */
#include "glv.h"
#include "groth16.h"
#include "memory.h"
#include "straus.h"

#define COEFFICIENT_BYTES 16
#define COEFFICIENT_LENGTH 65
#define COEFFICIENT_WIDTH 4
#define MULTIPLES 4

EXPORT(groth16_group_size) u32 groth16_group_size(u32 signals) {
  return sizeof(groth16_group) + (1 + signals) * sizeof(fr);
}

/* The n proofs of a batch while it is worked on; a proof with a problem has A = C = O and coefficient 0. */
typedef struct {
  const groth16_key *key;
  const u8 *signals;
  u8 *coefficients;
  u8 *problems, *ok;
  g1 *a, *c, *twice, *odd_a, *odd_c;
  g2 *b;
  line *lines;
  g1x *scaled;
  pair *pairs;
  fp *scratch;
  signed char *digits;
  addition *additions;
  g1_batch *batch;
  u32 n;
} work;

static bool reserve(work *w) {
  u32 n = w->n;
  return (w->ok = alloc(n)) && (w->a = alloc(n * sizeof(g1))) && (w->c = alloc(n * sizeof(g1))) &&
         (w->twice = alloc(n * sizeof(g1))) && (w->odd_a = alloc(n * MULTIPLES * sizeof(g1))) &&
         (w->odd_c = alloc(n * MULTIPLES * sizeof(g1))) && (w->b = alloc(n * sizeof(g2))) &&
         (w->lines = alloc(n * LINE_COUNT * sizeof(line))) && (w->scaled = alloc(n * sizeof(g1x))) &&
         (w->pairs = alloc(n * sizeof(pair))) && (w->scratch = alloc(2 * n * sizeof(fp))) &&
         (w->digits = alloc(n * 2 * COEFFICIENT_LENGTH)) && (w->additions = alloc(n * sizeof(addition))) &&
         (w->batch = alloc(sizeof(g1_batch)));
}

/* A, B, C, the lines of B and the problems. */
static bool read_proofs(work *w, const u8 *proofs) {
  for (u32 i = 0; i < w->n; i++) {
    proof p;
    w->problems[i] = (u8)read_proof(&p, proofs + 256 * i);
    w->ok[i] = w->problems[i] == 0;
    w->a[i] = p.a;
    w->b[i] = p.b;
    w->c[i] = p.c;
  }
  if (!g2_lines_many(w->lines, w->ok, w->b, w->n)) return false;
  for (u32 i = 0; i < w->n; i++) {
    if (w->ok[i]) continue;
    if (w->problems[i] == 0) w->problems[i] = PROBLEM(1, NOT_IN_SUBGROUP);
    __builtin_memset(&w->a[i], 0, sizeof(g1));
    __builtin_memset(&w->c[i], 0, sizeof(g1));
    __builtin_memset(w->coefficients + COEFFICIENT_BYTES * i, 0, COEFFICIENT_BYTES);
  }
  return true;
}

/* c_i A_i, ready for the Miller loop. */
static void scale(work *w) {
  g1_odd_multiples(w->odd_a, MULTIPLES, w->a, w->n, w->twice, w->additions, w->batch);
  g1_odd_multiples(w->odd_c, MULTIPLES, w->c, w->n, w->twice, w->additions, w->batch);
  for (u32 i = 0; i < w->n; i++) {
    signed char *digits = w->digits + 2 * COEFFICIENT_LENGTH * i;
    for (u32 part = 0; part < 2; part++) {
      u32 words[3] = {0};
      __builtin_memcpy(words, w->coefficients + COEFFICIENT_BYTES * i + 8 * part, 8);
      signed_digits(digits + COEFFICIENT_LENGTH * part, COEFFICIENT_LENGTH, words, COEFFICIENT_WIDTH, false);
    }
    g1_straus(&w->scaled[i], w->odd_a + MULTIPLES * i, MULTIPLES, digits, COEFFICIENT_LENGTH, 1);
    w->pairs[i].lines = w->lines + i;
    w->pairs[i].stride = w->n;
  }
  pairs_set_g1(w->pairs, w->scaled, w->n, w->scratch);
}

/* k + l lambda mod r */
static void read_coefficient(fr *r, const u8 *bytes) {
  static const fr lambda = GLV_LAMBDA;
  u8 padded[32] = {0};
  fr high;
  __builtin_memcpy(padded, bytes, 8);
  fr_from_bytes(r, padded);
  __builtin_memcpy(padded, bytes + 8, 8);
  fr_from_bytes(&high, padded);
  fr_mul(&high, &high, &lambda);
  fr_add(r, r, &high);
}

static void sum_scalars(groth16_group *group, const work *w, u32 from, u32 to) {
  u32 signals = w->key->signals;
  for (u32 j = 0; j <= signals; j++) group->sums[j] = FR_ZERO;
  for (u32 i = from; i < to; i++) {
    fr c, s;
    read_coefficient(&c, w->coefficients + COEFFICIENT_BYTES * i);
    fr_add(&group->sums[0], &group->sums[0], &c);
    for (u32 j = 0; j < signals; j++) {
      fr_from_bytes(&s, w->signals + 32 * (signals * i + j));
      fr_mul(&s, &s, &c);
      fr_add(&group->sums[1 + j], &group->sums[1 + j], &s);
    }
  }
}

/*
 * Works n proofs (256 bytes each) with their signals and coefficients (k and l, 8 little-endian bytes each) into
 * groups of GROUP_SIZE; problems[i] is 0 or what is wrong with proof i, which is then left out. Overwrites the
 * coefficients of such proofs. Reserves about 14 KB a proof while it runs; 0 when memory is short.
 */
EXPORT(groth16_gather)
bool groth16_gather(const groth16_key *key, u8 *groups, u8 *problems, const u8 *proofs, const u8 *signals,
                    u8 *coefficients, u32 n) {
  u32 start = mark();
  work w = {.key = key, .signals = signals, .coefficients = coefficients, .problems = problems, .n = n};
  bool room = reserve(&w) && read_proofs(&w, proofs);
  if (room) {
    scale(&w);
    for (u32 from = 0; from < n; from += GROUP_SIZE) {
      u32 to = from + GROUP_SIZE < n ? from + GROUP_SIZE : n;
      groth16_group *group = (groth16_group *)groups;
      miller(&group->miller, w.pairs + from, to - from);
      g1_straus(&group->c, w.odd_c + MULTIPLES * from, MULTIPLES, w.digits + 2 * COEFFICIENT_LENGTH * from,
                COEFFICIENT_LENGTH, to - from);
      sum_scalars(group, &w, from, to);
      groups += groth16_group_size(key->signals);
    }
  }
  release(start);
  return room;
}

/* The value of n >= 1 groups: 1 if it is 1, 0 if it is not, 2 when memory is short. */
EXPORT(groth16_value) u32 groth16_value(f12 *r, const groth16_key *key, const u8 *groups, u32 n) {
  u32 start = mark(), size = groth16_group_size(key->signals);
  groth16_group *sum = alloc(size);
  u8 *scalars = alloc(32 * (1 + key->signals));
  g1x points[3];
  f12 fixed;
  fp scratch[6];
  pair pairs[3] = {{.lines = key->beta, .stride = 1}, {.lines = key->gamma, .stride = 1}, {.lines = key->delta, .stride = 1}};
  bool room = sum && scalars;
  if (room) {
    __builtin_memcpy(sum, groups, size);
    for (u32 i = 1; i < n; i++) {
      const groth16_group *group = (const groth16_group *)(groups + i * size);
      f12_mul(&sum->miller, &sum->miller, &group->miller);
      g1x_add(&sum->c, &sum->c, &group->c);
      for (u32 j = 0; j <= key->signals; j++) fr_add(&sum->sums[j], &sum->sums[j], &group->sums[j]);
    }
    for (u32 j = 0; j <= key->signals; j++) fr_to_bytes(scalars + 32 * j, &sum->sums[j]);
    room = key_sums(points, key, scalars);
    points[2] = sum->c;
  }
  if (room) {
    pairs_set_g1(pairs, points, 3, scratch);
    miller(&fixed, pairs, 3);
    f12_mul(&fixed, &fixed, &sum->miller);
    final_exp(r, &fixed);
  }
  release(start);
  return room ? f12_equal(r, &F12_ONE) : 2;
}

/*
 * The value of what is left of a set when a part of it is taken away: *r = whole / part; whether it is 1. (Values are
 * in the cyclotomic subgroup, where the conjugate is the inverse.)
 */
EXPORT(groth16_rest) bool groth16_rest(f12 *r, const f12 *whole, const f12 *part) {
  f12 inverse;
  f12_conj(&inverse, part);
  f12_mul(r, whole, &inverse);
  return f12_equal(r, &F12_ONE);
}
