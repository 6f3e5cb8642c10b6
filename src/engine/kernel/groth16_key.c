#include "groth16.h"
#include "glv.h"
#include "memory.h"
#include "msm.h"
#include "straus.h"

static u32 key_points(u32 signals) { return signals + 2; }

static bool has_multiples(u32 signals) { return signals <= KEY_SHORT; }

static g1 *key_multiples(const groth16_key *key) { return (g1 *)&key->points[key_points(key->signals)]; }

EXPORT(groth16_key_size) u32 groth16_key_size(u32 signals) {
  u32 each = sizeof(g1) * (has_multiples(signals) ? 1 + KEY_MULTIPLES : 1);
  return sizeof(groth16_key) + key_points(signals) * each;
}

static u32 read_g1(g1 *r, const u8 *bytes, u32 index) {
  if (!g1_is_canonical(bytes)) return PROBLEM(index, NOT_CANONICAL);
  g1_from_bytes(r, bytes);
  if (g1_is_infinity(r)) return PROBLEM(index, AT_INFINITY);
  return g1_on_curve(r) ? 0 : PROBLEM(index, NOT_ON_CURVE);
}

/* Leaves the lines of -Q. */
static u32 read_g2_lines(g2 *r, line *lines, const u8 *bytes, u32 index) {
  if (!g2_is_canonical(bytes)) return PROBLEM(index, NOT_CANONICAL);
  g2_from_bytes(r, bytes);
  if (g2_is_infinity(r)) return PROBLEM(index, AT_INFINITY);
  if (!g2_on_curve(r)) return PROBLEM(index, NOT_ON_CURVE);
  g2_neg(r, r);
  return g2_lines(lines, r) ? 0 : PROBLEM(index, NOT_IN_SUBGROUP);
}

static bool make_multiples(groth16_key *key) {
  u32 n = key_points(key->signals);
  g1 *twice = alloc(n * sizeof(g1));
  addition *additions = alloc(n * sizeof(addition));
  g1_batch *batch = alloc(sizeof(g1_batch));
  if (!twice || !additions || !batch) return false;
  g1_odd_multiples(key_multiples(key), KEY_MULTIPLES, key->points, n, twice, additions, batch);
  return true;
}

/*
 * bytes: alpha, IC_0, .., IC_n, beta, gamma, delta, which is also the order of the indices in problems. 0 when all is
 * well; 1 when memory is short.
 */
EXPORT(groth16_read_key) u32 groth16_read_key(groth16_key *key, const u8 *bytes, u32 signals) {
  u32 n = key_points(signals), problem;
  g2 point;
  key->signals = signals;
  for (u32 i = 0; i < n; i++, bytes += 64) {
    if ((problem = read_g1(&key->points[i], bytes, i))) return problem;
  }
  if ((problem = read_g2_lines(&point, key->beta, bytes, n))) return problem;
  if ((problem = read_g2_lines(&point, key->gamma, bytes + 128, n + 1))) return problem;
  if ((problem = read_g2_lines(&point, key->delta, bytes + 256, n + 2))) return problem;

  pair one = {key->beta, 1, FP_ZERO, FP_ZERO};
  g1x alpha;
  fp scratch[2];
  g1x_from_affine(&alpha, key->points);
  pairs_set_g1(&one, &alpha, 1, scratch);
  miller(&key->alpha_beta, &one, 1);
  final_exp(&key->alpha_beta, &key->alpha_beta);
  f12_conj(&key->alpha_beta, &key->alpha_beta); /* e(alpha, -beta) to e(alpha, beta) */

  u32 start = mark();
  bool room = !has_multiples(signals) || make_multiples(key);
  release(start);
  return room ? 0 : 1;
}

#define SPLIT_LENGTH (G1_PART_BITS + 1)

static bool sums_by_multiples(g1x r[2], const groth16_key *key, const u8 *scalars, u32 n) {
  signed char *digits = alloc(2 * n * SPLIT_LENGTH);
  if (!digits) return false;
  for (u32 j = 0; j < n; j++) {
    u32 parts[G1_PARTS][G1_WORDS];
    u32 negative = g1_split(parts, scalars + 32 * j);
    for (u32 part = 0; part < G1_PARTS; part++) {
      signed_digits(digits + (2 * j + part) * SPLIT_LENGTH, SPLIT_LENGTH, parts[part], KEY_WIDTH,
                    negative >> part & 1);
    }
  }
  const g1 *odd = key_multiples(key);
  g1_straus(&r[0], odd, KEY_MULTIPLES, digits, SPLIT_LENGTH, 1);
  g1_straus(&r[1], odd + KEY_MULTIPLES, KEY_MULTIPLES, digits, SPLIT_LENGTH, n);
  return true;
}

bool key_sums(g1x r[2], const groth16_key *key, const u8 *scalars) {
  u32 n = key->signals + 1, start = mark();
  bool room;
  if (has_multiples(key->signals)) {
    room = sums_by_multiples(r, key, scalars, n);
  } else {
    g1 sum;
    room = g1_msm(&sum, key->points + 1, scalars, n);
    g1x_from_affine(&r[1], &sum);
    g1x_mul(&r[0], key->points, scalars, 32);
  }
  release(start);
  return room;
}
