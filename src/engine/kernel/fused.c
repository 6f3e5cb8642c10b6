/*
 * A module of its own. Relaxed SIMD lets an engine round the product before it adds; the fast kernel needs one rounding.
 * (1 + 2^-52)(1 - 2^-52) - 1 is -2^-104 then, and 0 otherwise. The operands are read from memory: nothing to compute beforehand.
 */
#include <wasm_simd128.h>

__attribute__((export_name("fused"))) int fused(void) {
  static volatile double above = 1 + 0x1p-52, below = 1 - 0x1p-52, one = 1;
  v128_t a = wasm_f64x2_splat(above), b = wasm_f64x2_splat(below), c = wasm_f64x2_splat(one), difference = wasm_f64x2_splat(-0x1p-104);
  v128_t plus = wasm_f64x2_relaxed_madd(a, b, wasm_f64x2_neg(c)), minus = wasm_f64x2_relaxed_nmadd(a, b, c);
  return wasm_i64x2_all_true(wasm_v128_and(wasm_f64x2_eq(plus, difference), wasm_f64x2_eq(minus, wasm_f64x2_neg(difference))));
}
