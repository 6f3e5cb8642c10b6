/**
 * What the kernel exports, one interface for each C file or family. Every argument is a pointer unless its name says
 * otherwise; the C headers hold the meaning, the forms and the bounds.
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
  OpsOf<F, "dot2" | "det2", Quaternary> &
  OpsOf<F, "dot", (result: number, a: number, b: number, count: number) => void> &
  OpsOf<F, "equal", (a: number, b: number) => number> &
  OpsOf<F, "is_canonical", (bytes: number) => number> &
  OpsOf<F, "batch_inv", (values: number, count: number, scratch: number) => void>;

/** f2.h: an element is 72 bytes. */
export type F2Exports = OpsOf<"f2", "mul" | "add" | "sub", Binary> &
  OpsOf<"f2", "sqr" | "inv", Unary> &
  OpsOf<"f2", "batch_inv", (values: number, count: number, scratch: number) => void>;

export type KernelExports = MemoryExports & FieldExports<"fp"> & FieldExports<"fr"> & F2Exports;

/** sizeof(fp) and sizeof(fr) in the kernel's memory. */
export const FIELD_BYTES = 36;
/** sizeof(f2). */
export const F2_BYTES = 72;
