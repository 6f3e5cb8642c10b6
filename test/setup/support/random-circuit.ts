/** Circuits drawn at random together with a witness that satisfies them, as .r1cs and .wtns files. */
import { concatBytes } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { SCALAR_FIELD_ORDER as R } from "../../../src/bytes/index.js";
import { viewOf, writeSections, writeWord } from "../../../src/groth16/index.js";

/** Terms [wire, coefficient] of a linear combination. */
export type Row = readonly (readonly [wire: number, coefficient: bigint])[];

export interface CircuitShape {
  readonly nOutputs: number;
  readonly nPublicInputs: number;
  readonly nPrivateInputs: number;
  readonly nWires: number;
  readonly constraints: readonly (readonly [a: Row, b: Row, c: Row])[];
}

export interface RandomCircuit extends CircuitShape {
  /** One value a wire, the first of them 1. */
  readonly witness: readonly bigint[];
}

const u32 = (...values: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(4 * values.length);
  values.forEach((value, i) => void viewOf(bytes).setUint32(4 * i, value, true));
  return bytes;
};

const integer = (value: bigint): Uint8Array => {
  const bytes = new Uint8Array(32);
  writeWord(viewOf(bytes), 0, value);
  return bytes;
};

/** circom's .r1cs file of a circuit. */
export function r1csFile(circuit: CircuitShape): Uint8Array {
  const { nWires, nOutputs, nPublicInputs, nPrivateInputs, constraints } = circuit;
  const rows = constraints
    .flat()
    .flatMap((row) => [u32(row.length), ...row.flatMap(([w, c]) => [u32(w), integer(c)])]);
  const header = [u32(32), integer(R), u32(nWires, nOutputs, nPublicInputs, nPrivateInputs, nWires, 0)];
  const labels = u32(...Array.from({ length: nWires }, (_, i) => [i, 0]).flat());
  return writeSections("r1cs", 1, [
    [2, new Uint8Array(Buffer.concat(rows))], // too many rows to be spread as arguments
    [1, concatBytes(...header, u32(constraints.length))],
    [3, labels],
  ]);
}

/** snarkjs's .wtns file of a witness. */
export function wtnsFile(witness: readonly bigint[]): Uint8Array {
  return writeSections("wtns", 2, [
    [1, concatBytes(u32(32), integer(R), u32(witness.length))],
    [2, concatBytes(...witness.map(integer))],
  ]);
}

const scalar = fc.oneof(fc.bigInt({ min: 0n, max: R - 1n }), fc.constantFrom(0n, 1n, R - 1n));
const dot = (row: Row, witness: readonly bigint[]): bigint =>
  row.reduce((sum, [wire, coefficient]) => (sum + coefficient * witness[wire]!) % R, 0n);

/** Each constraint's C is set right through its term on the constant wire. */
export const randomCircuit: fc.Arbitrary<RandomCircuit> = fc
  .record({
    nOutputs: fc.integer({ min: 0, max: 2 }),
    nPublicInputs: fc.integer({ min: 0, max: 2 }),
    nPrivateInputs: fc.integer({ min: 0, max: 3 }),
    inner: fc.integer({ min: 0, max: 8 }),
  })
  .chain(({ inner, ...counts }) => {
    const nWires = 1 + counts.nOutputs + counts.nPublicInputs + counts.nPrivateInputs + inner;
    const row = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: nWires - 1 }), scalar), {
      selector: ([wire]) => wire,
      maxLength: 4,
    });
    return fc
      .record({
        rest: fc.array(scalar, { minLength: nWires - 1, maxLength: nWires - 1 }),
        rows: fc.array(fc.tuple(row, row, row), { minLength: 1, maxLength: 14 }),
      })
      .map(({ rest, rows }) => {
        const witness = [1n, ...rest];
        const constraints = rows.map(([a, b, c]) => {
          const others = c.filter(([wire]) => wire !== 0);
          const missing = (dot(a, witness) * dot(b, witness) + R - dot(others, witness)) % R;
          return [a, b, [[0, missing], ...others]] as const;
        });
        return { ...counts, nWires, witness, constraints };
      });
  });
