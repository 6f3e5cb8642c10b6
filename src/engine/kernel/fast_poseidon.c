/* Poseidon (poseidon.h), two hashes side by side. */
#include "fast_constants.h"
#include "fast_form.h"
#include "poseidon.h"

typedef pair lane;
typedef ff constant;
static const pair LANE_ZERO;
#include "poseidon.inc"

/*
 * {|value| over N, weight of limbs 0..3 / of limb 4}. x is {2.63, 1 / 2} or reduced, c reduced: their sum {3.2, 2} is reduced, its square
 * {1.12, 1 / 0.85}, that one's square {0.378 * 1.12^2 + 1.017 < 1.5, 1 / 1.14}, the fifth power {1.31, 1}.
 */
static void power(pair *r, const pair *x, const ff *c) {
  pair y, y4;
  pair_load(&y, c, c);
  pair_add_lazy(&y, &y, x);
  pair_reduce(&y, &FAST_R);
  pair_sqr(&y4, &y, &FAST_R);
  pair_sqr(&y4, &y4, &FAST_R);
  pair_mul(r, &y4, &y, &FAST_R);
  pair_reduce(r, &FAST_R);
}

static void dot(pair *r, const ff *a, const pair *b, u32 n) {
  pair_dot(r, b, a, n, &FAST_R);
  pair_reduce(r, &FAST_R);
}

static instance instances[POSEIDON_MAX_ARITY];

/* The plain kernel's, whose elements have 36 bytes and come in the same order. */
const i32 *poseidon_instance(u32 arity);

static const instance *fast_instance(u32 arity) {
  instance *p = &instances[arity - 1];
  if (p->t) return p;
  const i32 *plain = poseidon_instance(arity);
  ff unused;
  p->t = (u32)plain[0];
  p->partial = (u32)plain[1];
  constant *to = &p->constants[0][0];
  for (plain += 2; to < (constant *)(p + 1); to++, plain += 9) {
    pair t;
    pair_from_digits(&t, plain, plain, &FAST_R);
    pair_store(to, &unused, &t);
  }
  return p;
}

/* Below r, in limbs of weight 2. false if it is not below r. */
static bool read_input(ff *r, const u8 *big_endian) {
  u64 word[5];
  for (int i = 0; i < 4; i++) {
    __builtin_memcpy(&word[i], big_endian + 8 * (3 - i), 8);
    word[i] = __builtin_bswap64(word[i]);
  }
  word[4] = 0;
  for (int i = 0; i < PAIR_LIMBS; i++) { /* from bit 51 i = 64 i - 13 i on */
    u64 limb = i == 0 ? word[0] : word[i] << (13 * i) | word[i - 1] >> (64 - 13 * i);
    r->l[i] = (double)(i64)(limb & PAIR_LIMB_MASK);
  }
  return fr_is_canonical((const u8 *)word);
}

static void write_hash(u8 *big_endian, const ff *a) {
  u64 word[4];
  bytes_from_ff((u8 *)word, a, &FAST_R);
  for (int i = 0; i < 4; i++) {
    u64 swapped = __builtin_bswap64(word[3 - i]);
    __builtin_memcpy(big_endian + 8 * i, &swapped, 8);
  }
}

/* Both lanes have hashes; the inputs are {1, 2 / 0.76}, and {0.378 / 2 + 1.017 < 1.21, 1} times 2^255. */
EXPORT(poseidon_hash) u32 poseidon_hash(u8 *hashes, const u8 *inputs, u32 count, u32 arity) {
  const instance *p = fast_instance(arity);
  pair x[LANES], factor;
  for (u32 i = 0; i < count; i += 2) {
    bool good = true, other = i + 1 < count;
    pair_load(&factor, &FAST_FR_2_510, &FAST_FR_2_510);
    for (u32 k = 0; k < arity; k++) {
      ff first, second;
      good &= read_input(&first, inputs + 32 * (arity * i + k));
      second = first;
      if (other) other = read_input(&second, inputs + 32 * (arity * (i + 1) + k));
      pair_load(&x[k + 1], &first, &second);
      SET_BOUNDS(&x[k + 1], 2, 0.76, 1);
      pair_mul(&x[k + 1], &x[k + 1], &factor, &FAST_R);
    }
    if (!good) return i;
    permute(p, x);
    /* Times 1 / 2^255, reduced. */
    ff first, second;
    UNROLL for (int j = 0; j < PAIR_LIMBS; j++) factor.l[j] = wasm_f64x2_splat(j == 0);
    SET_REDUCED(&factor);
    pair_mul(&x[0], &x[0], &factor, &FAST_R);
    pair_reduce(&x[0], &FAST_R);
    pair_store(&first, &second, &x[0]);
    write_hash(hashes + 32 * i, &first);
    if (i + 1 == count) break;
    if (!other) return i + 1;
    write_hash(hashes + 32 * (i + 1), &second);
  }
  return count;
}
