// What becomes of a mutant: it does not compile, has the same constraints or more, lets a cheat pass, or none of these.
import { poseidon1, poseidon2, poseidon3, poseidon4, poseidon5, poseidon8 } from "poseidon-lite";
import { ensure } from "../../src/errors/index.js";
import { type Hash, PIECES, type Piece } from "../../test/support/circuits/pieces/index.js";
import { Subject } from "../../test/support/circuits/subject.js";
import { Trial } from "../../test/support/circuits/trial.js";
import { type Compiled, Workshop } from "./compiler.js";
import type { Mutant } from "./sites.js";
import { allSources, standIn } from "./sources.js";

export type Outcome =
  /** The compiler refuses it. */
  | { readonly kind: "refused"; readonly why: string }
  /** Its constraints are the circuit's own. */
  | { readonly kind: "same" }
  /** It has all of the circuit's constraints, and others. */
  | { readonly kind: "more" }
  /** A false statement satisfies it. */
  | { readonly kind: "caught"; readonly piece: string; readonly cheat: string }
  /** Nothing of this; `refuses` are true statements that do not satisfy it. */
  | { readonly kind: "survivor"; readonly refuses: readonly string[] };

const byArity: Readonly<Record<number, Hash>> = {
  1: (inputs) => poseidon1([...inputs]),
  2: (inputs) => poseidon2([...inputs]),
  3: (inputs) => poseidon3([...inputs]),
  4: (inputs) => poseidon4([...inputs]),
  5: (inputs) => poseidon5([...inputs]),
  8: (inputs) => poseidon8([...inputs]),
};
const poseidon: Hash = (inputs) => {
  const hash = byArity[inputs.length];
  ensure(hash, "mutants/arity", `no Poseidon of ${inputs.length} inputs`);
  return hash(inputs);
};

const mainOf = ({ file, template, params }: Piece): string =>
  `pragma circom 2.2.0;\ninclude "${file}";\ncomponent main = ${template}(${params.join(", ")});\n`;

/** The pieces that mutants of a template are tried on: its own first, then those that use it. */
export const piecesFor = (template: string): Piece[] => [
  ...PIECES.filter((piece) => piece.template === template),
  ...PIECES.filter(({ uses }) => uses?.includes(template)),
];

/** A constraint system as text, one line a constraint, by names: the same for the same constraints in another order. */
function constraintsOf(subject: Subject): Set<string> {
  return new Set(
    subject.r1cs.constraints.map((sides) => {
      const text = (side: (typeof sides)[number]) =>
        side
          .map(([wire, coefficient]) => `${subject.names[wire]}*${coefficient}`)
          .sort()
          .join("+");
      const [a, b, c] = sides.map(text) as [string, string, string];
      return `${[a, b].sort().join(" . ")} = ${c}`;
    }),
  );
}

export class Judge {
  readonly #workshop: Workshop;
  readonly #sources: ReadonlyMap<string, string>;
  readonly #trials = new Map<Piece, Promise<{ trial: Trial; constraints: Set<string> }>>();

  /** @param folder for the compiler; nobody else's */
  constructor(
    folder: string,
    readonly hash: "poseidon" | "stand-in" = "stand-in",
  ) {
    this.#workshop = new Workshop(folder);
    this.#sources = allSources(hash);
  }

  /** A piece of the circuits as they are. */
  async trial(piece: Piece): Promise<Trial> {
    return (await this.#ready(piece)).trial;
  }

  #ready(piece: Piece): Promise<{ trial: Trial; constraints: Set<string> }> {
    const known = this.#trials.get(piece) ?? this.#prepare(piece);
    this.#trials.set(piece, known);
    return known;
  }

  async #prepare(piece: Piece): Promise<{ trial: Trial; constraints: Set<string> }> {
    const compiled = this.#workshop.compile(this.#sources, mainOf(piece));
    ensure(typeof compiled !== "string", "mutants/piece", `${piece.name} does not compile:\n${compiled}`);
    const original = new Subject(compiled as Compiled, this.#sources, piece.template);
    const trial = await Trial.of(piece, original, this.hash === "poseidon" ? poseidon : standIn);
    return { trial, constraints: constraintsOf(original) };
  }

  /** Tries a mutant on every piece that its template concerns; the first piece on which it is caught decides. */
  async judge({ file, template, about, source }: Mutant): Promise<Outcome> {
    const sources = new Map(this.#sources).set(file, source);
    const refuses: string[] = [];
    let outcome: Outcome | undefined;
    for (const piece of piecesFor(template)) {
      if (piece.onlyTruths && refuses.length > 0) continue;
      const { trial, constraints } = await this.#ready(piece);
      const compiled = this.#workshop.compile(sources, mainOf(piece));
      if (typeof compiled === "string")
        return {
          kind: "refused",
          why: /error\[[^\n]*/.exec(compiled)?.[0] ?? compiled.trim().split("\n")[0] ?? "",
        };
      const subject = new Subject(compiled, sources, piece.template);
      const own = constraintsOf(subject);
      const kept = [...constraints].every((constraint) => own.has(constraint));
      if (kept) {
        outcome ??= { kind: own.size === constraints.size ? "same" : "more" };
        continue;
      }
      const verdict = await trial.judge(subject, about);
      if (verdict.cheat) return { kind: "caught", piece: piece.name, cheat: verdict.cheat };
      outcome = { kind: "survivor", refuses };
      refuses.push(...verdict.refused.map((name) => `${piece.name}: ${name}`));
    }
    ensure(outcome, "mutants/no-piece", `no piece tries the template ${template}`);
    return outcome;
  }
}
