/**
 * Constraints whose products are known, as linear equations for their unknown wires: several that share their wires
 * define them together, when as linear equations they have one solution. circom's simplification keeps the mixed
 * states of a hash and writes the products as combinations of those.
 */
import { NOTHING, ONE, without } from "./combination.js";
import { solveLinear } from "./linear.js";
import type { Rows } from "./rows.js";

/** Groups of them that share unknown wires. */
function groupsOf(rows: Rows, candidates: readonly number[]): number[][] {
  const waiting = new Set(candidates);
  const groups: number[][] = [];
  const followed = new Set<number>();
  for (const start of waiting) {
    waiting.delete(start);
    const group = [start];
    for (const row of group) {
      for (const wire of rows.at(row).c.keys()) {
        if (rows.isKnown(wire) || followed.has(wire)) continue;
        followed.add(wire);
        for (const other of rows.uses(wire)) if (waiting.delete(other)) group.push(other);
      }
    }
    groups.push(group);
  }
  return groups;
}

/**
 * Computes the products, and takes each group as linear equations: as many of its wires as there are equations are
 * combinations of products and of the others, and are replaced by these in all other constraints.
 * @returns whether there were any.
 */
export function solveGroups(rows: Rows): boolean {
  const solved = groupsOf(rows, rows.takeProducts()).map((group) => {
    const equations = group.map((row) => {
      const { a, b, c } = rows.at(row);
      const wire = rows.newWire();
      rows.define(wire, a, b, without(c, rows.isUnknown));
      rows.close(row);
      return { unknown: without(c, rows.isKnown), products: new Map([[wire, 1n]]) };
    });
    const { wires, vanishing } = solveLinear(equations);
    for (const a of vanishing) rows.steps.push({ kind: "check", a, b: ONE, c: NOTHING });
    return wires;
  });
  const wires = new Map(solved.flatMap((some) => [...some]));
  rows.substitute(wires);
  for (const [wire, a] of wires) rows.add({ a, b: ONE, c: new Map([[wire, 1n]]) });
  rows.propagate();
  return solved.length > 0;
}
