import assert from "node:assert/strict";
import fc from "fast-check";
import * as snarkjs from "snarkjs";
import { BASE_FIELD_ORDER, SCALAR_FIELD_ORDER } from "../../../src/bytes/index.js";
import { PsephosError } from "../../../src/errors/index.js";
import { viewOf } from "../../../src/groth16/formats/sections.js";
import { coordinates, readWord } from "../../../src/groth16/formats/words.js";
import {
  COEFFICIENT_BYTES,
  parseZkey,
  readZkeyRecord,
  verificationKeyOf,
  type Zkey,
} from "../../../src/groth16/formats/zkey.js";
import { formatVerificationKey } from "../../../src/groth16/index.js";
import { sectionMap, withBytes, withFlip, withU32, word } from "../support/bytes.js";
import { endSnarkjs, tinyCircuit } from "../support/circuit.js";
import { coded } from "../support/errors.js";

const inFile = (bytes: Uint8Array): object => ({ type: "mem", data: bytes.slice() });

/** A point as snarkjs shows it, as coordinates; its infinity is (0 : 1 : 0), the file's all zeros. */
// biome-ignore lint/suspicious/noExplicitAny: snarkjs's own shape
function affine(point: any[]): bigint[] {
  const values = point.flat().map(BigInt);
  const size = (values.length / 3) * 2;
  return values.slice(size).every((z) => z === 0n) ? new Array(size).fill(0n) : values.slice(0, size);
}

describe("groth16 proving keys", () => {
  let file: Uint8Array;
  let zkey: Zkey;
  let at: ReturnType<typeof sectionMap>;
  before(async () => {
    file = (await tinyCircuit()).zkey;
    zkey = parseZkey(file);
    at = sectionMap(file);
  });
  after(endSnarkjs);

  it("say what snarkjs says, field by field", async () => {
    // biome-ignore lint/suspicious/noExplicitAny: snarkjs's own shape
    const theirs = (await snarkjs.zKey.exportJson(inFile(file))) as any;
    assert.equal(zkey.nVars, theirs.nVars);
    assert.equal(zkey.nPublic, theirs.nPublic);
    assert.equal(zkey.domainSize, theirs.domainSize);
    assert.equal(zkey.coefficients.length, COEFFICIENT_BYTES * theirs.ccoefs.length);
    const wires = theirs.A.length;
    for (const [name, points] of [
      ["a", theirs.A],
      ["b1", theirs.B1],
      ["b2", theirs.B2],
      ["c", theirs.C.slice(theirs.nPublic + 1, wires)],
      ["h", theirs.hExps],
    ] as const) {
      assert.deepEqual(coordinates(zkey[name]), points.flatMap(affine), name);
    }
    const view = viewOf(zkey.coefficients);
    // biome-ignore lint/suspicious/noExplicitAny: snarkjs's own shape
    theirs.ccoefs.forEach((coefficient: any, i: number) => {
      const [matrix, constraint, signal] = [0, 4, 8].map((o) =>
        view.getUint32(COEFFICIENT_BYTES * i + o, true),
      );
      assert.deepEqual(
        [matrix, constraint, signal],
        [coefficient.matrix, coefficient.constraint, coefficient.signal],
      );
      const stored = readWord(view, COEFFICIENT_BYTES * i + 12);
      assert.equal(stored, (BigInt(coefficient.value) << 512n) % SCALAR_FIELD_ORDER);
    });
  });

  it("tell their header and their contributions without being read whole", () => {
    const { ic: _, coefficients, a, b1, b2, c, h, ...record } = zkey;
    assert.ok([coefficients, a, b1, b2, c, h].every(({ length }) => length > 0));
    assert.deepEqual(readZkeyRecord(file), record);
    const { body, length } = at.get(9)!;
    const broken = withBytes(file, body + length - 32, new Uint8Array(32).fill(255));
    assert.throws(() => parseZkey(broken), coded("groth16/non-canonical-coordinate"));
    assert.deepEqual(readZkeyRecord(broken), record);
    assert.throws(() => readZkeyRecord(withU32(file, at.get(1)!.body, 2)), coded("groth16/zkey-protocol"));
  });

  it("hold the verification key that snarkjs exports", async () => {
    const theirs = (await snarkjs.zKey.exportVerificationKey(inFile(file))) as Record<string, unknown>;
    delete theirs.vk_alphabeta_12;
    assert.deepEqual(formatVerificationKey(verificationKeyOf(zkey)), theirs);
  });

  it("are refused when a count, a field or the protocol is another", () => {
    const [protocol, header] = [at.get(1)!.body, at.get(2)!.body];
    assert.throws(() => parseZkey(withU32(file, protocol, 2)), coded("groth16/zkey-protocol"));
    for (const offset of [0, 4, 36, 40]) {
      assert.throws(() => parseZkey(withU32(file, header + offset, 31)), coded("groth16/zkey-curve"));
    }
    const { nVars, nPublic, domainSize } = zkey;
    for (const [offset, value, code] of [
      [72, nVars + 1, "groth16/zkey-section-size"],
      [72, nPublic, "groth16/zkey-counts"],
      [72, 0xffffffff, "groth16/zkey-section-size"],
      [76, nPublic + 1, "groth16/zkey-section-size"],
      [76, nVars, "groth16/zkey-counts"],
      [80, 2 * domainSize, "groth16/zkey-section-size"],
      [80, domainSize + 1, "groth16/zkey-counts"],
      [80, 0, "groth16/zkey-counts"],
      [80, 1, "groth16/zkey-counts"],
      [80, 2 ** 28, "groth16/zkey-counts"],
    ] as const) {
      assert.throws(() => parseZkey(withU32(file, header + offset, value)), coded(code));
    }
  });

  it("are refused when a coefficient names what there is not", () => {
    const { body } = at.get(4)!;
    for (const [offset, value] of [
      [0, 2],
      [4, zkey.domainSize],
      [8, zkey.nVars],
    ] as const) {
      const wrong = withU32(file, body + 4 + COEFFICIENT_BYTES + offset, value);
      assert.throws(() => parseZkey(wrong), coded("groth16/zkey-coefficient", /coefficient 1 /));
    }
    const large = withBytes(file, body + 4 + 12, word(SCALAR_FIELD_ORDER));
    assert.throws(() => parseZkey(large), coded("groth16/zkey-coefficient", /coefficient 0 .* below r/));
    for (const count of [0, 1, 0xffffffff]) {
      assert.throws(() => parseZkey(withU32(file, body, count)), coded("groth16/zkey-section-size"));
    }
  });

  it("are refused when any coordinate is p or more", () => {
    for (const id of [3, 5, 6, 7, 8, 9]) {
      const { body, length } = at.get(id)!;
      for (const offset of [0, length - 32]) {
        for (const value of [BASE_FIELD_ORDER, 2n ** 256n - 1n]) {
          const wrong = withBytes(file, body + offset, word(value));
          assert.throws(
            () => parseZkey(wrong),
            coded("groth16/non-canonical-coordinate", new RegExp(`section ${id} `)),
          );
        }
      }
    }
    for (let offset = 84; offset < at.get(2)!.length; offset += 32) {
      const wrong = withBytes(file, at.get(2)!.body + offset, word(BASE_FIELD_ORDER));
      assert.throws(() => parseZkey(wrong), coded("groth16/non-canonical-coordinate", /header/));
    }
  });

  it("give no verification key when a point of the header or of IC is off its curve or at infinity", () => {
    const header = at.get(2)!.body + 84;
    // α₁, β₂, γ₂, δ₂ and IC are the verification key's.
    for (const [start, size] of [
      [header, 64],
      [header + 128, 128],
      [header + 256, 128],
      [header + 448, 128],
      [at.get(3)!.body, 64],
      [at.get(3)!.body + 64, 64],
    ] as const) {
      for (const wrong of [word(5n), new Uint8Array(size)]) {
        const parsed = parseZkey(withBytes(file, start, wrong));
        assert.throws(() => verificationKeyOf(parsed), coded("groth16/point-not-on-curve"));
      }
    }
  });

  it("are refused at any shorter length, and without any section but the contributions", () => {
    fc.assert(
      fc.property(fc.nat(file.length - 1), (length) => {
        assert.throws(() => parseZkey(file.subarray(0, length)), PsephosError);
      }),
    );
    for (const [id, { header, body, length }] of at) {
      const rest = [...file.subarray(0, header), ...file.subarray(body + length)];
      const without = withU32(Uint8Array.from(rest), 8, at.size - 1);
      if (id === 10) assert.equal(parseZkey(without).contributions.length, 0);
      else assert.throws(() => parseZkey(without), coded("groth16/file-missing-section"));
    }
  });

  it("never fail without a code, and always when what shapes them is changed", () => {
    fc.assert(
      fc.property(fc.nat(8 * file.length - 1), (bit) => {
        const byte = bit >> 3;
        const shape = byte < 12 || [...at.values()].some((s) => byte >= s.header && byte < s.body);
        const counts = byte >= at.get(2)!.body && byte < at.get(2)!.body + 84;
        try {
          parseZkey(withFlip(file, bit));
          assert.ok(!shape && !counts, `byte ${byte} changed unseen`);
        } catch (error) {
          if (!(error instanceof PsephosError)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });
});
