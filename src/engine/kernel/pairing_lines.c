#include "constants.h"
#include "memory.h"
#include "pairing.h"

/*
 * T starts as Q. For each digit of 6u + 2 after the highest, T is doubled, and Q added or subtracted where the digit
 * is 1 or -1. Then psi(Q) and -psi^2(Q) are added (psi is pi on the twist). Each of these steps gives a line.
 *
 * Membership. The steps end in T = [6u+2]Q + psi(Q) - psi^2(Q), and a point of the curve is accepted if and only if
 *   T = -psi^3(Q),  that is  g(psi)(Q) = O  for  g(X) = 6u + 2 + X - X^2 + X^3,
 * which costs no more than one comparison. Every Q of order r passes: psi multiplies it by p, and r divides g(p)
 * (that is why the loop is as short as it is). Nothing else passes: psi satisfies c(psi) = psi^2 - t psi + p = 0 on the
 * whole curve, so g(psi)(Q) = O makes the resultant of g and c annihilate Q, as does the order r (2p - r) of the curve;
 * the greatest common divisor of the two numbers is r. The method is that of Dai, Lin, Zhao and Zhou (ePrint 2022/348,
 * section 3) and of El Housni, Guillevic and Piellard (ePrint 2022/352); a test computes the divisor.
 *
 * The formulas fail where a line is vertical, a denominator being 0. That takes T = O, T = +-R or 2T = O for a
 * multiple T = [k]Q, and R = Q, psi(Q) or psi^2(Q). In the group it cannot happen: the k are known numbers, none of
 * them 0, +-1, or +-p, +-p^2 modulo r where they meet (a run of the loop on any one point shows it for all). So a zero
 * denominator proves that a point is outside, and without one all steps are exact.
 */
static const signed char DIGITS[] = ATE_DIGITS;

/* What is added to T: Q, -Q, psi(Q), -psi^2(Q). */
enum addend { PLUS = 1, MINUS = -1, FIRST = 2, SECOND = 3 };

static void set_addend(g2 *r, const g2 *q, int which) {
  if (which == PLUS || which == MINUS) *r = *q;
  else g2_psi(r, q);
  if (which == SECOND) g2_psi(r, r);
  if (which == MINUS || which == SECOND) g2_neg(r, r);
}

/* -psi^3(Q) */
static void set_end(g2 *r, const g2 *q) {
  set_addend(r, q, SECOND);
  g2_psi(r, r);
}

/* --- one point: Jacobian coordinates (X / Z^2, Y / Z^3), one inversion at the end for all lines --- */

typedef struct { f2 x, y, z; } g2j;

/*
 * M = 3X^2, S = 4XY^2, X3 = M^2 - 2S, Y3 = M (S - X3) - 8Y^4, Z3 = 2YZ.
 * slope = M / Z3 = M Z^2 / D and offset = (M X - 2Y^2) / D with D = Z3 Z^2.
 */
static void double_with_line(line *l, f2 *d, g2j *t) {
  f2 m, s, yy, zz, u;
  f2_sqr(&m, &t->x);
  f2_add_lazy(&u, &m, &m);
  f2_add(&m, &u, &m);
  f2_sqr(&yy, &t->y);
  f2_dbl(&yy, &yy); /* 2Y^2 */
  f2_sqr(&zz, &t->z);
  f2_mul(&l->slope, &m, &zz);
  f2_mul(&l->offset, &m, &t->x);
  f2_sub(&l->offset, &l->offset, &yy);
  f2_mul(&s, &t->x, &yy);
  f2_dbl(&s, &s);
  f2_add_lazy(&u, &t->y, &t->y);
  f2_mul(&t->z, &u, &t->z);
  f2_mul(d, &t->z, &zz);
  f2_sqr(&u, &m);
  f2_sub_lazy(&u, &u, &s);
  f2_sub(&t->x, &u, &s);
  f2_sub_lazy(&s, &s, &t->x);
  f2_mul(&s, &m, &s);
  f2_sqr(&yy, &yy); /* 4Y^4 */
  f2_sub_lazy(&s, &s, &yy);
  f2_sub(&t->y, &s, &yy);
}

/*
 * H = x Z^2 - X, R = y Z^3 - Y, Z3 = Z H, X3 = R^2 - H^3 - 2 X H^2, Y3 = R (X H^2 - X3) - Y H^3.
 * slope = R / D and offset = (R x - y D) / D with D = Z3.
 */
static void add_with_line(line *l, f2 *d, g2j *t, const g2 *q) {
  f2 zz, h, r, hh, u;
  f2_sqr(&zz, &t->z);
  f2_mul(&h, &q->x, &zz);
  f2_sub(&h, &h, &t->x);
  f2_mul(&r, &zz, &t->z);
  f2_mul(&r, &r, &q->y);
  f2_sub(&r, &r, &t->y);
  f2_mul(&t->z, &t->z, &h);
  *d = t->z;
  l->slope = r;
  f2_det2(&l->offset, &r, &q->x, &q->y, d);
  f2_sqr(&hh, &h);
  f2_mul(&h, &h, &hh);      /* H^3 */
  f2_mul(&hh, &hh, &t->x);  /* X H^2 */
  f2_sqr(&u, &r);
  f2_sub_lazy(&u, &u, &h);
  f2_sub_lazy(&u, &u, &hh);
  f2_sub(&t->x, &u, &hh);
  f2_sub_lazy(&u, &hh, &t->x);
  f2_det2(&t->y, &r, &u, &t->y, &h);
}

/* Whether T = P. */
static bool is_affine(const g2j *t, const g2 *p) {
  f2 power, u;
  f2_sqr(&power, &t->z);
  f2_mul(&u, &p->x, &power);
  if (!f2_equal(&u, &t->x)) return false;
  f2_mul(&power, &power, &t->z);
  f2_mul(&u, &p->y, &power);
  return f2_equal(&u, &t->y);
}

EXPORT(g2_lines) bool g2_lines(line lines[LINE_COUNT], const g2 *q) {
  f2 d[LINE_COUNT], scratch[LINE_COUNT];
  g2j t = {q->x, q->y, F2_ONE};
  g2 r;
  u32 k = 0;
  for (u32 i = 0; i < sizeof DIGITS; i++, k++) {
    double_with_line(&lines[k], &d[k], &t);
    if (DIGITS[i] == 0) continue;
    k++;
    set_addend(&r, q, DIGITS[i]);
    add_with_line(&lines[k], &d[k], &t, &r);
  }
  for (int last = FIRST; last <= SECOND; last++, k++) {
    set_addend(&r, q, last);
    add_with_line(&lines[k], &d[k], &t, &r);
  }
  set_end(&r, q);
  bool ok = is_affine(&t, &r);
  f2_batch_inv(d, LINE_COUNT, scratch);
  for (k = 0; k < LINE_COUNT; k++) {
    ok = ok && !f2_is_zero(&d[k]);
    f2_mul(&lines[k].slope, &lines[k].slope, &d[k]);
    f2_mul(&lines[k].offset, &lines[k].offset, &d[k]);
  }
  return ok;
}

/* --- many points in lockstep: affine coordinates, one inversion a step for all points --- */

typedef struct {
  u32 n;
  const g2 *q;
  u8 *ok;
  g2 *t;
  f2 *d, *scratch;
} lockstep;

static void invert_denominators(lockstep *s) {
  for (u32 i = 0; i < s->n; i++) {
    if (f2_is_zero(&s->d[i])) s->ok[i] = 0;
  }
  f2_batch_inv(s->d, s->n, s->scratch);
}

/* T = (x, y) to (x3, slope (x - x3) - y), x3 = slope^2 - x - other. */
static void move(g2 *t, const f2 *slope, const f2 *other) {
  f2 u;
  f2_sqr(&u, slope);
  f2_sub_lazy(&u, &u, other);
  f2_sub(&u, &u, &t->x);
  f2_sub_lazy(&t->x, &t->x, &u);
  f2_mul(&t->x, slope, &t->x);
  f2_sub(&t->y, &t->x, &t->y);
  t->x = u;
}

/* slope = 3x^2 / 2y */
static void double_all(lockstep *s, line *lines) {
  for (u32 i = 0; i < s->n; i++) f2_dbl(&s->d[i], &s->t[i].y);
  invert_denominators(s);
  for (u32 i = 0; i < s->n; i++) {
    line *l = &lines[i];
    g2 *t = &s->t[i];
    f2 u, x = t->x;
    f2_sqr(&u, &x);
    f2_add_lazy(&l->slope, &u, &u);
    f2_add_lazy(&u, &l->slope, &u);
    f2_mul(&l->slope, &u, &s->d[i]);
    f2_mul(&u, &l->slope, &x);
    f2_sub(&l->offset, &u, &t->y);
    move(t, &l->slope, &x);
  }
}

/* slope = (y_T - y_R) / (x_T - x_R) */
static void add_all(lockstep *s, line *lines, int which) {
  g2 r;
  for (u32 i = 0; i < s->n; i++) {
    set_addend(&r, &s->q[i], which);
    f2_sub(&s->d[i], &s->t[i].x, &r.x);
  }
  invert_denominators(s);
  for (u32 i = 0; i < s->n; i++) {
    line *l = &lines[i];
    g2 *t = &s->t[i];
    f2 u;
    set_addend(&r, &s->q[i], which);
    f2_sub_lazy(&u, &t->y, &r.y);
    f2_mul(&l->slope, &u, &s->d[i]);
    f2_mul(&u, &l->slope, &r.x);
    f2_sub(&l->offset, &u, &r.y);
    move(t, &l->slope, &r.x);
  }
}

EXPORT(g2_lines_many) bool g2_lines_many(line *lines, u8 *ok, const g2 *q, u32 n) {
  u32 start = mark();
  lockstep s = {n, q, ok, alloc(n * sizeof(g2)), alloc(n * sizeof(f2)), alloc(n * sizeof(f2))};
  bool room = s.t && s.d && s.scratch;
  if (room) {
    for (u32 i = 0; i < n; i++) s.t[i] = q[i];
    for (u32 i = 0; i < sizeof DIGITS; i++, lines += n) {
      double_all(&s, lines);
      if (DIGITS[i] == 0) continue;
      lines += n;
      add_all(&s, lines, DIGITS[i]);
    }
    add_all(&s, lines, FIRST);
    add_all(&s, lines + n, SECOND);
    for (u32 i = 0; i < n; i++) {
      g2 end;
      set_end(&end, &q[i]);
      if (!f2_equal(&end.x, &s.t[i].x) || !f2_equal(&end.y, &s.t[i].y)) ok[i] = 0;
    }
  }
  release(start);
  return room;
}
