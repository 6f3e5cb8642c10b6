// One template of ours, made small, with the statements and the lies that its constraints are tried with. A statement is a set of
// inputs. It is true if the circuit's own generator finds a witness for it, and then the outputs are that witness's.
import type { Statement, Told } from "../subject.js";

export type Hash = (inputs: readonly bigint[]) => bigint;

/** A lie about one of the statements. */
export interface Lie {
  readonly name: string;
  /** Name of the statement that it is told about. */
  readonly about: string;
  tell(told: Told): unknown;
}

export interface Piece {
  /** As in `npm run test:mutants -- name`. */
  readonly name: string;
  readonly file: string;
  readonly template: string;
  readonly params: readonly number[];
  /** Templates within, mutants of which are tried on this piece as well. */
  readonly uses?: readonly string[];
  /** Inputs that have to agree with a value within, in the order in which they follow: a root, a hash, y. */
  readonly fits?: readonly (readonly [input: string, signal: string])[];
  /** Those of them that the statements leave open: the true value is put in their place. */
  readonly open?: readonly string[];
  /** Inputs that are true whatever they are, and are yet to stand in a constraint: else a proof would hold for any others. */
  readonly bound?: readonly string[];
  /** Statements that are true, and those that are false however their witness is made. */
  statements(hash: Hash): {
    readonly true: Readonly<Record<string, Statement>>;
    readonly false: Readonly<Record<string, Statement>>;
  };
  readonly lies: readonly Lie[];
  /** A template at its greatest, where the same template has a smaller piece: tried with what is true alone. */
  readonly onlyTruths?: true;
}

export const lie = (name: string, about: string, tell: (told: Told) => unknown): Lie => ({
  name,
  about,
  tell,
});
