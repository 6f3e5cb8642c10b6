// A piece on trial. A cheat is a witness that satisfies the circuit while what it states is false: the true circuit has no witness
// for its inputs, or only one with other outputs. The true circuit must let no cheat pass; a mutant of it that is unsound lets one.
import assert from "node:assert/strict";
import type { Hash, Piece } from "./pieces/index.js";
import { NoSignal, type Statement, type Subject, Told } from "./subject.js";

/** An attempt at cheating: a statement and what is said about it. */
export interface Attempt {
  readonly name: string;
  readonly statement: string;
  tell(told: Told): unknown;
}

export interface Verdict {
  /** The attempt that satisfied the circuit with a false statement, if one did. */
  readonly cheat?: string;
  /** The true statements that the circuit refuses. */
  readonly refused: readonly string[];
}

/** What a lie is told on top of: a witness, and the constraints that it breaks. */
interface Base {
  readonly witness: readonly bigint[];
  readonly broken: ReadonlySet<number>;
}

/** Of more signals of a name than these, all are put into another statement together only. */
const FEW = 16;
const NOTHING = (): void => {};
const keyOf = (statement: Statement): string =>
  JSON.stringify(statement, (_, value) => (typeof value === "bigint" ? `${value}` : value));

export class Trial {
  readonly #truths = new Map<string, Promise<ReadonlyMap<string, bigint> | undefined>>();
  readonly #statements = new Map<string, Statement>();
  readonly #witnesses = new Map<string, readonly bigint[]>();

  private constructor(
    readonly piece: Piece,
    readonly original: Subject,
    readonly truths: readonly string[],
    readonly falsehoods: readonly string[],
  ) {}

  /** @param original the circuit as it is, with the given hash */
  static async of(piece: Piece, original: Subject, hash: Hash): Promise<Trial> {
    const given = piece.statements(hash);
    const trial = new Trial(piece, original, Object.keys(given.true), Object.keys(given.false));
    for (const [name, statement] of [...Object.entries(given.true), ...Object.entries(given.false)]) {
      const told = new Told(original, await original.witness(statement));
      for (const [input, signal] of piece.fits ?? []) {
        if (piece.open?.includes(input)) told.set(input, told.value(signal)).settle();
      }
      assert.ok(!trial.#statements.has(name), `two statements are called ${name}`);
      trial.#statements.set(name, original.statementOf(told.values));
      trial.#witnesses.set(name, told.values);
    }
    return trial;
  }

  /** What the true circuit's outputs are for a statement's inputs; undefined if it refuses them. */
  outputs(statement: Statement): Promise<ReadonlyMap<string, bigint> | undefined> {
    const key = keyOf(statement);
    const known = this.#truths.get(key) ?? this.#outputs(statement);
    this.#truths.set(key, known);
    return known;
  }

  async #outputs(statement: Statement): Promise<ReadonlyMap<string, bigint> | undefined> {
    const witness = await this.original.witness(statement);
    return this.original.broken(witness).size === 0 ? this.original.outputsOf(witness) : undefined;
  }

  statement(name: string): Statement {
    return this.#statements.get(name)!;
  }

  /** Whether what a witness says of a circuit's inputs and outputs is false. */
  async isFalse(subject: Subject, witness: readonly bigint[]): Promise<boolean> {
    const truth = await this.outputs(subject.statementOf(witness));
    if (!truth) return true;
    const said = subject.outputsOf(witness);
    return [...truth].some(([name, value]) => said.get(name) !== value);
  }

  /**
   * All attempts, one after another: each statement as it is; the lies told by hand; signals of one statement put into another; and
   * each signal that the template assigns set to another value by itself, in each true statement.
   *
   * @param about signals whose lies come first; those of one statement that are put into another
   */
  attempts(about?: readonly string[]): Attempt[] {
    const first = new Set(about);
    const plain = [...this.falsehoods, ...this.truths].map((statement) => ({
      name: "as it is",
      statement,
      tell: NOTHING,
    }));
    const told = this.piece.lies.map(({ name, about: statement, tell }) => ({ name, statement, tell }));
    const own = this.original.ownSignals();
    const mentioned = (signal: string) => signal.split(/[.[\]]+/).some((part) => first.has(part));
    const named = own.filter(mentioned);
    const signals = [...named, ...own.filter((signal) => !mentioned(signal))];
    const single = signals.flatMap((signal) =>
      [...this.truths, ...(first.has(signal.replace(/[.[].*$/, "")) ? this.falsehoods : [])].flatMap(
        (statement) => [
          {
            name: `${signal} more by 1`,
            statement,
            tell: (told: Told) => told.set(signal, told.value(signal) + 1n),
          },
          { name: `${signal} of 0`, statement, tell: (told: Told) => told.set(signal, 0n) },
        ],
      ),
    );
    return [...plain, ...told, ...this.#borrowed(named), ...single];
  }

  /** Signals as they are in a true statement, put into another statement: each by itself, if they are few, and all of a name. */
  #borrowed(signals: readonly string[]): Attempt[] {
    const names = new Map<string, string[]>();
    for (const signal of signals) {
      const name = signal.replace(/\[\d+\]/g, "");
      names.set(name, [...(names.get(name) ?? []), signal]);
    }
    const slices = [...names].flatMap(([name, all]) =>
      all.length > 1 && all.length <= FEW
        ? [[name, all] as const, ...all.map((one) => [one, [one]] as const)]
        : [[name, all] as const],
    );
    return [...this.falsehoods, ...this.truths].flatMap((statement) =>
      this.truths
        .filter((truth) => truth !== statement)
        .flatMap((truth) =>
          slices.map(([name, slice]) => ({
            name: `${name} of "${truth}"`,
            statement,
            tell: (told: Told) => {
              const from = this.#witnesses.get(truth)!;
              for (const signal of slice) told.set(signal, from[this.original.wire(signal)]!);
            },
          })),
        ),
    );
  }

  /** Tries a circuit: the piece's own, or a mutant of it. */
  async judge(subject: Subject, about?: readonly string[]): Promise<Verdict> {
    const bases = new Map<string, Base>();
    for (const name of this.#statements.keys()) {
      const witness = await subject.witness(this.statement(name));
      bases.set(name, { witness, broken: subject.broken(witness) });
    }
    const refused = this.truths.filter((name) => bases.get(name)!.broken.size > 0);
    if (this.piece.onlyTruths) return { refused };
    const loose = this.piece.bound?.find((input) => subject.uses(subject.wire(input)).length === 0);
    if (loose !== undefined)
      return { cheat: `${loose} stands in no constraint: any other does as well`, refused };
    for (const attempt of this.attempts(about)) {
      const { name, statement } = attempt;
      const passed = await this.#passes(subject, attempt, bases.get(statement)!);
      if (!passed) continue;
      assert.ok(
        subject === this.original || !(await this.#passes(this.original, attempt, this.#own(statement))),
        `${this.piece.name}: "${statement}: ${name}" is a cheat of the circuit itself`,
      );
      return {
        cheat: `${statement}: ${name}${passed === "fitted" ? ", with inputs that agree" : ""}`,
        refused,
      };
    }
    return { refused };
  }

  /** A statement's witness by the circuit as it is, and the constraints that it breaks. */
  #own(statement: string): Base {
    const witness = this.#witnesses.get(statement)!;
    return { witness, broken: this.original.broken(witness) };
  }

  /** Whether an attempt satisfies a circuit with a false statement: as it is told, or once the inputs that have to agree do. */
  async #passes(
    subject: Subject,
    { tell }: Attempt,
    { witness, broken }: Base,
  ): Promise<"told" | "fitted" | undefined> {
    const told = new Told(subject, witness);
    let passed: "told" | "fitted" | undefined;
    try {
      tell(told);
      if (told.settle().holds(broken)) passed = "told";
      else if (this.piece.fits) {
        for (const [input, signal] of this.piece.fits) told.set(input, told.value(signal)).settle();
        if (told.holds(broken)) passed = "fitted";
      }
    } catch (error) {
      if (!(error instanceof NoSignal)) throw error; // a mutant may lack the signal that the lie is about
    }
    return passed && (await this.isFalse(subject, told.values)) ? passed : undefined;
  }
}
