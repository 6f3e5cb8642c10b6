// Constraint groups: the regions of the circuit sources between `// @group name` and `// @end`. A name may
// mark several regions of a file; they are one group.
import { ensure } from "../../src/errors/index.js";

const START = /^\s*\/\/ @group ([\w-]+)$/;
const END = /^\s*\/\/ @end$/;
const CONSTRAINT = /<==|==>|===/;

/** Code of a line, without its comment. */
const code = (line: string): string => line.replace(/\/\/.*$/, "");

/** Calls `visit` with each line of a source and the group that it stands in. */
function walk(file: string, source: string, visit: (line: string, group: string | undefined) => void): void {
  let group: string | undefined;
  for (const [index, line] of source.split("\n").entries()) {
    const where = `${file}:${index + 1}`;
    const start = START.exec(line)?.[1];
    ensure(!(start && group), "mutants/nested-group", `${where}: a group within the group ${group}`);
    ensure(group || !END.test(line), "mutants/stray-end", `${where}: an end without a group`);
    ensure(
      group || !CONSTRAINT.test(code(line)),
      "mutants/ungrouped",
      `${where}: a constraint outside of all groups would never be tested by its removal`,
    );
    if (END.test(line)) group = undefined;
    visit(line, group);
    group = start ?? group;
  }
  ensure(!group, "mutants/open-group", `${file}: the group ${group} has no end`);
}

/**
 * The names of a source's groups, in order.
 *
 * @throws PsephosError `mutants/ungrouped` if a constraint stands outside of all groups, and others for marks
 * that do not pair up
 */
export function groupsOf(file: string, source: string): string[] {
  const names = new Set<string>();
  walk(file, source, (_, group) => {
    if (group) names.add(group);
  });
  return [...names];
}

/**
 * The source without one group's constraints. `===` lines become comments; `<==` and `==>` become `<--` and `-->`: the
 * values are still computed, so that honest witnesses stay as they are, but nothing holds a prover to them.
 */
export function withoutGroup(file: string, source: string, name: string): string {
  const lines: string[] = [];
  walk(file, source, (line, group) => {
    if (group !== name) lines.push(line);
    else if (!code(line).includes("===")) lines.push(line.replace("<==", "<--").replace("==>", "-->"));
    else {
      ensure(
        /;\s*$/.test(code(line)),
        "mutants/long-statement",
        `${file}: "${line.trim()}" goes on after its line`,
      );
      lines.push(`// taken out: ${line.trim()}`);
    }
  });
  return lines.join("\n");
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
