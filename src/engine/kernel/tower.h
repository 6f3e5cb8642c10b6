/*
 * F6 = F2[v] / (v^3 - xi) and F12 = F6[w] / (w^2 - v), xi = 9 + i. So w^6 = xi, and the coefficient of w^k is
 * c[k & 1].c[k >> 1] of an f12. Everything takes and gives reduced elements (field.h), and a result may be stored
 * over an operand.
 */
#ifndef PSEPHOS_TOWER_H
#define PSEPHOS_TOWER_H

#include "f2.h"

typedef struct { f2 c[3]; } f6;
typedef struct { f6 c[2]; } f12;

extern const f12 F12_ONE;

/* sum of a[i] b[i], one reduction for all: the weights' products may add up to 6, so n <= 6 of reduced elements. */
void f2_dot(f2 *r, const f2 *a, const f2 *b, u32 n);
void f2_mul_xi(f2 *r, const f2 *a);

void f6_mul(f6 *r, const f6 *a, const f6 *b);
void f6_mul_line(f6 *r, const f6 *a, const f2 *b, const f2 *c); /* a (b + c v) */
void f6_mul_v(f6 *r, const f6 *a);
void f6_add(f6 *r, const f6 *a, const f6 *b);
void f6_sub(f6 *r, const f6 *a, const f6 *b);
void f6_neg(f6 *r, const f6 *a);
void f6_inv(f6 *r, const f6 *a);

void f12_mul(f12 *r, const f12 *a, const f12 *b);
void f12_sqr(f12 *r, const f12 *a);
void f12_mul_line(f12 *r, const f2 *b, const f2 *c); /* r (1 + b w + c w^3) */
void f12_inv(f12 *r, const f12 *a);                  /* 0 for 0 */
void f12_conj(f12 *r, const f12 *a);                 /* a^(p^6) */
void f12_frobenius(f12 *r, const f12 *a);            /* a^p */
bool f12_equal(const f12 *a, const f12 *b);

/* For elements whose order divides p^4 - p^2 + 1, as after the easy part of the final exponentiation. */
void f12_cyclotomic_sqr(f12 *r, const f12 *a);
void f12_cyclotomic_pow_u(f12 *r, const f12 *a); /* a^u, u the curve's parameter */

/* a^((p^12 - 1) / r * m), with m = 2u (6u^2 + 3u + 1): see final_exp.c. */
void final_exp(f12 *r, const f12 *a);

#endif
