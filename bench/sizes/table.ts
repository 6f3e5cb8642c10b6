/** A figure at several sizes. */
export interface Row {
  readonly label: string;
  readonly sizes: readonly string[];
  readonly values: readonly number[];
}

/** Rows of what was measured at each size, in the order of the sizes. */
export const rowsOf = (
  sizes: readonly string[],
  measured: readonly Readonly<Record<string, number>>[],
): readonly Row[] =>
  Object.keys(measured[0]!).map((label) => ({ label, sizes, values: measured.map((one) => one[label]!) }));
