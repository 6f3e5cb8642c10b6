// The mutants of a Circom source: one small change each, at every place where a constraint, a loop, a number or a
// template's argument stands. A mutant's name says file, template, statement and change, and no line number.
import { groupAt } from "../circuits/groups.js";
import {
  type Loop,
  type Statement,
  split,
  type Template,
  type Token,
  templatesOf,
  textOf,
} from "./tokens.js";

export interface Mutant {
  /** `file:Template: statement: change`. */
  readonly name: string;
  readonly file: string;
  readonly template: string;
  /** The constraint group that the change stands in; none for sums, loops and components outside of groups. */
  readonly group: string | undefined;
  /** Names that the changed statement assigns or constrains: where lies are tried first. */
  readonly about: readonly string[];
  /** The whole source with the change made. */
  readonly source: string;
}

interface Edit {
  readonly site: string;
  readonly change: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly about: readonly string[];
}

const ASSIGNMENT: Readonly<Record<string, string>> = { "<==": "<--", "==>": "-->" };
const isNumber = ({ text }: Token): boolean => /^\d+$/.test(text);
const namesIn = (tokens: readonly Token[]): string[] =>
  tokens.map(({ text }) => text).filter((text) => /^[A-Za-z_]\w*$/.test(text));

/** Removes a `===`, frees a `<==`; in a loop also at its first and last index alone. */
function loosened({ tokens, loops }: Statement, source: string): Edit[] {
  const operator = tokens.find(({ text }) => text === "===" || text in ASSIGNMENT);
  if (!operator) return [];
  const [start, end] = [tokens[0]!.start, tokens.at(-1)!.end + 1];
  const site = textOf(tokens);
  const about = namesIn(tokens);
  const whole = source.slice(start, end);
  const without =
    operator.text === "==="
      ? "{}"
      : whole.slice(0, operator.start - start) +
        ASSIGNMENT[operator.text] +
        whole.slice(operator.end - start);
  const change =
    operator.text === "===" ? "removed" : `${operator.text} becomes ${ASSIGNMENT[operator.text]}`;
  const edits: Edit[] = [{ site, change, start, end, text: without, about }];
  if (tokens[0]!.text === "signal") return edits;
  for (const { bounds } of loops) {
    if (!bounds) continue;
    const ends = [
      ["the first", textOf(bounds.start)],
      ["the last", `${textOf(bounds.end)} - 1`],
    ] as const;
    for (const [which, value] of ends) {
      const text = `{ if (${bounds.name} == ${value}) { ${without} } else { ${whole} } }`;
      edits.push({ site, change: `${change} for ${which} ${bounds.name}`, start, end, text, about });
    }
  }
  return edits;
}

function plusMinus(site: string, what: string, tokens: readonly Token[], about: readonly string[]): Edit[] {
  const [start, end] = [tokens[0]!.start, tokens.at(-1)!.end];
  const number = tokens.length === 1 && isNumber(tokens[0]!) ? BigInt(tokens[0]!.text) : undefined;
  const moved = (by: bigint): string => {
    if (number !== undefined && number + by >= 0n) return `${number + by}`;
    return number !== undefined
      ? "(0 - 1)"
      : `(${tokens.map(({ text }) => text).join(" ")} ${by > 0n ? "+" : "-"} 1)`;
  };
  return [1n, -1n].map((by) => ({
    site,
    change: `${what} ${by > 0n ? "+" : "−"} 1`,
    start,
    end,
    text: moved(by),
    about,
  }));
}

/** Each bound of a loop, one more and one less; each number of another kind of loop. */
function bounds({ header, bounds: counted }: Loop): Edit[] {
  const site = `for (${textOf(header)})`;
  const about = namesIn(header);
  if (counted) {
    return [...plusMinus(site, "start", counted.start, about), ...plusMinus(site, "end", counted.end, about)];
  }
  // A loop that divides by 1 never ends: that makes no circuit.
  const divisors = new Set(header.filter((_, i) => header[i - 1]?.text === "\\"));
  return header
    .filter(isNumber)
    .flatMap((token, i) =>
      plusMinus(site, `number ${i + 1}`, [token], about).filter(
        ({ text }) => !(divisors.has(token) && BigInt(/^\d+$/.test(text) ? text : 0) <= 1n),
      ),
    );
}

/** Each number of a statement, and each argument of a template that is no number. Hints, sizes of arrays and asserts are no constraints. */
function numbers({ tokens }: Statement): Edit[] {
  const site = textOf(tokens);
  const about = namesIn(tokens);
  const first = tokens[0]!.text;
  const assigned = tokens.findIndex(({ text }) => text in ASSIGNMENT);
  if (first === "assert" || tokens.some(({ text }) => text === "<--" || text === "-->")) return [];
  const from = first === "signal" ? (assigned < 0 ? tokens.length : assigned) : 0;
  const literals = tokens.slice(from).filter(isNumber);
  const edits = literals.flatMap((token, i) => plusMinus(site, `number ${i + 1}`, [token], about));
  const call = tokens.findIndex(({ text }, i) => text === "=" && /^[A-Z]/.test(tokens[i + 1]?.text ?? ""));
  if (call < 0) return edits;
  const args = split(tokens.slice(call + 3, -1), ",").filter((arg) => arg.length > 0 && !arg.some(isNumber));
  return [...edits, ...args.flatMap((arg) => plusMinus(site, `argument ${textOf(arg)}`, arg, about))];
}

const editsOf = (template: Template, source: string): Edit[] => [
  ...template.statements.flatMap((statement) => [...loosened(statement, source), ...numbers(statement)]),
  ...template.loops.flatMap(bounds),
];

/** All mutants of a source, or of some of its templates. */
export function mutantsOf(file: string, source: string, only?: readonly string[]): Mutant[] {
  const used = new Map<string, number>();
  return templatesOf(source)
    .filter(({ name }) => !only || only.includes(name))
    .flatMap((template) =>
      editsOf(template, source).map(({ site, change, start, end, text, about }) => {
        const name = `${file}:${template.name}: ${site}: ${change}`;
        const count = (used.get(name) ?? 0) + 1;
        used.set(name, count);
        return {
          name: count === 1 ? name : `${name} (${count})`,
          file,
          template: template.name,
          group: groupAt(source, start),
          about,
          source: source.slice(0, start) + text + source.slice(end),
        };
      }),
    );
}
