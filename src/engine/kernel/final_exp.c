#include "tower.h"

#include "constants.h"

/* (a + b s)^2 = (a^2 + xi b^2) + 2 a b s in F4 = F2[s] / (s^2 - xi), by 2 a b = (a + b)^2 - a^2 - b^2. */
static void f4_sqr(f2 *r0, f2 *r1, const f2 *a, const f2 *b) {
  f2 aa, bb, sum;
  f2_add(&sum, a, b);
  f2_sqr(&aa, a);
  f2_sqr(&bb, b);
  f2_sqr(&sum, &sum);
  f2_sub_lazy(&sum, &sum, &aa);
  f2_sub(r1, &sum, &bb);
  f2_mul_xi(&bb, &bb);
  f2_add(r0, &aa, &bb);
}

/* 3 x - 2 y */
static void f2_three_minus_two(f2 *r, const f2 *x, const f2 *y) {
  f2 t;
  f2_sub_lazy(&t, x, y);
  f2_add_lazy(&t, &t, &t);
  f2_add(r, &t, x);
}

/*
 * Granger, Scott, "Faster squaring in the cyclotomic subgroup of sixth degree extensions" (ePrint 2009/565), with
 * F12 = F4[w] / (w^3 - s), s = w^3: for A + B w + C w^2 of the subgroup, the square is
 *   (3 A^2 - 2 conj A) + (3 s C^2 + 2 conj B) w + (3 B^2 - 2 conj C) w^2.
 * A = a0 + a3 s, B = a1 + a4 s, C = a2 + a5 s, where a_k is the coefficient of w^k; conj negates s.
 */
EXPORT(f12_cyclotomic_sqr) void f12_cyclotomic_sqr(f12 *r, const f12 *a) {
  const f2 *even = a->c[0].c, *odd = a->c[1].c;
  f2 x0, x1, y0, y1, z0, z1, minus;
  f4_sqr(&x0, &x1, &even[0], &odd[1]); /* A^2 */
  f4_sqr(&y0, &y1, &odd[0], &even[2]); /* B^2 */
  f4_sqr(&z0, &z1, &even[1], &odd[2]); /* C^2 */
  f2_three_minus_two(&r->c[0].c[0], &x0, &even[0]);
  f2_neg(&minus, &odd[1]);
  f2_three_minus_two(&r->c[1].c[1], &x1, &minus);
  f2_mul_xi(&z1, &z1); /* s C^2 = xi z1 + z0 s */
  f2_neg(&minus, &odd[0]);
  f2_three_minus_two(&r->c[1].c[0], &z1, &minus);
  f2_three_minus_two(&r->c[0].c[2], &z0, &even[2]);
  f2_three_minus_two(&r->c[0].c[1], &y0, &even[1]);
  f2_neg(&minus, &odd[2]);
  f2_three_minus_two(&r->c[1].c[2], &y1, &minus);
}

/* u in signed digits, odd and below 8 in size: a^-1 is conj(a) here. */
void f12_cyclotomic_pow_u(f12 *r, const f12 *a) {
  static const signed char digits[] = CURVE_U_DIGITS; /* from the second highest; the highest is CURVE_U_TOP */
  f12 odd[4], square, t;
  odd[0] = *a;
  f12_cyclotomic_sqr(&square, a);
  for (int i = 1; i < 4; i++) f12_mul(&odd[i], &odd[i - 1], &square);
  t = odd[CURVE_U_TOP >> 1];
  for (u32 i = 0; i < sizeof digits; i++) {
    f12_cyclotomic_sqr(&t, &t);
    if (digits[i] > 0) f12_mul(&t, &t, &odd[digits[i] >> 1]);
    if (digits[i] < 0) {
      f12_conj(&square, &odd[-digits[i] >> 1]);
      f12_mul(&t, &t, &square);
    }
  }
  *r = t;
}

/*
 * Easy part: f = a^((p^6 - 1)(p^2 + 1)). Hard part: Fuentes-Castaneda, Knapp, Rodriguez-Henriquez, "Faster hashing to
 * G2" (SAC 2011), section 5: f to the power 2u (6u^2 + 3u + 1) (p^4 - p^2 + 1) / r, a multiple that is prime to r,
 *   = (1 + 6u + 12u^2 + 12u^3) + (4u + 6u^2 + 12u^3) p + (6u + 6u^2 + 12u^3) p^2 + (4u + 6u^2 + 12u^3 - 1) p^3.
 */
EXPORT(final_exp) void final_exp(f12 *r, const f12 *a) {
  f12 f, t, u2, u6, u66, y, z;
  f12_inv(&t, a);
  f12_conj(&f, a);
  f12_mul(&f, &f, &t);
  f12_frobenius(&t, &f);
  f12_frobenius(&t, &t);
  f12_mul(&f, &f, &t);

  f12_cyclotomic_pow_u(&u2, &f);
  f12_cyclotomic_sqr(&u2, &u2); /* 2u */
  f12_cyclotomic_sqr(&u6, &u2);
  f12_mul(&u6, &u6, &u2); /* 6u */
  f12_cyclotomic_pow_u(&u66, &u6); /* 6u^2 */
  f12_cyclotomic_sqr(&y, &u66);
  f12_cyclotomic_pow_u(&y, &y); /* 12u^3 */
  f12_mul(&y, &y, &u66);
  f12_mul(&y, &y, &u6); /* y = 6u + 6u^2 + 12u^3 */
  f12_conj(&t, &u2);
  f12_mul(&z, &y, &t); /* z = 4u + 6u^2 + 12u^3 */

  f12_mul(&u66, &u66, &y);
  f12_mul(&u66, &u66, &f); /* 1 + 6u + 12u^2 + 12u^3 */
  f12_conj(&f, &f);
  f12_mul(&f, &f, &z); /* z - 1, times p^3; Horner in the Frobenius */
  f12_frobenius(&f, &f);
  f12_mul(&f, &f, &y);
  f12_frobenius(&f, &f);
  f12_mul(&f, &f, &z);
  f12_frobenius(&f, &f);
  f12_mul(r, &f, &u66);
}
