/** What a benchmark answers with, and how the answers of two engines become one. */
import type { KernelName } from "../../src/engine/index.js";

/** The object that `--json` prints. Where both kernels were measured, the plain one's names end with ` (plain)`. */
export interface BenchResult {
  readonly name: string;
  /** By variant; above 1 means that we are faster, or smaller. */
  readonly ratios: Readonly<Record<string, number>>;
  /** By label, which says the unit. */
  readonly figures: Readonly<Record<string, number | string>>;
  /** What ran each column, as `Node 24.9.0, fast kernel`; the first is of the names without a suffix. */
  readonly engines?: readonly [string, string];
}

/** A benchmark's answer on one engine. */
export interface EngineResult {
  readonly kernel: KernelName;
  /** Node's version. */
  readonly node: string;
  readonly result: BenchResult;
}

export const PLAIN = " (plain)";

const renamed = <T>(values: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`${key}${PLAIN}`, value]));

/** The fast kernel's names as they are, then the plain one's with their suffix. */
export function joinEngines(fast: EngineResult, plain: EngineResult): BenchResult {
  return {
    name: fast.result.name,
    ratios: { ...fast.result.ratios, ...renamed(plain.result.ratios) },
    figures: { ...fast.result.figures, ...renamed(plain.result.figures) },
    engines: [`Node ${fast.node}, fast kernel`, `Node ${plain.node}, plain kernel`],
  };
}

/** Rows of a label and its values, the fast kernel's and the plain one's if there are two columns. */
export function rowsOf<T>(
  values: Readonly<Record<string, T>>,
): readonly (readonly [string, T, T | undefined])[] {
  return Object.entries(values)
    .filter(([key]) => !key.endsWith(PLAIN))
    .map(([key, value]) => [key, value, values[`${key}${PLAIN}`]]);
}
