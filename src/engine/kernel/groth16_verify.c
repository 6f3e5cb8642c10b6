#include "groth16.h"
#include "memory.h"

u32 read_proof(proof *r, const u8 *bytes) {
  if (!g1_is_canonical(bytes)) return PROBLEM(0, NOT_CANONICAL);
  if (!g2_is_canonical(bytes + 64)) return PROBLEM(1, NOT_CANONICAL);
  if (!g1_is_canonical(bytes + 192)) return PROBLEM(2, NOT_CANONICAL);
  g1_from_bytes(&r->a, bytes);
  g2_from_bytes(&r->b, bytes + 64);
  g1_from_bytes(&r->c, bytes + 192);
  if (g1_is_infinity(&r->a)) return PROBLEM(0, AT_INFINITY);
  if (g2_is_infinity(&r->b)) return PROBLEM(1, AT_INFINITY);
  if (g1_is_infinity(&r->c)) return PROBLEM(2, AT_INFINITY);
  if (!g1_on_curve(&r->a)) return PROBLEM(0, NOT_ON_CURVE);
  if (!g2_on_curve(&r->b)) return PROBLEM(1, NOT_ON_CURVE);
  if (!g1_on_curve(&r->c)) return PROBLEM(2, NOT_ON_CURVE);
  return 0;
}

/* X = IC_0 + sum s_j IC_j */
static bool statement(g1x *r, const groth16_key *key, const u8 *signals) {
  u8 *scalars = alloc(32 * (key->signals + 1));
  g1x sums[2];
  if (!scalars) return false;
  __builtin_memset(scalars, 0, 32); /* the 1 of IC_0 is added at the end */
  __builtin_memcpy(scalars + 32, signals, 32 * key->signals);
  if (!key_sums(sums, key, scalars)) return false;
  g1x_add_affine(r, &sums[1], &key->points[1]);
  return true;
}

/* 1 for a valid proof, 0 for an invalid one, a problem (16 and above) with A, B or C, or 2 when memory is short. */
EXPORT(groth16_verify) u32 groth16_verify(const groth16_key *key, const u8 *bytes, const u8 *signals) {
  line lines[LINE_COUNT];
  proof p;
  u32 problem = read_proof(&p, bytes);
  if (problem) return problem;
  if (!g2_lines(lines, &p.b)) return PROBLEM(1, NOT_IN_SUBGROUP);

  g1x points[3];
  pair pairs[3] = {{.lines = lines, .stride = 1}, {.lines = key->gamma, .stride = 1}, {.lines = key->delta, .stride = 1}};
  fp scratch[6];
  f12 value;
  u32 start = mark();
  bool room = statement(&points[1], key, signals);
  release(start);
  if (!room) return 2;
  g1x_from_affine(&points[0], &p.a);
  g1x_from_affine(&points[2], &p.c);
  pairs_set_g1(pairs, points, 3, scratch);
  miller(&value, pairs, 3);
  final_exp(&value, &value);
  return f12_equal(&value, &key->alpha_beta);
}
