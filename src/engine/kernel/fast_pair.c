#include "fast_pair.h"

#include "fast_constants.h"

#define COLUMNS_PAIR 10

/*
 * Three things are for the engines' compilers, not for the result; without them a product takes up to twice as long.
 *   Constants come through a pointer that the compiler cannot see through: V8 builds an inlined v128.const at each use.
 *   KEEP_ORDER after a limb product keeps the compiler from moving it: eight registers are live, not forty.
 *   Stores of finished digits, and of columns (FENCE), to volatile memory keep the engine from loading all limbs beforehand.
 */
#define KEEP_ORDER(x) __asm__ volatile("" : "+r"(x))
#define HIDE(pointer) __asm__("" : "+r"(pointer))
#define FENCE(x) (spilled[PAIR_LIMBS] = (x))
#define LOAD(p) (*(const volatile v128 *)&(p))

static volatile v128 spilled[PAIR_LIMBS + 1];
#define DIGIT spilled

INLINE v128 carry_of(v128 column) { return wasm_u64x2_shr(column, PAIR_LIMB_BITS); }

/* The low 51 bits of a column as a double, less `bias`. */
INLINE v128 digit_of(v128 column, v128 bias, const modulus_pair *K) {
  return wasm_f64x2_sub(wasm_v128_or(wasm_v128_and(column, LOAD(K->mask)), LOAD(K->two52)), bias);
}

/* low += lo(x y), high = high_before + hi(x y); the bits of the constants included. */
#define PRODUCT(low, high, high_before, x, y)                     \
  do {                                                            \
    v128 x_ = (x), y_ = (y);                                      \
    v128 h_ = wasm_f64x2_relaxed_madd(x_, y_, hi);                \
    v128 s_ = wasm_f64x2_sub(sum, h_);                            \
    (high) = wasm_i64x2_add(high_before, h_);                     \
    (low) = wasm_i64x2_add(low, wasm_f64x2_relaxed_madd(x_, y_, s_)); \
    KEEP_ORDER(low);                                              \
    KEEP_ORDER(high);                                             \
  } while (0)
#define ACCUMULATE(k, x, y) PRODUCT(z[k], z[(k) + 1], z[(k) + 1], x, y)

/* Column k < 4 is complete: its digit, and its carry into the next. */
#define TAKE_DIGIT(k)                                      \
  do {                                                     \
    DIGIT[k] = digit_of(z[k], LOAD(K->centre), K);         \
    z[(k) + 1] = wasm_i64x2_add(z[(k) + 1], carry_of(z[k])); \
    KEEP_ORDER(z[(k) + 1]);                                \
  } while (0)

/* q_k c_k in column 4. */
#define FOLD_FIRST(k) ACCUMULATE(4, DIGIT[k], LOAD(K->c[k][0]))

/* What is left when the products and the folds in column 4 are done. */
INLINE void reduce_columns(pair *r, v128 *z, v128 hi, v128 sum, const modulus_pair *K) {
  /* q = the low half of Z_4 mu, mu = -1 / N mod 2^51; Z_4 has no 2^50 in it. */
  v128 f = digit_of(z[4], LOAD(K->two52), K), mu = LOAD(K->mu);
  v128 h = wasm_f64x2_relaxed_madd(f, mu, hi);
  KEEP_ORDER(h);
  UNROLL for (int k = 0; k < 4; k++) ACCUMULATE(5, DIGIT[k], LOAD(K->c[k][1]));
  FENCE(z[5]);
  v128 q = wasm_f64x2_relaxed_madd(f, mu, wasm_f64x2_sub(hi, h));
  KEEP_ORDER(q);
  UNROLL for (int j = 2; j < PAIR_LIMBS; j++) UNROLL for (int k = 0; k < 4; k++) {
    ACCUMULATE(4 + j, DIGIT[k], LOAD(K->c[k][j]));
    FENCE(z[4 + j]);
  }
  UNROLL for (int j = 0; j < PAIR_LIMBS; j++) {
    ACCUMULATE(4 + j, q, LOAD(K->n[j]));
    FENCE(z[4 + j]);
  }
  z[5] = wasm_i64x2_add(z[5], carry_of(z[4]));
  UNROLL for (int k = 5; k < 9; k++) {
    r->l[k - 5] = digit_of(z[k], LOAD(K->centre), K);
    z[k + 1] = wasm_i64x2_add(z[k + 1], carry_of(z[k]));
    KEEP_ORDER(z[k + 1]);
  }
  r->l[4] = wasm_f64x2_sub(z[9], LOAD(K->lo)); /* these are the bits of 1.5 * 2^52 plus the limb */
}

/* For tests: p's numbers, or r's. */
EXPORT(pair_modulus) const modulus_pair *pair_modulus(bool scalar) { return scalar ? &FAST_R : &FAST_P; }

EXPORT(pair_mul) void pair_mul(pair *r, const pair *a, const pair *b, const modulus_pair *K) {
  BEGIN_PRODUCTS
  COUNT_PRODUCT(a, b, 1);
  HIDE(K);
  v128 hi = LOAD(K->hi), sum = LOAD(K->sum), z[COLUMNS_PAIR];
  z[0] = LOAD(K->mul[0]);
  UNROLL for (int i = 0; i < PAIR_LIMBS; i++) {
    v128 x = LOAD(a->l[i]);
    UNROLL for (int j = 0; j < PAIR_LIMBS; j++) {
      int k = i + j;
      if (i == 0 || j == 4) PRODUCT(z[k], z[k + 1], LOAD(K->mul[k + 1]), x, LOAD(b->l[j]));
      else ACCUMULATE(k, x, LOAD(b->l[j]));
      FENCE(z[k]);
    }
    if (i > 0) FOLD_FIRST(i - 1);
    if (i < 4) TAKE_DIGIT(i);
  }
  reduce_columns(r, z, hi, sum, K);
  END_PRODUCTS(r);
}

/* Fifteen limb products: a_i a_i, and 2 a_i a_j for i < j. */
EXPORT(pair_sqr) void pair_sqr(pair *r, const pair *a, const modulus_pair *K) {
  BEGIN_PRODUCTS
  COUNT_SQUARE(a);
  HIDE(K);
  v128 hi = LOAD(K->hi), sum = LOAD(K->sum), z[COLUMNS_PAIR];
  UNROLL for (int k = 0; k < 6; k++) z[k] = LOAD(K->sqr[k]);
  UNROLL for (int i = 0; i < PAIR_LIMBS; i++) {
    v128 x = LOAD(a->l[i]), twice = wasm_f64x2_add(x, x);
    if (i > 0) z[5 + i] = LOAD(K->sqr[5 + i]);
    ACCUMULATE(2 * i, x, x);
    UNROLL for (int j = i + 1; j < PAIR_LIMBS; j++) ACCUMULATE(i + j, twice, LOAD(a->l[j]));
    if (i < 2) { /* columns 2i and 2i + 1 are complete */
      TAKE_DIGIT(2 * i);
      TAKE_DIGIT(2 * i + 1);
    }
    if (i == 2 || i == 3) {
      FOLD_FIRST(2 * i - 4);
      FOLD_FIRST(2 * i - 3);
    }
  }
  reduce_columns(r, z, hi, sum, K);
  END_PRODUCTS(r);
}

/* columns += the limb products of a b. */
static NOINLINE void accumulate(v128 *columns, const pair *a, const ff *b, const modulus_pair *K) {
  HIDE(K);
  v128 hi = LOAD(K->hi), sum = LOAD(K->sum), z[COLUMNS_PAIR];
  UNROLL for (int k = 0; k < COLUMNS_PAIR; k++) z[k] = LOAD(columns[k]);
  UNROLL for (int i = 0; i < PAIR_LIMBS; i++) {
    v128 y = wasm_v128_load64_splat(&b->l[i]);
    UNROLL for (int j = 0; j < PAIR_LIMBS; j++) {
      ACCUMULATE(i + j, LOAD(a->l[j]), y);
      FENCE(z[i + j]);
    }
  }
  UNROLL for (int k = 0; k < COLUMNS_PAIR; k++) columns[k] = z[k];
}

/* What is left to do for sums of products. */
static NOINLINE void reduce_sum(pair *r, const v128 *columns, const modulus_pair *K) {
  HIDE(K);
  v128 hi = LOAD(K->hi), sum = LOAD(K->sum), z[COLUMNS_PAIR];
  UNROLL for (int k = 0; k < COLUMNS_PAIR; k++) z[k] = LOAD(columns[k]);
  UNROLL for (int k = 0; k < 4; k++) TAKE_DIGIT(k);
  UNROLL for (int k = 0; k < 4; k++) FOLD_FIRST(k);
  reduce_columns(r, z, hi, sum, K);
}

INLINE void add_constants(v128 *columns, const both *constants) {
  UNROLL for (int k = 0; k < COLUMNS_PAIR; k++) columns[k] = wasm_i64x2_add(columns[k], LOAD(constants[k]));
}

EXPORT(pair_dot) void pair_dot(pair *r, const pair *a, const ff *b, u32 n, const modulus_pair *K) {
  BEGIN_PRODUCTS
  HIDE(K);
  v128 columns[COLUMNS_PAIR];
  UNROLL for (int k = 0; k < COLUMNS_PAIR; k++) columns[k] = LOAD(K->mul[k]);
  for (u32 i = 0; i < n; i++) {
    if (i > 0) add_constants(columns, K->more);
    COUNT_PRODUCT(a + i, &FAST_F2_ONE.v, 1); /* b is reduced, as that is */
    accumulate(columns, a + i, b + i, K);
  }
  reduce_sum(r, columns, K);
  END_PRODUCTS(r);
}

/* columns += lanes c0 and c1 of a b, for F2 = Fp[i] / (i^2 + 1): a0 (b0, b1) + a1 (-b1, b0). Fifty limb products. */
static NOINLINE void accumulate_f2(v128 *columns, const pair *a, const pair *b, const modulus_pair *K) {
  static volatile v128 turned[PAIR_LIMBS];
  HIDE(K);
  v128 hi = LOAD(K->hi), sum = LOAD(K->sum), sign = wasm_i64x2_make(INT64_MIN, 0), z[COLUMNS_PAIR];
  UNROLL for (int k = 0; k < COLUMNS_PAIR; k++) z[k] = LOAD(columns[k]);
  UNROLL for (int i = 0; i < PAIR_LIMBS; i++) {
    v128 y = LOAD(b->l[i]);
    turned[i] = wasm_v128_xor(wasm_i64x2_shuffle(y, y, 1, 0), sign);
  }
  UNROLL for (int i = 0; i < PAIR_LIMBS; i++) {
    v128 x = wasm_v128_load64_splat((const double *)&a->l[i]), w = wasm_v128_load64_splat((const double *)&a->l[i] + 1);
    UNROLL for (int j = 0; j < PAIR_LIMBS; j++) {
      ACCUMULATE(i + j, x, LOAD(b->l[j]));
      FENCE(z[i + j]);
    }
    UNROLL for (int j = 0; j < PAIR_LIMBS; j++) {
      ACCUMULATE(i + j, w, turned[j]);
      FENCE(z[i + j]);
    }
  }
  UNROLL for (int k = 0; k < COLUMNS_PAIR; k++) columns[k] = z[k];
}

EXPORT(pair_f2_dot) void pair_f2_dot(pair *r, const pair *a, const pair *b, u32 n) {
  const modulus_pair *K = &FAST_P;
  BEGIN_PRODUCTS
  HIDE(K);
  v128 columns[COLUMNS_PAIR];
  UNROLL for (int k = 0; k < COLUMNS_PAIR; k++) columns[k] = LOAD(K->f2[k]);
  for (u32 i = 0; i < n; i++) {
    if (i > 0) add_constants(columns, K->f2_more);
    COUNT_PRODUCT(a + i, b + i, 2);
    accumulate_f2(columns, a + i, b + i, K);
  }
  reduce_sum(r, columns, K);
  END_PRODUCTS(r);
}

EXPORT(pair_f2_mul) void pair_f2_mul(pair *r, const pair *a, const pair *b) { pair_f2_dot(r, a, b, 1); }

/* What is above 2^50 of each limb goes to the next, of all limbs at once: |l[0..3]| <= 2^50 + c if limbs were below (c + 1/2) 2^51. */
INLINE void carry_once(pair *x, const modulus_pair *K) {
  v128 multiples = LOAD(K->hi), carry = wasm_f64x2_splat(0); /* adding it rounds to multiples of 2^51 */
  UNROLL for (int i = 0; i < PAIR_LIMBS - 1; i++) {
    v128 above = wasm_f64x2_sub(wasm_f64x2_add(x->l[i], multiples), multiples), rest = wasm_f64x2_sub(x->l[i], above);
    x->l[i] = i == 0 ? rest : wasm_f64x2_relaxed_madd(carry, LOAD(K->two_51), rest);
    carry = above;
  }
  x->l[4] = wasm_f64x2_relaxed_madd(carry, LOAD(K->two_51), x->l[4]);
}

/* (a0 + a1, 2 a0) (a0 - a1, a1); the second factor is carried: weights 2 and 1. */
EXPORT(pair_f2_sqr) void pair_f2_sqr(pair *r, const pair *a) {
  const modulus_pair *K = &FAST_P;
  HIDE(K);
  pair left, right;
  REQUIRE_REDUCED(a);
  UNROLL for (int i = 0; i < PAIR_LIMBS; i++) {
    v128 x = LOAD(a->l[i]), turned = wasm_i64x2_shuffle(x, x, 1, 0), none = wasm_f64x2_splat(0);
    left.l[i] = wasm_f64x2_add(wasm_i64x2_shuffle(x, x, 0, 0), turned);
    right.l[i] = wasm_f64x2_sub(x, wasm_i64x2_shuffle(turned, none, 0, 2));
  }
  carry_once(&right, K);
  SET_BOUNDS(&left, 2, 0.76, 1.0002);
  SET_BOUNDS(&right, 1, 0.76, 1.0002);
  pair_mul(r, &left, &right, K);
}

/* 8a + a + i a: 8a is below 2^53, exact, and carried once: weights 1.1 + 1 + 1, |value| <= 5.1 N. */
EXPORT(pair_f2_mul_xi) void pair_f2_mul_xi(pair *r, const pair *a) {
  const modulus_pair *K = &FAST_P;
  HIDE(K);
  v128 sign = wasm_i64x2_make(INT64_MIN, 0), eight = wasm_f64x2_splat(8);
  pair eightfold;
  REQUIRE_REDUCED(a);
  UNROLL for (int i = 0; i < PAIR_LIMBS; i++) eightfold.l[i] = wasm_f64x2_mul(LOAD(a->l[i]), eight);
  carry_once(&eightfold, K);
  UNROLL for (int i = 0; i < PAIR_LIMBS; i++) {
    v128 x = LOAD(a->l[i]), times_i = wasm_v128_xor(wasm_i64x2_shuffle(x, x, 1, 0), sign);
    r->l[i] = wasm_f64x2_add(wasm_f64x2_add(eightfold.l[i], x), times_i);
  }
  SET_BOUNDS(r, 3.1, 3.8, 5.1);
  pair_reduce(r, &FAST_P);
}

/*
 * x - t N for t = round(l[4] 2^204 / N), then one carry. |t| <= 7, and the limbs 0..3 of N are below 0.55 * 2^50: limbs stay below
 * 4 * 2^50 + 7 * 0.55 * 2^50 + 2^7 < 2^53, exact; or, where |t| <= 5, below 5 * 2^50 + 5 * 0.55 * 2^50 + 2^8. Limbs 0..3 are at most
 * 5 * 2^50 + 2^8 before: x / N is off by less than 2^-47 in the estimate, and |x - t N| <= 0.5001 N. After the carry
 * |l[0..3]| <= 2^50 + 8.
 */
EXPORT(pair_reduce) void pair_reduce(pair *x, const modulus_pair *K) {
  REQUIRE_REDUCIBLE(x);
  HIDE(K);
  v128 integers = LOAD(K->lo); /* adding it rounds to integers */
  v128 t = wasm_f64x2_sub(wasm_f64x2_relaxed_madd(x->l[4], LOAD(K->reciprocal), integers), integers);
  UNROLL for (int i = 0; i < PAIR_LIMBS; i++) x->l[i] = wasm_f64x2_relaxed_nmadd(t, LOAD(K->n[i]), x->l[i]);
  carry_once(x, K);
  SET_REDUCED(x);
}

/* The multiples of N below 1.5 N are 0, N and -N: the lowest limb is then 0, n_0 or -n_0 modulo 2^51. */
bool pair_maybe_zero(const pair *a) {
  REQUIRE_BELOW(a, 1.5);
  const modulus_pair *K = &FAST_P;
  HIDE(K);
  v128 low = wasm_v128_and(wasm_f64x2_add(a->l[0], LOAD(K->lo)), LOAD(K->mask));
  v128 n = LOAD(K->n0), minus = wasm_v128_and(wasm_i64x2_neg(n), LOAD(K->mask));
  v128 zero = wasm_i64x2_eq(low, wasm_i64x2_splat(0));
  zero = wasm_v128_or(zero, wasm_v128_or(wasm_i64x2_eq(low, n), wasm_i64x2_eq(low, minus)));
  return wasm_v128_any_true(zero);
}
