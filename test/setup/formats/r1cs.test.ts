// circom's .r1cs, read strictly: https://github.com/iden3/r1csfile/blob/master/doc/r1cs_bin_format.md
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import fc from "fast-check";
import { SCALAR_FIELD_ORDER as R } from "../../../src/bytes/index.js";
import { PsephosError } from "../../../src/errors/index.js";
import { readSections, viewOf, writeSections, writeWord } from "../../../src/groth16/index.js";
import { type R1cs, readR1cs, type SparseMatrix } from "../../../src/setup/formats/r1cs.js";
import { compile, TINY } from "../../groth16/support/circuit.js";
import { coded } from "../../groth16/support/errors.js";
import { type CircuitShape, type Row, r1csFile, randomCircuit } from "../support/random-circuit.js";

const SECTIONS = [1, 2, 3];
const CIRCUIT: CircuitShape = {
  nOutputs: 1,
  nPublicInputs: 1,
  nPrivateInputs: 1,
  nWires: 5,
  constraints: [
    [[[2, 1n]], [[3, 1n]], [[4, 1n]]],
    [[[4, 5n]], [[0, R - 1n]], [[1, 7n]]],
  ],
};

const rowsOf = ({ values }: R1cs, { rowStart, wires, coefficients }: SparseMatrix): Row[] =>
  Array.from({ length: rowStart.length - 1 }, (_, row) =>
    Array.from({ length: rowStart[row + 1]! - rowStart[row]! }, (_, i) => {
      const at = rowStart[row]! + i;
      return [wires[at]!, values[coefficients[at]!]!] as const;
    }),
  );

/** The file of CIRCUIT with one section's body replaced; undefined leaves the section out. */
function withSection(id: number, change: (body: Uint8Array) => Uint8Array | undefined): Uint8Array {
  const sections = [...readSections(r1csFile(CIRCUIT), "r1cs", 1, SECTIONS)].flatMap(([known, body]) => {
    const changed = known === id ? change(body.slice()) : body;
    return changed ? [[known, changed] as const] : [];
  });
  return writeSections("r1cs", 1, sections);
}

const u32At = (id: number, at: number, value: number) =>
  withSection(id, (body) => {
    viewOf(body).setUint32(at, value, true);
    return body;
  });

describe("setup: .r1cs files", () => {
  it("reads back any circuit", () => {
    fc.assert(
      fc.property(randomCircuit, (circuit) => {
        const read = readR1cs(r1csFile(circuit));
        const { nOutputs, nPublicInputs, nPrivateInputs, nWires } = circuit;
        assert.deepEqual(
          [read.nOutputs, read.nPublicInputs, read.nPrivateInputs, read.nWires, read.nConstraints],
          [nOutputs, nPublicInputs, nPrivateInputs, nWires, circuit.constraints.length],
        );
        [read.a, read.b, read.c].forEach((matrix, i) => {
          assert.deepEqual(
            rowsOf(read, matrix),
            circuit.constraints.map((sides) => sides[i]),
          );
        });
      }),
    );
  });

  it("reads what circom compiles as r1csfile does", async () => {
    const { r1cs } = await compile(TINY);
    const require = createRequire(createRequire(import.meta.url).resolve("snarkjs"));
    const { readR1cs: reference } = require("r1csfile");
    const file = { type: "mem", data: r1cs };
    const expected = await reference(file, { loadConstraints: true, singleThread: true });
    const read = readR1cs(r1cs);
    assert.equal(read.nWires, expected.nVars);
    assert.equal(read.nConstraints, expected.nConstraints);
    const { F } = expected;
    [read.a, read.b, read.c].forEach((matrix, side) => {
      rowsOf(read, matrix).forEach((row, constraint) => {
        const terms: Record<string, Uint8Array> = expected.constraints[constraint][side];
        const theirs = Object.entries(terms).map(([wire, c]) => [Number(wire), F.toObject(c)]);
        assert.deepEqual(
          [...row].sort(([v], [w]) => v - w),
          theirs,
        );
      });
    });
    await expected.curve.terminate?.();
  });

  it("refuses a file cut short anywhere", () => {
    const file = r1csFile(CIRCUIT);
    for (let length = 0; length < file.length; length++) {
      assert.throws(
        () => readR1cs(file.slice(0, length)),
        (error: unknown) => error instanceof PsephosError && error.code.startsWith("groth16/file-"),
        `${length} bytes`,
      );
    }
  });

  it("answers any flipped bit with another circuit or a typed error", () => {
    const file = r1csFile(CIRCUIT);
    for (let bit = 0; bit < 8 * file.length; bit++) {
      const flipped = file.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      try {
        readR1cs(flipped);
      } catch (error) {
        assert.ok(error instanceof PsephosError, `bit ${bit}: ${String(error)}`);
      }
    }
  });

  it("refuses what is no .r1cs", () => {
    assert.throws(() => readR1cs(new Uint8Array(0)), coded("groth16/file-empty"));
    assert.throws(() => readR1cs(writeSections("zkey", 1, [])), coded("groth16/file-magic"));
  });

  it("refuses other versions, sections twice or missing, and bytes left over", () => {
    const file = r1csFile(CIRCUIT);
    const version = file.slice();
    version[4] = 2;
    assert.throws(() => readR1cs(version), coded("groth16/file-version"));
    const twice = writeSections("r1cs", 1, [
      ...readSections(file, "r1cs", 1, SECTIONS),
      [3, new Uint8Array(40)],
    ]);
    assert.throws(() => readR1cs(twice), coded("groth16/file-duplicate-section"));
    for (const id of [1, 2, 3]) {
      assert.throws(() => readR1cs(withSection(id, () => undefined)), coded("groth16/file-missing-section"));
    }
    assert.throws(() => readR1cs(Uint8Array.of(...file, 0)), coded("groth16/file-trailing-bytes"));
    const longer = withSection(2, (body) => Uint8Array.of(...body, 0));
    assert.throws(() => readR1cs(longer), coded("groth16/file-trailing-bytes"));
  });

  it("refuses other fields", () => {
    const other = withSection(1, (body) => {
      writeWord(viewOf(body), 4, R + 2n);
      return body;
    });
    assert.throws(() => readR1cs(other), coded("setup/r1cs-field"));
    assert.throws(() => readR1cs(u32At(1, 0, 48)), coded("setup/r1cs-field"));
  });

  it("refuses counts that cannot be", () => {
    assert.throws(() => readR1cs(u32At(1, 36, 3)), coded("setup/r1cs-counts")); // fewer wires than signals
    assert.throws(() => readR1cs(u32At(1, 36, 2 ** 32 - 1)), coded("setup/r1cs-counts")); // more than are mapped
    // circom counts private inputs that its simplification removed.
    assert.equal(readR1cs(u32At(1, 48, 2 ** 32 - 1)).nPrivateInputs, 2 ** 32 - 1);
    assert.throws(() => readR1cs(u32At(1, 60, 2 ** 27)), coded("setup/r1cs-counts")); // beyond all domains
    assert.throws(() => readR1cs(u32At(1, 60, 2 ** 26)), coded("groth16/file-truncated"));
  });

  it("refuses wires that do not exist or stand twice, and coefficients of r and more", () => {
    assert.throws(() => readR1cs(u32At(2, 4, 5)), coded("setup/r1cs-wire"));
    const twice: CircuitShape = {
      ...CIRCUIT,
      constraints: [
        [
          [
            [2, 1n],
            [2, 1n],
          ],
          [],
          [],
        ],
      ],
    };
    assert.throws(() => readR1cs(r1csFile(twice)), coded("setup/r1cs-wire", /twice/));
    const large: CircuitShape = { ...CIRCUIT, constraints: [[[[2, R]], [], []]] };
    assert.throws(() => readR1cs(r1csFile(large)), coded("setup/r1cs-coefficient"));
  });

  it("refuses custom gates", async () => {
    const path = createRequire(createRequire(import.meta.url).resolve("snarkjs")).resolve("r1csfile");
    const file = await readFile(path.replace(/r1csfile\/.*$/, "r1csfile/test/testutils/circuitCG.r1cs"));
    assert.throws(() => readR1cs(file), coded("setup/r1cs-custom-gates"));
  });
});
