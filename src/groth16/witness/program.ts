/**
 * The file of a straight-line witness program (.pwit), run by the kernel (`witness.h`): made from a circuit's
 * constraints by `psephos/setup`, a tenth of the size of circom's own program, and without compilation.
 *
 * The container is the one of iden3's files (`formats/sections.ts`), with magic "pwit" and version 1. Section 1: u32 wires of the
 * circuit, u32 wires including intermediate ones, u32 public signals, u32 combinations, SHA-256 of the .r1cs. Section 2:
 * the inputs, JSON: `[["name",[wire, …]], …]`. Section 3: the coefficients, 32 little-endian bytes each, 1 and r − 1
 * the first. Section 4: the code, u32 words.
 */
import { SCALAR_FIELD_ORDER } from "../../bytes/index.js";
import { createPool, type Pool, Program } from "../../engine/index.js";
import { ensure, Failure, type PsephosError, Refusal } from "../../errors/index.js";
import { readSections, requireSection, viewOf, writeSections } from "../formats/sections.js";
import { firstNotBelow, readWord, WORD, writeWord } from "../formats/words.js";
import { type CircuitInput, flattenInput, type WitnessCalculator } from "./inputs.js";

/** An input signal and the wires of its values, in row-major order; 0 for a value that is not in the constraints. */
export interface WitnessInput {
  readonly name: string;
  readonly wires: readonly number[];
}

export interface WitnessProgram {
  /** Wires of the circuit. */
  readonly wires: number;
  /** Wires of the circuit, and the intermediate wires of the program after them. */
  readonly allWires: number;
  readonly publicSignals: number;
  readonly combinations: number;
  /** SHA-256 of the .r1cs that it was made from. */
  readonly r1csSha256: Uint8Array;
  readonly inputs: readonly WitnessInput[];
  /** 32 little-endian bytes each, below r. */
  readonly coefficients: Uint8Array;
  /** u32 words, little-endian. */
  readonly code: Uint8Array;
}

const MAGIC = "pwit";
const PROGRAM = "groth16/witness-program";
const HEADER_BYTES = 4 * 4 + 32;
/** Far above any circuit that a browser proves; bounds the memory that a file can make the kernel reserve. */
const MAX_WIRES = 2 ** 24;

/** Whether the bytes begin like such a file. */
export function isWitnessProgram(bytes: Uint8Array): boolean {
  return [...MAGIC].every((letter, i) => bytes[i] === letter.charCodeAt(0));
}

/** Writes the file. */
export function formatWitnessProgram(program: WitnessProgram): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  const { wires, allWires, publicSignals, combinations, r1csSha256 } = program;
  [wires, allWires, publicSignals, combinations].forEach((value, i) => {
    viewOf(header).setUint32(4 * i, value, true);
  });
  header.set(r1csSha256, 16);
  const inputs = program.inputs.map(({ name, wires }) => [name, wires]);
  return writeSections(MAGIC, 1, [
    [1, header],
    [2, new TextEncoder().encode(JSON.stringify(inputs))],
    [3, program.coefficients],
    [4, program.code],
  ]);
}

const isIndexList = (value: unknown, below: number): value is number[] =>
  Array.isArray(value) && value.every((item) => Number.isInteger(item) && item >= 0 && item < below);

function readInputs(bytes: Uint8Array, wires: number): WitnessInput[] {
  let list: unknown;
  try {
    list = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new Refusal(PROGRAM, "the inputs of the witness program are not JSON", { cause });
  }
  const inputs: WitnessInput[] = [];
  for (const item of Array.isArray(list) ? list : [undefined]) {
    const [name, of] = Array.isArray(item) ? item : [];
    ensure(
      typeof name === "string" && isIndexList(of, wires) && item.length === 2,
      PROGRAM,
      "an input of the witness program is not a name with its wires",
    );
    inputs.push({ name, wires: of });
  }
  const names = new Set(inputs.map(({ name }) => name));
  const taken = inputs.flatMap(({ wires }) => wires.filter((wire) => wire !== 0));
  ensure(
    names.size === inputs.length && new Set(taken).size === taken.length,
    PROGRAM,
    "the witness program names an input or a wire twice",
  );
  return inputs;
}

/**
 * Reads the file. The kernel checks the code's indices when it runs.
 * @throws PsephosError `groth16/file-…` for a broken container, `groth16/witness-program`
 */
export function parseWitnessProgram(bytes: Uint8Array): WitnessProgram {
  const sections = readSections(bytes, MAGIC, 1, [1, 2, 3, 4]);
  const header = requireSection(sections, 1, "header");
  ensure(header.length === HEADER_BYTES, PROGRAM, "the witness program's header has the wrong size");
  const [wires, allWires, publicSignals, combinations] = [0, 4, 8, 12].map((at) =>
    viewOf(header).getUint32(at, true),
  ) as [number, number, number, number];
  ensure(
    publicSignals < wires && wires <= allWires && allWires <= MAX_WIRES && combinations <= MAX_WIRES,
    PROGRAM,
    "the counts of the witness program are out of range",
  );
  const coefficients = requireSection(sections, 3, "coefficients");
  const code = requireSection(sections, 4, "code");
  ensure(
    coefficients.length >= 2 * WORD &&
      coefficients.length % WORD === 0 &&
      readWord(viewOf(coefficients), 0) === 1n &&
      readWord(viewOf(coefficients), WORD) === SCALAR_FIELD_ORDER - 1n &&
      firstNotBelow(coefficients, SCALAR_FIELD_ORDER) < 0,
    PROGRAM,
    "the coefficients of the witness program are not 1, −1 and then others below r",
  );
  ensure(code.length % 4 === 0, PROGRAM, "the code of the witness program is cut off");
  const inputs = readInputs(requireSection(sections, 2, "inputs"), wires);
  const r1csSha256 = header.slice(16);
  return { wires, allWires, publicSignals, combinations, r1csSha256, inputs, coefficients, code };
}

/** The memory of all wires, with the constant and the inputs written. */
function start(program: WitnessProgram, input: CircuitInput): Uint8Array {
  const signals = flattenInput(input);
  const wires = new Uint8Array(program.allWires * WORD);
  wires[0] = 1;
  for (const name of signals.keys()) {
    ensure(
      program.inputs.some((known) => known.name === name),
      "groth16/unknown-signal",
      () => `the circuit has no input signal ${name}`,
    );
  }
  const missing = program.inputs.filter(({ name }) => !signals.has(name)).map(({ name }) => name);
  ensure(
    missing.length === 0,
    "groth16/missing-signal",
    () => `the circuit also takes ${missing.join(", ")}`,
  );
  for (const { name, wires: places } of program.inputs) {
    const values = signals.get(name)!;
    ensure(
      values.length === places.length,
      "groth16/signal-size",
      `input signal ${name} takes ${places.length} values, not ${values.length}`,
    );
    places.forEach((wire, i) => {
      if (wire !== 0) writeWord(viewOf(wires), wire * WORD, values[i]!);
    });
  }
  return wires;
}

/** The errors for the results of `witness_run`, except 1. */
const FAULTS: Record<number, () => PsephosError> = {
  0: () => new Refusal(PROGRAM, "the witness program is malformed"),
  2: () => new Refusal("groth16/unsatisfied", "the inputs do not satisfy the circuit's constraints"),
  3: () => new Failure("groth16/witness-memory", "the witness program is out of memory"),
};

/** Computes witnesses with a program's file, on the calling thread. @throws PsephosError as `parseWitnessProgram` */
export function createProgramCalculator(bytes: Uint8Array): WitnessCalculator {
  const parsed = parseWitnessProgram(bytes);
  const { wires, allWires, combinations, coefficients, code } = parsed;
  const shape = Uint32Array.of(allWires, combinations, coefficients.length / WORD, code.length / 4);
  let pool: Promise<Pool> | undefined;
  return {
    async calculate(input) {
      const values = start(parsed, input);
      pool ??= createPool({ threads: 1 });
      const [thread] = (await pool).threads;
      const program = new Program();
      const at = program.put(values);
      program.tell(
        program.call(
          "witness_run",
          at,
          program.put(new Uint8Array(shape.buffer)),
          program.put(code),
          program.put(coefficients),
        ),
      );
      program.get(at, wires * WORD);
      const [state, witness] = (await thread!.run(program)) as [number, Uint8Array];
      const fault = FAULTS[state];
      if (fault !== undefined) throw fault();
      return witness;
    },
  };
}
