/**
 * What the kernels export, one interface for each C file or family. Every argument is a pointer, unless its name says
 * otherwise; the C headers define the meaning, the forms and the bounds. What only the tests of the plain kernel call is in
 * `PlainKernelExports`.
 */

/** memory.h */
export interface MemoryExports {
  readonly memory: WebAssembly.Memory;
  alloc(byteCount: number): number;
  mark(): number;
  release(mark: number): void;
}

type Unary = (result: number, a: number) => void;
type Binary = (result: number, a: number, b: number) => void;
type Quaternary = (result: number, a: number, b: number, c: number, d: number) => void;

type OpsOf<F extends string, Name extends string, Op> = { readonly [K in `${F}_${Name}`]: Op };

/** field.h, for one field: an element is 36 bytes. */
export type FieldExports<F extends string> = OpsOf<F, "mul" | "add" | "sub", Binary> &
  OpsOf<F, "sqr" | "reduce" | "inv" | "from_bytes" | "to_bytes" | "from_mont256" | "to_mont256", Unary> &
  OpsOf<F, "equal", (a: number, b: number) => number> &
  OpsOf<F, "is_canonical", (bytes: number) => number> &
  OpsOf<F, "batch_inv", (values: number, count: number, scratch: number) => void>;

/** field.h, for Fr: what every kernel exports. */
export type ScalarExports = Pick<
  FieldExports<"fr">,
  "fr_mul" | "fr_from_bytes" | "fr_to_bytes" | "fr_is_canonical"
>;

/** field.h, only for Fp. */
export type BaseFieldExports = OpsOf<"fp", "dot2" | "det2", Quaternary>;

/** field.h, only for Fr. */
export interface ScalarFieldExports {
  fr_dot(result: number, a: number, b: number, count: number): void;
}

/** f2.h: an element is 72 bytes. */
export type F2Exports = OpsOf<"f2", "mul" | "add" | "sub", Binary> &
  OpsOf<"f2", "sqr" | "inv", Unary> &
  OpsOf<"f2", "batch_inv", (values: number, count: number, scratch: number) => void>;

/** ntt.h: `log` and `coset` are numbers. */
export interface NttExports {
  ntt_forward(coefficients: number, log: number, coset: number): void;
  ntt_inverse(evaluations: number, log: number, coset: number): void;
}

/** poseidon.h: `count` and `arity` are numbers, and so is the result. */
export interface PoseidonExports {
  poseidon_hash(hashes: number, inputs: number, count: number, arity: number): number;
}

/** rows.h, quotient.h: `count`, `log` and `which` are numbers. */
export interface QuotientExports {
  rows_table(table: number, values: number, count: number, log: number): void;
  rows_valid(words: number, count: number, wires: number, log: number, coefficients: number): number;
  quotient(scalars: number, words: number, table: number, witness: number, scratch: number): void;
  quotient_part(
    part: number,
    which: number,
    words: number,
    table: number,
    witness: number,
    scratch: number,
  ): void;
  quotient_join(scalars: number, a: number, b: number, c: number, log: number): void;
}

/** witness.h; the answers are explained there. */
export interface WitnessExports {
  witness_run(wires: number, shape: number, code: number, values: number): number;
}

/** curve.h, for one group: an affine point is 72 bytes in G1, 144 in G2. */
export type CurveExports<G extends string> = OpsOf<
  G,
  "on_curve" | "is_canonical",
  (point: number) => number
> &
  OpsOf<G, "from_bytes" | "to_bytes", Unary> &
  OpsOf<G, "points_to_mont256", (bytes: number, points: number, count: number) => void> &
  OpsOf<G, "points_from_mont256", (points: number, bytes: number, count: number) => number> &
  OpsOf<G, "points_to_bytes", (bytes: number, points: number, count: number) => void> &
  OpsOf<G, "points_on_curve", (points: number, count: number) => number> &
  OpsOf<G, "mul", (result: number, point: number, scalar: number) => void>;

/** msm.h: scalars are 32 little-endian bytes each, digits 2; 0 when a scalar is not below r or memory is short. */
export type MsmExports<G extends string> = OpsOf<
  G,
  "msm",
  (result: number, points: number, scalars: number, count: number) => number
> &
  OpsOf<
    G,
    "weigh",
    (
      sums: number,
      points: number,
      digits: number,
      count: number,
      digitBits: number,
      windows: number,
    ) => number
  >;

/**
 * scale.h, group_ntt.h, sparse.h, vectors_file.h: points are as files hold them, scalars are 32 little-endian bytes each; 0 when a coordinate is
 * not below p, a scalar not below r, or memory is short. These functions, and those of fixed.h, are in the modules for vectors (vectors.ts); a kernel without them has none of these names.
 */
export type GroupVectorExports<G extends string> = OpsOf<
  G,
  "scale",
  (points: number, scalars: number, count: number, stride: number) => number
> &
  OpsOf<G, "ntt_level", (points: number, scalars: number, count: number, half: number) => number> &
  OpsOf<G, "ntt_quads", (points: number, scalars: number, count: number, quarter: number) => number> &
  OpsOf<G, "sum_runs", (sums: number, points: number, ends: number, runs: number) => number> &
  OpsOf<G, "subtract", (points: number, others: number, count: number) => number> &
  OpsOf<
    G,
    "sparse_sums",
    (
      sums: number,
      ends: number,
      runs: number,
      bases: number,
      factors: number,
      points: number,
      count: number,
      scalars: number,
      values: number,
    ) => number
  > &
  OpsOf<G, "uncompressed", (bytes: number, points: number, count: number) => number>;

/** fixed.h: a table is a pointer into the arena; scalars are 32 little-endian bytes each. 0 when refused. */
export type FixedBaseExports<G extends string> = OpsOf<G, "fixed_table", (point: number) => number> &
  OpsOf<G, "fixed_mul", (results: number, table: number, scalars: number, count: number) => number>;

/** curve.h, what only G2 has. */
export interface TwistExports {
  g2_in_subgroup(point: number): number;
}
export interface EndomorphismExports {
  g2_psi(result: number, point: number): void;
}

/** tower.h: an element of F12 is 432 bytes in the kernel, 384 outside. */
export interface F12Exports {
  f12_to_bytes(bytes: number, a: number): void;
  f12_equal(a: number, b: number): number;
}
export type TowerExports = OpsOf<"f12", "mul", Binary> &
  OpsOf<"f12", "sqr" | "inv" | "frobenius" | "cyclotomic_sqr" | "from_bytes", Unary> &
  OpsOf<"f2", "mul_xi", Unary> &
  OpsOf<"f2", "dot", (result: number, a: number, b: number, count: number) => void> & {
    final_exp(result: number, a: number): void;
  };

/** pairing.h */
export interface PairingExports {
  pairing(result: number, g1: number, g2: number): void;
  pairings_cancel(g1s: number, g2s: number, count: number): number;
}
/** A line is 144 bytes. */
export interface LineExports {
  g2_lines(lines: number, point: number): number;
  g2_lines_many(lines: number, ok: number, points: number, count: number): number;
}

/** groth16.h; the answers are explained there. */
export interface Groth16Exports {
  groth16_key_size(signalCount: number): number;
  groth16_group_size(signalCount: number): number;
  groth16_read_key(key: number, bytes: number, signalCount: number): number;
  groth16_verify(key: number, proof: number, signals: number): number;
  groth16_gather(
    key: number,
    groups: number,
    problems: number,
    proofs: number,
    signals: number,
    coefficients: number,
    count: number,
  ): number;
  /** Bytes of what groth16_value and groth16_rest give. */
  groth16_value_size(): number;
  groth16_value(result: number, key: number, groups: number, count: number): number;
  groth16_rest(result: number, whole: number, part: number): number;
}

/** What every kernel exports: all that the library calls. */
export type KernelExports = MemoryExports &
  ScalarExports &
  QuotientExports &
  WitnessExports &
  PoseidonExports &
  CurveExports<"g1"> &
  CurveExports<"g2"> &
  MsmExports<"g1"> &
  MsmExports<"g2"> &
  FixedBaseExports<"g1"> &
  FixedBaseExports<"g2"> &
  GroupVectorExports<"g1"> &
  GroupVectorExports<"g2"> &
  TwistExports &
  F12Exports &
  PairingExports &
  Groth16Exports;

/** What the plain kernel exports besides, for its tests. The common part does not (scripts/kernel/names.ts: FOR_TESTS). */
export type PlainKernelExports = KernelExports &
  FieldExports<"fp"> &
  FieldExports<"fr"> &
  BaseFieldExports &
  ScalarFieldExports &
  F2Exports &
  NttExports &
  EndomorphismExports &
  TowerExports &
  LineExports;

/** sizeof(fp) and sizeof(fr) in the kernel's memory. */
export const FIELD_BYTES = 36;
/** sizeof(f2). */
export const F2_BYTES = 72;
/** sizeof(g1), an affine point. */
export const G1_BYTES = 72;
/** sizeof(g2), an affine point. */
export const G2_BYTES = 144;
/** sizeof(f12). */
export const F12_BYTES = 432;
/** sizeof(line), and how many there are for a point of G2. */
export const LINE_BYTES = 144;
export const LINE_COUNT = 87;
