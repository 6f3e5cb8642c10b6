#include "groth16.h"
#include "glv.h"
#include "memory.h"
#include "msm.h"
#include "straus.h"

static u32 key_points(u32 signals) { return signals + 2; }

static g1 *key_multiples(const groth16_key *key) { return (g1 *)&key->points[key_points(key->signals)]; }

u32 key_points_size(u32 signals) {
  u32 each = sizeof(g1) * (key_has_multiples(signals) ? 1 + KEY_MULTIPLES : 1);
  return (sizeof(groth16_key) + key_points(signals) * each + 15) & ~15u;
}

static u32 read_g1(g1 *r, const u8 *bytes, u32 index) {
  if (!g1_is_canonical(bytes)) return PROBLEM(index, NOT_CANONICAL);
  g1_from_bytes(r, bytes);
  if (g1_is_infinity(r)) return PROBLEM(index, AT_INFINITY);
  return g1_on_curve(r) ? 0 : PROBLEM(index, NOT_ON_CURVE);
}

u32 read_g2(g2 *r, const u8 *bytes, u32 index) {
  if (!g2_is_canonical(bytes)) return PROBLEM(index, NOT_CANONICAL);
  g2_from_bytes(r, bytes);
  if (g2_is_infinity(r)) return PROBLEM(index, AT_INFINITY);
  return g2_on_curve(r) ? 0 : PROBLEM(index, NOT_ON_CURVE);
}

u32 key_read_points(groth16_key *key, const u8 *bytes, u32 signals) {
  u32 problem;
  key->signals = signals;
  for (u32 i = 0; i < key_points(signals); i++, bytes += 64) {
    if ((problem = read_g1(&key->points[i], bytes, i))) return problem;
  }
  return 0;
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

bool key_prepare(groth16_key *key) {
  u32 start = mark();
  bool room = !key_has_multiples(key->signals) || make_multiples(key);
  release(start);
  return room;
}

#define SPLIT_LENGTH (G1_PART_BITS + 1)

bool sums_by_multiples(g1x r[2], const groth16_key *key, const u8 *scalars, u32 n) {
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

#include "groth16_sums.inc"
