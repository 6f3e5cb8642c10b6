import assert from "node:assert/strict";
import { SCALAR_FIELD_ORDER as R } from "../../src/bytes/index.js";
import { prepareRows } from "../../src/engine/index.js";
import { throwsCode } from "../support/errors.js";
import { littleEndian } from "./support/bytes.js";
import { type ReferenceField, referenceField } from "./support/ffjavascript.js";
import { KERNELS } from "./support/kernels.js";
import { ourQuotient, snarkjsQuotient } from "./support/quotient.js";
import { Random } from "./support/random.js";

interface Coefficient {
  readonly matrix: number;
  readonly constraint: number;
  readonly wire: number;
  readonly value: bigint;
}

/** Section 4 without its count. */
function section(coefficients: readonly Coefficient[]): Uint8Array {
  const bytes = new Uint8Array(44 * coefficients.length);
  const view = new DataView(bytes.buffer);
  coefficients.forEach(({ matrix, constraint, wire, value }, i) => {
    [matrix, constraint, wire].forEach((word, k) => {
      view.setUint32(44 * i + 4 * k, word, true);
    });
    bytes.set(littleEndian((value << 512n) % R), 44 * i + 12);
  });
  return bytes;
}

const witnessOf = (values: readonly bigint[]) => {
  const bytes = new Uint8Array(32 * values.length);
  values.forEach((value, i) => {
    bytes.set(littleEndian(value), 32 * i);
  });
  return bytes;
};

/** Rows of every sort: empty, long, of units, repeated, with one wire twice; in no order. */
function randomCoefficients(random: Random, domainSize: number, wires: number): Coefficient[] {
  const constants = [1n, R - 1n, 2n, R - 2n, 0n, random.bigint(R), random.bigint(R)];
  const coefficients: Coefficient[] = [];
  let last: readonly Omit<Coefficient, "matrix" | "constraint">[] = [];
  for (let constraint = 0; constraint < domainSize; constraint++) {
    for (const matrix of [0, 1]) {
      const kind = random.below(6);
      const length = [0, 1, 3, 14, 40, 9][kind] as number;
      const terms =
        random.below(3) === 0
          ? last
          : Array.from({ length }, () => ({
              wire: random.below(wires),
              value:
                kind === 3
                  ? random.pick([1n, R - 1n])
                  : random.pick([...constants, random.bigint(R), random.bigint(R)]),
            }));
      coefficients.push(...terms.map((term) => ({ ...term, matrix, constraint })));
      last = terms;
    }
  }
  for (let i = coefficients.length - 1; i > 0; i -= 7) {
    const j = random.below(i + 1);
    [coefficients[i], coefficients[j]] = [coefficients[j]!, coefficients[i]!];
  }
  return coefficients;
}

describe("engine quotient", () => {
  let reference: ReferenceField;
  before(async () => {
    reference = await referenceField();
  });

  for (const [log, wires] of [
    [1, 1],
    [2, 5],
    [3, 9],
    [4, 20],
    [5, 40],
    [8, 300],
    [11, 700],
  ] as const) {
    it(`computes snarkjs's scalars, whole and in parts, on a domain of 2^${log}`, async () => {
      const random = new Random(log);
      const coefficients = section(randomCoefficients(random, 2 ** log, wires));
      const edges = [0n, 1n, R - 1n, R - 2n];
      const witness = witnessOf(
        Array.from({ length: wires }, (_, i) => (i % 3 === 1 ? random.pick(edges) : random.bigint(R))),
      );
      const rows = prepareRows(coefficients, { domainSize: 2 ** log, wires });
      const expected = await snarkjsQuotient(reference, coefficients, witness, 2 ** log);
      for (const kernel of KERNELS) {
        const { whole, joined } = await ourQuotient(rows, witness, kernel);
        assert.deepEqual(whole, expected, kernel);
        assert.deepEqual(joined, expected, kernel);
      }
    });
  }

  it("takes a key without coefficients", async () => {
    const rows = prepareRows(new Uint8Array(0), { domainSize: 4, wires: 2 });
    assert.equal(rows.combinations, 1);
    for (const kernel of KERNELS) {
      const { whole } = await ourQuotient(rows, witnessOf([1n, 5n]), kernel);
      assert.deepEqual(whole, new Uint8Array(128));
    }
  });

  it("stores equal combinations and equal coefficients once", () => {
    const term = { wire: 3, value: 77n };
    const rows = prepareRows(
      section([
        { matrix: 0, constraint: 0, ...term },
        { matrix: 1, constraint: 0, ...term },
        { matrix: 0, constraint: 5, ...term },
        { matrix: 1, constraint: 6, wire: 3, value: 78n },
        { matrix: 1, constraint: 7, wire: 2, value: 77n },
      ]),
      { domainSize: 8, wires: 4 },
    );
    assert.equal(rows.combinations, 4);
    assert.deepEqual(
      rows.values,
      new Uint8Array([1n, R - 1n, 77n, 78n].flatMap((value) => [...littleEndian((value << 512n) % R)])),
    );
  });

  it("refuses what names a row or wire that there is not, and domains beyond the engine's", () => {
    const good = { matrix: 0, constraint: 7, wire: 3, value: 1n };
    const shape = { domainSize: 8, wires: 4 };
    prepareRows(section([good]), shape);
    for (const bad of [{ matrix: 2 }, { constraint: 8 }, { wire: 4 }, { wire: 2 ** 32 - 1 }])
      throwsCode("engine/coefficient", () => prepareRows(section([good, { ...good, ...bad }]), shape));
    throwsCode("engine/coefficient", () => prepareRows(section([good]).subarray(1), shape));
    for (const domainSize of [0, 1, 3, 6, 2 ** 25, 0.5, Number.NaN])
      throwsCode("engine/domain-size", () => prepareRows(new Uint8Array(0), { domainSize, wires: 4 }));
  });
});
