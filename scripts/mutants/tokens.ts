// Circom source as tokens, and its templates with their statements. Just enough of the grammar to find what can be changed.
import { ensure } from "../../src/errors/index.js";

export interface Token {
  readonly text: string;
  /** Where the token stands in the source. */
  readonly start: number;
  readonly end: number;
}

/** A loop around a statement: `for (var name = start; name < end; …)`, or another header, which has no bounds. */
export interface Loop {
  readonly header: readonly Token[];
  readonly bounds?: {
    readonly name: string;
    readonly start: readonly Token[];
    readonly end: readonly Token[];
  };
}

export interface Statement {
  /** All tokens but the semicolon. */
  readonly tokens: readonly Token[];
  /** The loops around it, the outermost first. */
  readonly loops: readonly Loop[];
}

export interface Template {
  readonly name: string;
  readonly statements: readonly Statement[];
  /** Every loop header of the template, in order. */
  readonly loops: readonly Loop[];
}

const TOKEN =
  /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|("[^"\n]*"|[A-Za-z_$][\w$]*|0x[0-9a-fA-F]+|\d+(?:\.\d+)*|<==|==>|===|<--|-->|\*\*|<<|>>|<=|>=|==|!=|&&|\|\||\+\+|--|[-+*\\/]=|[-+*\\/%<>=!~&|^?:;,.(){}[\]])/gy;

/** @throws PsephosError `mutants/token` at a character that begins no token */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (const match of source.matchAll(TOKEN)) {
    at = match.index + match[0].length;
    if (match[1] !== undefined) tokens.push({ text: match[1], start: match.index, end: at });
  }
  ensure(
    at === source.length,
    "mutants/token",
    `cannot read the source from "${source.slice(at, at + 20)}" on`,
  );
  return tokens;
}

/** Index of the bracket that closes the one at `open`. */
function closing(tokens: readonly Token[], open: number): number {
  const pairs: Record<string, string> = { "(": ")", "[": "]", "{": "}" };
  const wanted: string[] = [];
  for (let i = open; i < tokens.length; i++) {
    const { text } = tokens[i]!;
    if (pairs[text]) wanted.push(pairs[text]);
    else if (text === wanted.at(-1)) {
      wanted.pop();
      if (wanted.length === 0) return i;
    }
  }
  ensure(false, "mutants/bracket", `a "${tokens[open]?.text}" is never closed`);
}

/** The tokens between top-level separators. */
export function split(tokens: readonly Token[], separator: string): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if ("([{".includes(token.text)) depth++;
    if (")]}".includes(token.text)) depth--;
    if (depth === 0 && token.text === separator) parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts;
}

function loopOf(header: readonly Token[]): Loop {
  const [begin = [], condition = [], step = []] = split(header, ";");
  const name = begin[1]?.text;
  const counts = begin[0]?.text === "var" && begin[2]?.text === "=" && condition[0]?.text === name;
  const up = condition[1]?.text === "<" && step.map(({ text }) => text).join("") === `${name}++`;
  return counts && up
    ? { header, bounds: { name: name!, start: begin.slice(3), end: condition.slice(2) } }
    : { header };
}

/** The templates of a source. */
export function templatesOf(source: string): Template[] {
  const tokens = tokenize(source);
  const templates: Template[] = [];
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i]!.text !== "template") continue;
    const body = closing(tokens, i + 2) + 1;
    const end = closing(tokens, body);
    const statements: Statement[] = [];
    const loops: Loop[] = [];
    walk(tokens.slice(body + 1, end), [], statements, loops);
    templates.push({ name: tokens[i + 1]!.text, statements, loops });
    i = end;
  }
  return templates;
}

/** Collects the statements of a block. */
function walk(
  tokens: readonly Token[],
  around: readonly Loop[],
  statements: Statement[],
  loops: Loop[],
): void {
  for (let i = 0; i < tokens.length; ) i = one(tokens, i, around, statements, loops);
}

/** Collects the statement at `i`, with those in it; gives the index after it. */
function one(
  tokens: readonly Token[],
  i: number,
  around: readonly Loop[],
  statements: Statement[],
  loops: Loop[],
): number {
  const { text } = tokens[i]!;
  if (text === "{") {
    const end = closing(tokens, i);
    walk(tokens.slice(i + 1, end), around, statements, loops);
    return end + 1;
  }
  if (text === "for" || text === "if" || text === "while") {
    const end = closing(tokens, i + 1);
    const header = tokens.slice(i + 2, end);
    const loop = text === "if" ? undefined : loopOf(header);
    if (loop) loops.push(loop);
    return one(tokens, end + 1, loop ? [...around, loop] : around, statements, loops);
  }
  if (text === "else") return one(tokens, i + 1, around, statements, loops);
  let end = i;
  while (end < tokens.length && tokens[end]!.text !== ";") {
    end = "([{".includes(tokens[end]!.text) ? closing(tokens, end) + 1 : end + 1;
  }
  if (end > i) statements.push({ tokens: tokens.slice(i, end), loops: around });
  return end + 1;
}

/** Tokens as one line of text, spaced the same however the source is. */
export function textOf(tokens: readonly Token[]): string {
  return tokens
    .map(({ text }) => text)
    .join(" ")
    .replace(/ ?([.[(]) ?/g, "$1")
    .replace(/ ([\]),;])/g, "$1")
    .replace(/([-+*=<>?:,\\/]) ?\(/g, "$1 (")
    .replace(/ (\+\+|--)$/g, "$1");
}
