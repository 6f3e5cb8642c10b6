/*
 * The optimal ate pairing on BN254 (Vercauteren, "Optimal pairings", IEEE IT 2010; for this family: Aranha, Barreto,
 * Longa, Ricardini, "The realm of the pairings", SAC 2013):
 *   e(P, Q) = (f(P) l(P) l'(P))^((p^12 - 1)/r * m), f of the function with divisor (6u+2)(Q) - ([6u+2]Q) - (6u+1)(O),
 * l and l' the lines that add pi(Q) and -pi^2(Q). The factor m is in tower.h; noble-curves and ffjavascript use the same.
 *
 * Everything that depends on Q alone is in its LINES: LINE_COUNT of them, each 1 + b w + c w^3 up to a factor in Fp
 * (which the final exponentiation removes) with b = -slope x_P / y_P and c = offset / y_P. So lines are computed once
 * for a point that stays (a key's), and one inversion serves many points that come together.
 */
#ifndef PSEPHOS_PAIRING_H
#define PSEPHOS_PAIRING_H

#include "curve.h"
#include "tower.h"

/* On the twist, through T with this slope: offset = slope x_T - y_T. */
typedef struct { f2 slope, offset; } line;

#define LINE_COUNT 87

/*
 * The lines of a point on the curve (not infinity), and whether it is in the group. Proof that it is: pairing_lines.c.
 * For a point that is not, the lines mean nothing.
 */
bool g2_lines(line lines[LINE_COUNT], const g2 *q);

/*
 * The same for n points in lockstep: line k of point i is lines[k n + i]. An ok[i] that is 0 at the start stays so.
 * Reserves n (sizeof(g2) + 2 sizeof(f2)) bytes while it runs; false when they cannot be had.
 */
bool g2_lines_many(line *lines, u8 *ok, const g2 *q, u32 n);

/* Two points for the Miller loop: `stride` lines are between one line of the point in G2 and its next. */
typedef struct {
  const line *lines;
  u32 stride;
  f2_factor x, y; /* -x_P / y_P and 1 / y_P */
} side;

/* Sets x and y of n sides. At infinity both are 0 and every line is 1, as it should be. scratch is 2n long. */
void sides_set_g1(side *sides, const g1x *p, u32 n, fp *scratch);

/*
 * Whether the product of n pairings e(p[i], q[i]) is 1 and every q[i] is in the group. All points are on their curves and
 * no q[i] is infinity. False too when memory is short: 13 KB a pair.
 */
bool pairings_cancel(const g1 *p, const g2 *q, u32 n);

/* Those of one point, given 1 / (ZZ Y). In the plain kernel's form in both kernels. */
void side_coordinates(fp *x, fp *y, const g1x *p, const fp *inverse);

/* The product of the sides' Miller functions, which share the squarings. */
void miller(f12 *r, const side *sides, u32 n);

#endif
