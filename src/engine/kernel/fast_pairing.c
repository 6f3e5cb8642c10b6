/*
 * The pairing and Groth16 verification on pairs: the plain kernel's files with another F2 (with_pairs.inc), and what they need of their own.
 * Points come in the plain form; lines, values and groups of proofs stay in this kernel's.
 */
#include "constants.h"
#include "fast_constants.h"
#include "fast_f2.h"
#include "memory.h"
#include "straus.h"

/* The plain kernel's, under its names. */
#define IMPORT(name) __attribute__((import_module("env"), import_name(#name)))
typedef struct { f2 c[6]; } plain_f12;
typedef struct { g1 a, c; g2 b; } plain_proof;
typedef g2 plain_g2;
IMPORT(f12_frobenius) void plain_f12_frobenius(plain_f12 *r, const plain_f12 *a);
IMPORT(read_proof) u32 plain_read_proof(plain_proof *r, const u8 *bytes);
IMPORT(read_g2) u32 plain_read_g2(plain_g2 *r, const u8 *bytes, u32 index);

#include "with_pairs.inc"
#include "groth16.h"

const f12 F12_ONE = {{{{FAST_PAIR_ONE}}}};

static void to_plain(plain_f12 *r, const f12 *a) {
  const pair *coefficients = &a->c[0].c[0];
  for (u32 i = 0; i < 6; i++) f2_from_pair(&r->c[i], &coefficients[i]);
}

static void from_plain(f12 *r, const plain_f12 *a) {
  pair *coefficients = &r->c[0].c[0];
  for (u32 i = 0; i < 6; i++) pair_from_f2(&coefficients[i], &a->c[i]);
}

/* Rarely called: five times in a final exponentiation. */
void f12_frobenius(f12 *r, const f12 *a) {
  plain_f12 t;
  to_plain(&t, a);
  plain_f12_frobenius(&t, &t);
  from_plain(r, &t);
}

void sides_set_g1(side *sides, const g1x *p, u32 n, fp *scratch) {
  for (u32 i = 0; i < n; i++) fp_mul(&scratch[i], &p[i].zz, &p[i].y);
  fp_batch_inv(scratch, n, scratch + n);
  for (u32 i = 0; i < n; i++) {
    fp x, y;
    pair both;
    side_coordinates(&x, &y, &p[i], &scratch[i]);
    pair_from_fp(&both, &x, &y);
    pair_store(&sides[i].x, &sides[i].y, &both);
  }
}

/* A point that was refused stays as it is: nobody looks at it. */
u32 read_proof(proof *r, const u8 *bytes) {
  plain_proof p;
  u32 problem = plain_read_proof(&p, bytes);
  if (problem) return problem;
  r->a = p.a;
  r->c = p.c;
  fast2_from_g2(&r->b, &p.b);
  return 0;
}

u32 read_g2(fast2 *r, const u8 *bytes, u32 index) {
  plain_g2 p;
  u32 problem = plain_read_g2(&p, bytes, index);
  if (problem == 0) fast2_from_g2(r, &p);
  return problem;
}

/* The sums of a key with many signals are the fast kernel's. */
#define g1_msm fast_msm
#include "groth16_sums.inc"
#undef g1_msm

/* What follows calls what is fast: it should be small. */
#pragma clang attribute push(__attribute__((minsize)), apply_to = function)

/* Their names are not exported: elements have another form than the plain kernel's. */
#pragma push_macro("EXPORT")
#undef EXPORT
#define EXPORT(name) NOINLINE
#include "f6.inc"
#include "f12.inc"
#include "final_exp.inc"
#include "miller.inc"
#include "pairing_lines.inc"
#pragma pop_macro("EXPORT")

#include "groth16_batch.inc"
#include "groth16_pairings.inc"
#include "groth16_verify.inc"

EXPORT(pairing) void fast_pairing(plain_f12 *r, const g1 *p, const plain_g2 *q) {
  fast2 point;
  f12 value;
  fast2_from_g2(&point, q);
  pairing_value(&value, p, &point);
  to_plain(r, &value);
}

EXPORT(pairings_cancel) bool fast_pairings_cancel(const g1 *p, const plain_g2 *q, u32 n) {
  u32 start = mark();
  fast2 *points = alloc(n * sizeof(fast2));
  for (u32 i = 0; points && i < n; i++) fast2_from_g2(&points[i], &q[i]);
  bool cancel = points && pairings_cancel(p, points, n);
  release(start);
  return cancel;
}

#pragma clang attribute pop

#include "with_pairs.inc"
