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

#include "groth16_verify.inc"
