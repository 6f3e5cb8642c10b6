/** The names that the kernel's modules share, those that only tests call, and what they are called in the modules. */

/** What the fast kernel, and vectors beside it, call in the plain one (fast_g1.h). */
export const SHARED = [
  "fr_is_canonical",
  "fp_mul",
  "fp_inv",
  "g1_split",
  "g1_is_infinity",
  "g1x_from_affine",
  "g1x_to_affine",
  "g1x_dbl",
  "g1x_add",
  "g1x_add_affine",
  "f2_inv",
  "g2_split",
  "g2_is_infinity",
  "g2x_from_affine",
  "g2x_to_affine",
  "g2x_dbl",
  "g2x_add_affine",
  "fr_reduce",
  "ntt_forward",
  "ntt_inverse",
  "rows_open",
  "rows_evaluate",
  "quotient",
  "quotient_part",
  "quotient_join",
  "fp_batch_inv",
  "side_coordinates",
  "f12_frobenius",
  "read_proof",
  "read_g2",
  "key_points_size",
  "key_read_points",
  "key_prepare",
  "sums_by_multiples",
  "g1x_mul",
  "coefficient_digits",
  "coefficient_sums",
  "sums_add",
  "sums_to_bytes",
  "g1_odd_multiples",
  "g1_straus",
  "poseidon_instance",
];

/** What vectors beside the plain kernel call in it, and is not exported otherwise. */
export const SHARED_WITH_VECTORS = [
  ...["add_many", "norms", "image"].flatMap((name) => [`g1_${name}`, `g2_${name}`]),
  ...["norm", "divide"].flatMap((name) => [`fp_${name}`, `f2_${name}`]),
];
/** What vectors beside the fast kernel call in it. */
export const FAST_SHARED = [
  ...["add_many", "is_infinity"].flatMap((name) => [`fast_${name}`, `fast2_${name}`]),
  ...["fast2_psi", "ff_is_zero", "pair_invert", "pair_f2_invert"],
];

/** What only the tests of the plain kernel call (PlainKernelExports in src/engine/kernel-exports.ts): the common part has it only where the fast kernel calls it. */
export const FOR_TESTS = [
  ...["fp", "fr"].flatMap((field) =>
    ["add", "sub", "sqr", "reduce", "inv", "from_mont256", "to_mont256", "equal", "batch_inv"].map(
      (name) => `${field}_${name}`,
    ),
  ),
  ...["fp_mul", "fp_from_bytes", "fp_to_bytes", "fp_is_canonical"],
  ...["fp_dot2", "fp_det2", "fr_dot"],
  ...["mul", "add", "sub", "sqr", "inv", "batch_inv", "mul_xi", "dot"].map((name) => `f2_${name}`),
  ...["ntt_forward", "ntt_inverse", "g2_psi", "g2_lines", "g2_lines_many", "final_exp"],
  ...["mul", "sqr", "inv", "frobenius", "cyclotomic_sqr", "from_bytes"].map((name) => `f12_${name}`),
];

/** What is called from TypeScript, imported by its name in fast_pairing.c, or a macro in with_pairs.inc. */
const NAMED = [
  ...["read_proof", "read_g2", "g2_is_infinity"],
  ...["fr_is_canonical", "quotient", "quotient_part", "quotient_join"],
];
/** In the modules the other shared functions have shorter names: names are a fortieth of them. */
export const SHORT = new Map(
  [...SHARED, ...SHARED_WITH_VECTORS, ...FAST_SHARED]
    .filter((name) => !NAMED.includes(name) && !FOR_TESTS.includes(name))
    .map((name, i) => [name, `_${i.toString(36)}`]),
);
export const shortened = (names: readonly string[]): string[] => names.map((name) => SHORT.get(name) ?? name);
