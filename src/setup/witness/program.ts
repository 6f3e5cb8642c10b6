/** From the order of a circuit's constraints to the file that `psephos/groth16` computes witnesses with. */

import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes } from "@noble/hashes/utils.js";
import { ensureAble } from "../../errors/index.js";
import { formatWitnessProgram, viewOf, writeWord } from "../../groth16/index.js";
import { publicCount, readR1cs } from "../formats/r1cs.js";
import { type Combination, MINUS_ONE } from "./combination.js";
import { solveOrder } from "./solve.js";
import { readInputs } from "./sym.js";

/** The kernel's instructions (`witness.h`). */
const COMBINE = 0;
const DEFINE = 1;
const BITS = 2;
const CHECK = 3;
const INVERSE = 4;

/** Numbers coefficients as they come, after 1 and −1. */
class Coefficients {
  readonly #numbers = new Map([
    [1n, 0],
    [MINUS_ONE, 1],
  ]);

  numberOf(value: bigint): number {
    const number = this.#numbers.get(value) ?? this.#numbers.size;
    this.#numbers.set(value, number);
    return number;
  }

  bytes(): Uint8Array {
    const bytes = new Uint8Array(32 * this.#numbers.size);
    for (const [value, number] of this.#numbers) writeWord(viewOf(bytes), 32 * number, value);
    return bytes;
  }
}

/** Writes instructions; equal combinations are computed once. */
class Code {
  readonly #words: number[] = [];
  readonly #combinations = new Map<string, number>([["", 0]]);
  readonly coefficients = new Coefficients();

  get combinations(): number {
    return this.#combinations.size;
  }

  push(...words: number[]): void {
    this.#words.push(...words);
  }

  /** The number of a combination, which is written before its first use. */
  combine(combination: Combination): number {
    const terms = [...combination].sort(([wire], [other]) => wire - other);
    const key = terms.map(([wire, coefficient]) => `${wire} ${coefficient}`).join(",");
    const found = this.#combinations.get(key);
    if (found !== undefined) return found;
    const plus = terms.filter(([, coefficient]) => coefficient === 1n);
    const minus = terms.filter(([, coefficient]) => coefficient === MINUS_ONE);
    const others = terms.filter(([, coefficient]) => coefficient !== 1n && coefficient !== MINUS_ONE);
    this.push(COMBINE, plus.length, minus.length, others.length);
    for (const [wire] of [...plus, ...minus, ...others]) this.push(wire);
    for (const [, coefficient] of others) this.push(this.coefficients.numberOf(coefficient));
    const number = this.#combinations.size;
    this.#combinations.set(key, number);
    return number;
  }

  bytes(): Uint8Array {
    const bytes = new Uint8Array(4 * this.#words.length);
    const view = viewOf(bytes);
    this.#words.forEach((word, i) => {
      view.setUint32(4 * i, word, true);
    });
    return bytes;
  }
}

/**
 * Makes a circuit's witness program. It computes the same witness as circom's program, at a tenth of the size. It checks
 * every constraint that it does not use, so the witness satisfies the circuit.
 * @param files `r1cs` and `sym`: what circom wrote for one circuit.
 * @throws PsephosError as `readR1cs`; `setup/sym` for a .sym file of another circuit; `setup/witness-unsolved` when
 *   the constraints alone do not determine the witness: then only circom's program can compute it.
 */
export function compileWitnessProgram(files: {
  readonly r1cs: Uint8Array;
  readonly sym: string;
}): Uint8Array {
  const r1cs = readR1cs(files.r1cs);
  const inputs = readInputs(files.sym, r1cs);
  const { steps, wires } = solveOrder(
    r1cs,
    inputs.flatMap(({ wires }) => wires),
  );
  const code = new Code();
  for (const step of steps) {
    if (step.kind === "bits") {
      const value = code.combine(step.value);
      code.push(BITS, value, step.bits.length, ...step.bits.flat());
      continue;
    }
    if (step.kind === "inverse") {
      code.push(INVERSE, step.wire, code.combine(step.value));
      continue;
    }
    const sides = [code.combine(step.a), code.combine(step.b), code.combine(step.c)];
    if (step.kind === "check") code.push(CHECK, ...sides);
    else code.push(DEFINE, step.wire, ...sides, code.coefficients.numberOf(step.scale));
  }
  ensureAble(wires < 2 ** 32, "setup/witness-unsolved", "the circuit is too large for a witness program");
  return formatWitnessProgram({
    wires: r1cs.nWires,
    allWires: wires,
    publicSignals: publicCount(r1cs),
    combinations: code.combinations,
    r1csSha256: sha256(concatBytes(files.r1cs)),
    inputs,
    coefficients: code.coefficients.bytes(),
    code: code.bytes(),
  });
}
