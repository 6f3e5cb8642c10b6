#include "constants.h"
#include "glv.h"
#include "groth16.h"
#include "straus.h"

#define COEFFICIENT_WIDTH 4

void coefficient_digits(signed char *digits, const u8 *coefficient) {
  for (u32 part = 0; part < 2; part++) {
    u32 words[3] = {0};
    __builtin_memcpy(words, coefficient + 8 * part, 8);
    signed_digits(digits + COEFFICIENT_LENGTH * part, COEFFICIENT_LENGTH, words, COEFFICIENT_WIDTH, false);
  }
}

/* k + l lambda mod r */
static void read_coefficient(fr *r, const u8 *bytes) {
  static const fr lambda = GLV_LAMBDA;
  u8 padded[32] = {0};
  fr high;
  __builtin_memcpy(padded, bytes, 8);
  fr_from_bytes(r, padded);
  __builtin_memcpy(padded, bytes + 8, 8);
  fr_from_bytes(&high, padded);
  fr_mul(&high, &high, &lambda);
  fr_add(r, r, &high);
}

void coefficient_sums(fr *r, const u8 *coefficients, const u8 *signals, u32 n, u32 signal_count) {
  for (u32 j = 0; j <= signal_count; j++) r[j] = FR_ZERO;
  for (u32 i = 0; i < n; i++) {
    fr c, s;
    read_coefficient(&c, coefficients + COEFFICIENT_BYTES * i);
    fr_add(&r[0], &r[0], &c);
    for (u32 j = 0; j < signal_count; j++) {
      fr_from_bytes(&s, signals + 32 * (signal_count * i + j));
      fr_mul(&s, &s, &c);
      fr_add(&r[1 + j], &r[1 + j], &s);
    }
  }
}

void sums_add(fr *r, const fr *a, u32 signal_count) {
  for (u32 j = 0; j <= signal_count; j++) fr_add(&r[j], &r[j], &a[j]);
}

void sums_to_bytes(u8 *bytes, const fr *sums, u32 signal_count) {
  for (u32 j = 0; j <= signal_count; j++) fr_to_bytes(bytes + 32 * j, &sums[j]);
}
