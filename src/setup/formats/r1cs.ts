/**
 * Reads circom's .r1cs: the constraints ⟨A_c, w⟩ · ⟨B_c, w⟩ = ⟨C_c, w⟩ of a circuit.
 * Format: https://github.com/iden3/r1csfile/blob/master/doc/r1cs_bin_format.md (version 1).
 *
 * npm's r1csfile is not used, because keys are made from the result. If a wire has two terms, r1csfile keeps the last one, and
 * snarkjs adds them up. r1csfile also accepts coefficients of r or more, wires that do not exist, and bytes after the end. All
 * these are refused here.
 */
import { SCALAR_FIELD_ORDER } from "../../bytes/index.js";
import { ensure, Refusal } from "../../errors/index.js";
import { readSections, readWord, requireSection, viewOf } from "../../groth16/index.js";
import { WORD_UNITS, WordNumbers } from "./word-numbers.js";

/** The rows of one matrix: row c holds the terms `rowStart[c]` up to but without `rowStart[c + 1]`. */
export interface SparseMatrix {
  readonly rowStart: Uint32Array;
  readonly wires: Uint32Array;
  /** Of each term: which of the circuit's `values` its coefficient is. */
  readonly coefficients: Uint32Array;
}

/** A circuit. Wire 0 is the constant 1, wires 1..nPublic are the public signals: outputs, then inputs. */
export interface R1cs {
  readonly nWires: number;
  readonly nOutputs: number;
  readonly nPublicInputs: number;
  /** circom's count, which includes inputs that simplification removed. It may be larger than the number of wires. */
  readonly nPrivateInputs: number;
  readonly nConstraints: number;
  /** The coefficients, each once, in [0, r): most circuits have far fewer than terms. */
  readonly values: readonly bigint[];
  readonly a: SparseMatrix;
  readonly b: SparseMatrix;
  readonly c: SparseMatrix;
}

/** Header, constraints, labels of the wires, and two for custom gates. */
const SECTIONS = [1, 2, 3, 4, 5];
const HEADER_BYTES = 4 + 32 + 4 * 4 + 8 + 4;
/** A wire and a coefficient, in units of 4 bytes: all numbers of the constraints begin at such. */
const TERM_UNITS = 1 + WORD_UNITS;
/** There are 2^28 roots of unity, and a key needs twice its domain: the domain and its odd coset. */
const MAX_ROWS = 2 ** 27;

/** The number of a circuit's public signals, without the constant. */
export function publicCount(r1cs: R1cs): number {
  return r1cs.nOutputs + r1cs.nPublicInputs;
}

/** Reads linear combinations from units of 4 bytes. */
class CombinationReader {
  readonly #units: Uint32Array;
  readonly #numbers = new WordNumbers();
  readonly values: bigint[] = [];
  /** For each wire, the last combination that named it. */
  readonly #named: Uint32Array;
  #combination = 0;
  /** Units read. */
  at = 0;

  constructor(body: Uint8Array, nWires: number) {
    this.#units = new Uint32Array(body.slice(0, body.length - (body.length % 4)).buffer);
    this.#named = new Uint32Array(nWires);
  }

  /** Reads the next combination, of constraint `row`, to the ends of two lists. */
  read(row: number, wires: number[], coefficients: number[]): void {
    const units = this.#units;
    const named = this.#named;
    const combination = ++this.#combination;
    let at = this.at + 1;
    const end = at + (units[this.at] ?? units.length) * TERM_UNITS;
    ensure(end <= units.length, "groth16/file-truncated", "the constraints of the .r1cs end early");
    for (; at < end; at += TERM_UNITS) {
      const wire = units[at]!;
      if (named[wire] === combination || wire >= named.length) refuseWire(row, wire, named.length);
      named[wire] = combination;
      wires.push(wire);
      coefficients.push(this.#coefficient(row, at + 1));
    }
    this.at = at;
  }

  #coefficient(row: number, at: number): number {
    const number = this.#numbers.numberOf(this.#units, at);
    if (number === this.values.length) {
      const value = this.#numbers.value(number);
      ensure(
        value < SCALAR_FIELD_ORDER,
        "setup/r1cs-coefficient",
        `constraint ${row} has a coefficient that is not in [0, r)`,
      );
      this.values.push(value);
    }
    return number;
  }
}

function refuseWire(row: number, wire: number, nWires: number): never {
  throw new Refusal(
    "setup/r1cs-wire",
    wire < nWires
      ? `constraint ${row} names wire ${wire} twice on one side`
      : `constraint ${row} names wire ${wire}, but there are ${nWires} wires`,
  );
}

/**
 * Reads a whole .r1cs file over the scalar field of BN254.
 * @throws PsephosError `groth16/file-…` for a broken container, `setup/r1cs-field` (another curve),
 *   `setup/r1cs-counts`, `setup/r1cs-wire`, `setup/r1cs-coefficient`, `setup/r1cs-custom-gates`
 */
export function readR1cs(bytes: Uint8Array): R1cs {
  const sections = readSections(bytes, "r1cs", 1, SECTIONS);
  const header = requireSection(sections, 1, "header");
  ensure(header.length >= 4, "groth16/file-truncated", "the header of the .r1cs ends early");
  const view = viewOf(header);
  const n8 = view.getUint32(0, true);
  ensure(
    n8 === 32 && header.length === HEADER_BYTES && readWord(view, 4) === SCALAR_FIELD_ORDER,
    "setup/r1cs-field",
    "the .r1cs is not over the scalar field of BN254",
    "Compile the circuit with circom's default prime (bn128).",
  );
  const [nWires, nOutputs, nPublicInputs, nPrivateInputs] = [36, 40, 44, 48].map((at) =>
    view.getUint32(at, true),
  ) as [number, number, number, number];
  const nConstraints = view.getUint32(60, true);
  // The private inputs are not checked: circom counts those that its simplification removed.
  ensure(
    nWires >= 1 + nOutputs + nPublicInputs,
    "setup/r1cs-counts",
    `${nWires} wires are too few for the constant and ${nOutputs + nPublicInputs} public signals`,
  );
  ensure(
    nConstraints + nOutputs + nPublicInputs + 1 <= MAX_ROWS,
    "setup/r1cs-counts",
    `${nConstraints} constraints are too many for BN254's domains`,
  );
  // One u64 for each wire: a header cannot claim more wires than fit in the file.
  const labels = requireSection(sections, 3, "wire to label map");
  ensure(
    labels.length === 8 * nWires,
    "setup/r1cs-counts",
    `the map of ${nWires} wires to labels has ${labels.length} bytes`,
  );
  for (const id of [4, 5]) {
    const gates = sections.get(id);
    ensure(
      gates === undefined || (gates.length >= 4 && viewOf(gates).getUint32(0, true) === 0),
      "setup/r1cs-custom-gates",
      "the circuit uses custom gates, which Groth16 does not have",
    );
  }

  const body = requireSection(sections, 2, "constraints");
  // Three empty linear combinations take 12 bytes.
  ensure(
    body.length >= 12 * nConstraints,
    "groth16/file-truncated",
    "the constraints of the .r1cs end early",
  );
  const reader = new CombinationReader(body, nWires);
  const matrices = [0, 1, 2].map(() => ({
    rowStart: new Uint32Array(nConstraints + 1),
    wires: [] as number[],
    coefficients: [] as number[],
  }));
  for (let row = 0; row < nConstraints; row++) {
    for (const { rowStart, wires, coefficients } of matrices) {
      reader.read(row, wires, coefficients);
      rowStart[row + 1] = wires.length;
    }
  }
  ensure(
    4 * reader.at === body.length,
    "groth16/file-trailing-bytes",
    "the .r1cs has bytes after its last constraint",
  );
  const [a, b, c] = matrices.map(({ rowStart, wires, coefficients }) => ({
    rowStart,
    wires: new Uint32Array(wires),
    coefficients: new Uint32Array(coefficients),
  })) as [SparseMatrix, SparseMatrix, SparseMatrix];
  return { nWires, nOutputs, nPublicInputs, nPrivateInputs, nConstraints, values: reader.values, a, b, c };
}
