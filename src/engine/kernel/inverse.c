/*
 * Bernstein, Yang, "Fast constant-time gcd computation and modular inversion" (TCHES 2019), in the variable-time form
 * of libsecp256k1's modinv32 (doc/safegcd_implementation.md), with 29 steps at a time where it takes 30.
 *
 * A divstep on (delta, f, g), f odd:
 *   delta > 0 and g odd:  (1 - delta, g, (g - f) / 2)
 *   otherwise:            (1 + delta, f, (g + (g mod 2) f) / 2)
 * From f = N and g = a it ends at g = 0 and f = +-1, within 741 steps for 256-bit numbers. Alongside, d and e keep
 * d a = factor f and e a = factor g modulo N; so factor / a = f d in the end.
 */
#include "inverse.h"

/* 2^29 (f', g') = (u f + v g, q f + r g) after 29 steps; entries are at most 2^29 in size. */
typedef struct { i64 u, v, q, r; } steps;

/* eta = -delta. The low 29 bits of f and g decide. */
static i32 divsteps(steps *t, i32 eta, u32 f, u32 g) {
  u32 u = 1, v = 0, q = 0, r = 1, swap;
  for (i32 left = LIMB_BITS;;) {
    /* all the steps until g is odd, at once */
    i32 zeros = __builtin_ctz(g | (~0u << left));
    g >>= zeros;
    u <<= zeros;
    v <<= zeros;
    eta -= zeros;
    left -= zeros;
    if (left == 0) break;
    if (eta < 0) {
      eta = -eta;
      swap = f, f = g, g = -swap;
      swap = u, u = q, q = -swap;
      swap = v, v = r, r = -swap;
    }
    /* the next steps add f to g until delta turns: up to 6 bits of g are cancelled, w = -g / f mod 64 */
    i32 limit = eta + 1 > left ? left : eta + 1;
    u32 w = (f * g * (f * f - 2)) & (~0u >> (32 - limit)) & 63;
    g += f * w;
    q += u * w;
    r += v * w;
  }
  *t = (steps){(i32)u, (i32)v, (i32)q, (i32)r};
  return eta;
}

/* (f, g) = t (f, g) / 2^29: exact. Limbs in [0, 2^29), the top one signed. */
static void update_fg(i32 *f, i32 *g, const steps *t) {
  i64 carry_f = 0, carry_g = 0;
  UNROLL for (int i = 0; i < LIMBS; i++) {
    carry_f += t->u * f[i] + t->v * g[i];
    carry_g += t->q * f[i] + t->r * g[i];
    if (i > 0) {
      f[i - 1] = (i32)(carry_f & LIMB_MASK);
      g[i - 1] = (i32)(carry_g & LIMB_MASK);
    }
    carry_f >>= LIMB_BITS;
    carry_g >>= LIMB_BITS;
  }
  f[LIMBS - 1] = (i32)carry_f;
  g[LIMBS - 1] = (i32)carry_g;
}

/* (d, e) = t (d, e) / 2^29 modulo N: multiples of N make the division exact and keep d and e in (-2N, N). */
static void update_de(i32 *d, i32 *e, const steps *t, const modulus *m) {
  i64 sign_d = d[LIMBS - 1] >> 31, sign_e = e[LIMBS - 1] >> 31;
  i64 more_d = (t->u & sign_d) + (t->v & sign_e), more_e = (t->q & sign_d) + (t->r & sign_e);
  i64 carry_d = t->u * d[0] + t->v * e[0], carry_e = t->q * d[0] + t->r * e[0];
  more_d -= (more_d - carry_d * m->mu) & LIMB_MASK; /* mu = -1 / N */
  more_e -= (more_e - carry_e * m->mu) & LIMB_MASK;
  carry_d = (carry_d + more_d * m->n[0]) >> LIMB_BITS;
  carry_e = (carry_e + more_e * m->n[0]) >> LIMB_BITS;
  UNROLL for (int i = 1; i < LIMBS; i++) {
    carry_d += t->u * d[i] + t->v * e[i] + more_d * m->n[i];
    carry_e += t->q * d[i] + t->r * e[i] + more_e * m->n[i];
    d[i - 1] = (i32)(carry_d & LIMB_MASK);
    e[i - 1] = (i32)(carry_e & LIMB_MASK);
    carry_d >>= LIMB_BITS;
    carry_e >>= LIMB_BITS;
  }
  d[LIMBS - 1] = (i32)carry_d;
  e[LIMBS - 1] = (i32)carry_e;
}

NOINLINE void limbs_divide(i32 *r, const i32 *factor, const i32 *a, const modulus *m) {
  i32 f[LIMBS], g[LIMBS], d[LIMBS] = {0}, e[LIMBS], any, eta = -1;
  i64 lanes[LIMBS], carry = 0;
  steps t;
  for (int i = 0; i < LIMBS - 1; i++) { /* N with limbs in [0, 2^29) */
    carry += m->n[i];
    f[i] = (i32)(carry & LIMB_MASK);
    carry >>= LIMB_BITS;
  }
  f[LIMBS - 1] = (i32)(carry + m->n[LIMBS - 1]);
  limbs_canonical((u32 *)g, a, m);
  limbs_canonical((u32 *)e, factor, m);
  for (;;) {
    any = 0;
    UNROLL for (int i = 0; i < LIMBS; i++) any |= g[i];
    if (!any) break;
    eta = divsteps(&t, eta, (u32)f[0], (u32)g[0]);
    update_fg(f, g, &t);
    update_de(d, e, &t, m);
  }
  limbs_load(lanes, d);
  if (f[LIMBS - 1] < 0) {
    UNROLL for (int i = 0; i < LIMBS; i++) lanes[i] = -lanes[i];
  }
  lanes_reduce(r, lanes, m);
}
