/** For each value of some bits, 1 when they have that value, and else 0: by products of the bits. */
import { type Combination, MINUS_ONE, ONE, plus } from "./combination.js";
import type { Rows } from "./rows.js";

/**
 * @param bits wires of the bits, the lowest first
 * @param targets by value: a wire that takes its indicator
 * @returns the indicators, by value
 */
export function indicators(
  rows: Rows,
  bits: readonly number[],
  targets: ReadonlyMap<number, number> = new Map(),
): Combination[] {
  let found: Combination[] = [ONE];
  bits.forEach((bit, i) => {
    const last = i === bits.length - 1;
    const half = found.length;
    const high = found.map((indicator, value) => {
      const target = last ? targets.get(half + value) : undefined;
      if (half === 1 && target === undefined) return new Map([[bit, 1n]]);
      const wire = target ?? rows.newWire();
      rows.define(wire, indicator, new Map([[bit, 1n]]));
      return new Map([[wire, 1n]]);
    });
    found = [...found.map((indicator, value) => plus(indicator, high[value]!, MINUS_ONE)), ...high];
  });
  for (const [value, wire] of targets) if (rows.isUnknown(wire)) rows.define(wire, found[value]!);
  return found;
}
