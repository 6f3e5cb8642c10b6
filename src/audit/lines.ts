/** What an audit says: a line for each check, in a fixed order. docs/audit.md, section 4, says what each one is. */

export const CHECKS = [
  "file",
  "chain",
  "process",
  "key",
  "census",
  "history",
  "votes",
  "proofs",
  "log",
  "record",
  "signed",
  "ballots",
  "count",
  "rollup",
  "receipt",
  "contract",
  "code",
  "setup",
  "page",
] as const;
export type Check = (typeof CHECKS)[number];

/** Numbers of a line, for programs. */
export type Figures = Readonly<Record<string, number | string | boolean | null>>;

export interface Line {
  readonly check: Check;
  readonly state: "ok" | "wrong" | "unchecked";
  /** A sentence for people, with numbers. */
  readonly text: string;
  readonly figures: Figures;
  /** Of a wrong line: the rule. */
  readonly code?: string;
}

/** What a check found when nothing is wrong. */
export interface Found {
  readonly text: string;
  readonly figures?: Figures;
  /** Nothing was wrong, because it could not be checked. */
  readonly unchecked?: boolean;
}

/** 12,345. */
export const grouped = (value: number | bigint | string): string =>
  value.toString().replace(/\B(?=(?:\d{3})+$)/g, ",");

/** "1 vote", "12,345 votes". */
export const many = (count: number, one: string, more = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : more}`;
