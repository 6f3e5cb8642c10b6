// Constraint groups: the regions of the circuit sources between `// @group name` and `// @end`. A name may
// mark several regions of a file; they are one group.
import { ensure } from "../../src/errors/index.js";

const START = /^\s*\/\/ @group ([\w-]+)$/;
const END = /^\s*\/\/ @end$/;
const CONSTRAINT = /<==|==>|===/;

/** Code of a line, without its comment. */
const code = (line: string): string => line.replace(/\/\/.*$/, "");

/**
 * The names of a source's groups, in order.
 *
 * @throws PsephosError `mutants/ungrouped` if a constraint stands outside of all groups, and others for marks
 * that do not pair up
 */
export function groupsOf(file: string, source: string): string[] {
  const names = new Set<string>();
  let group: string | undefined;
  for (const [index, line] of source.split("\n").entries()) {
    const where = `${file}:${index + 1}`;
    const start = START.exec(line)?.[1];
    ensure(!(start && group), "mutants/nested-group", `${where}: a group within the group ${group}`);
    ensure(group || !END.test(line), "mutants/stray-end", `${where}: an end without a group`);
    ensure(
      group || !CONSTRAINT.test(code(line)),
      "mutants/ungrouped",
      `${where}: a constraint outside of all groups`,
    );
    if (END.test(line)) group = undefined;
    if (start) names.add(start);
    group = start ?? group;
  }
  ensure(!group, "mutants/open-group", `${file}: the group ${group} has no end`);
  return [...names];
}

/** The group that a place in a source stands in, if any. The marks are those that `groupsOf` checks. */
export function groupAt(source: string, offset: number): string | undefined {
  let group: string | undefined;
  let at = 0;
  for (const line of source.split("\n")) {
    if (at > offset) break;
    group = START.exec(line)?.[1] ?? (END.test(line) ? undefined : group);
    at += line.length + 1;
  }
  return group;
}
