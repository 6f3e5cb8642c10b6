#include "tower.h"

#include "constants.h"

const f12 F12_ONE = {{{{{FP_TWO_261, {{0}}}}}}};

#include "f12.inc"

/* (sum a_k w^k)^p = sum conj(a_k) xi^(k (p-1) / 6) w^k */
EXPORT(f12_frobenius) void f12_frobenius(f12 *r, const f12 *a) {
  static const f2 factor[5] = FROBENIUS;
  f2_conj(&r->c[0].c[0], &a->c[0].c[0]);
  for (int k = 1; k < 6; k++) {
    f2 t;
    f2_conj(&t, &a->c[k & 1].c[k >> 1]);
    f2_mul(&r->c[k & 1].c[k >> 1], &t, &factor[k - 1]);
  }
}

/* 12 numbers of 32 little-endian bytes: the coefficients of w^0, w^2, w^4, w, w^3, w^5, each c0 c1. */
EXPORT(f12_to_bytes) void f12_to_bytes(u8 *bytes, const f12 *a) {
  const fp *x = &a->c[0].c[0].c0;
  for (u32 i = 0; i < 12; i++) fp_to_bytes(bytes + 32 * i, &x[i]);
}

EXPORT(f12_from_bytes) void f12_from_bytes(f12 *r, const u8 *bytes) {
  fp *x = &r->c[0].c[0].c0;
  for (u32 i = 0; i < 12; i++) fp_from_bytes(&x[i], bytes + 32 * i);
}
