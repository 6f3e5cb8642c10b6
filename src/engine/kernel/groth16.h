/*
 * Groth16 verification (Groth, EUROCRYPT 2016): a proof (A, B, C) shows the signals s_1 .. s_n if and only if
 *   e(A, B) = e(alpha, beta) e(X, gamma) e(C, delta),   X = IC_0 + sum s_j IC_j.
 *
 * Wire forms. Points: plain big-endian (curve.h); a proof is A B C, 256 bytes. Signals: 32 little-endian bytes each,
 * below r (the caller has seen to that).
 */
#ifndef PSEPHOS_GROTH16_H
#define PSEPHOS_GROTH16_H

#include "pairing.h"

/* What can be wrong with a point. A problem is 16 (1 + the point's index) + the rule it breaks. */
enum rule { NOT_CANONICAL = 1, AT_INFINITY = 2, NOT_ON_CURVE = 3, NOT_IN_SUBGROUP = 4 };
#define PROBLEM(index, rule) (16 * (1 + (index)) + (rule))

/* The points of G1 in a key; beyond KEY_SHORT signals their multiples would take too much memory, and msm.h is as fast. */
#define KEY_SHORT 64u
#define KEY_MULTIPLES 16u /* windows of 6 bits */
#define KEY_WIDTH 6u

/* A key's points in G1; what its pairings need comes after it (key_points_size). Both kernels have this in the same form. */
typedef struct {
  u32 signals;
  g1 points[]; /* alpha, IC_0, IC_1, ..; then their odd multiples */
} groth16_key;

typedef struct {
  f12 alpha_beta;                                              /* e(alpha, beta) */
  line beta[LINE_COUNT], gamma[LINE_COUNT], delta[LINE_COUNT]; /* of the opposite points */
} key_pairings;

/* A group of proofs, as much of it as its equation needs; scaled by each proof's coefficient. */
typedef struct {
  f12 miller;  /* the product of the Miller functions of (A, B) */
  g1x c;       /* the sum of C */
  fr sums[];   /* the sum of the coefficients; of coefficients times signals */
} groth16_group;

#define GROUP_SIZE 16u

typedef struct { g1 a, c; g2 b; } proof;

/* Bytes of a groth16_key, a multiple of 16: behind it are its key_pairings. */
u32 key_points_size(u32 signals);
INLINE key_pairings *pairings_of(const groth16_key *key) {
  return (key_pairings *)((u32)key + key_points_size(key->signals));
}

/* 0, or a problem. bytes: alpha, IC_0, .., IC_n, in the order of the indices in problems. */
u32 key_read_points(groth16_key *key, const u8 *bytes, u32 signals);
/* After key_read_points, for key_sums; false when memory is short. */
bool key_prepare(groth16_key *key);

/* 0, or a problem. They check all but that the point of G2 is in the subgroup, which its lines show. */
u32 read_proof(proof *r, const u8 *bytes);
u32 read_g2(g2 *r, const u8 *bytes, u32 index);

u32 groth16_key_size(u32 signals);
u32 groth16_group_size(u32 signals);

/*
 * *r = scalars[0] alpha (by itself, in r[0]) and the sum over j of scalars[j] IC_j (in r[1]); 0 when memory is short.
 * There is one scalar for IC_0, which is alpha's too, and one for each signal, 32 little-endian bytes each.
 */
bool key_sums(g1x r[2], const groth16_key *key, const u8 *scalars);
/* The same by the key's multiples, where it has them; n = signals + 1. */
bool sums_by_multiples(g1x r[2], const groth16_key *key, const u8 *scalars, u32 n);
INLINE bool key_has_multiples(u32 signals) { return signals <= KEY_SHORT; }

/* The coefficients of proofs (groth16_batch.inc), 16 bytes each: k, then l. */
#define COEFFICIENT_BYTES 16
#define COEFFICIENT_LENGTH 65
#define COEFFICIENT_MULTIPLES 4
/* The digits of k, then of l, for g1_straus with COEFFICIENT_MULTIPLES. */
void coefficient_digits(signed char *digits, const u8 *coefficient);
/* *r = the sum of the n coefficients, then of coefficients times signals, for each signal. */
void coefficient_sums(fr *r, const u8 *coefficients, const u8 *signals, u32 n, u32 signal_count);
/* r += a, and as bytes. */
void sums_add(fr *r, const fr *a, u32 signal_count);
void sums_to_bytes(u8 *bytes, const fr *sums, u32 signal_count);

#endif
