/**
 * What circom computes by `<--`, found again in the constraints: the forms that are recognised, wire by wire as circom
 * computes them, and forms beside them, whose constraints leave another choice.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { SCALAR_FIELD_ORDER as R } from "../../../src/bytes/index.js";
import { createWitnessCalculator } from "../../../src/groth16/index.js";
import type { CircuitInput } from "../../../src/groth16/witness/inputs.js";
import type { SparseMatrix } from "../../../src/setup/formats/r1cs.js";
import { compileWitnessProgram } from "../../../src/setup/index.js";
import { solveOrder } from "../../../src/setup/witness/solve.js";
import { rejectsCode, throwsCode } from "../../support/errors.js";
import { compileWithNames } from "../support/circom.js";

/** Bits of a signal, each with its constraint: `range(name, in, n)`. */
const RANGE = `template Range(n) {
  signal input in; signal bits[n]; var sum = 0;
  for (var i = 0; i < n; i++) { bits[i] <-- (in >> i) & 1; bits[i] * (bits[i] - 1) === 0; sum += bits[i] * 2 ** i; }
  sum === in;
}
template IsZero() {
  signal input in; signal output out; signal inv;
  inv <-- in != 0 ? 1 / in : 0; out <== 1 - in * inv; in * out === 0;
}
`;

const compile = (template: string) =>
  compileWithNames(`pragma circom 2.2.0;\n${RANGE}template T() {\n${template}\n}\ncomponent main = T();\n`);

interface Recognised {
  readonly form: string;
  readonly template: string;
  /** Inputs of the circuit, edges among them. */
  readonly inputs: readonly CircuitInput[];
  readonly refused: readonly CircuitInput[];
}

const scalars = (count: number): bigint[] =>
  fc.sample(fc.bigInt({ min: 0n, max: R - 1n }), { numRuns: count, seed: 7 });
const upTo = (limit: number): number[] => Array.from({ length: limit }, (_, i) => i);

/** x of the form with digits of both signs, by the number that has its binary digits. */
const x12 = (t: number): bigint => (R + BigInt(t) - 58n) % R;

const FORMS: readonly Recognised[] = [
  {
    form: "a number in two parts, each ranged",
    template: `signal input x; signal output high;
      signal low <-- x & 255; high <-- x >> 8; high * 256 + low === x;
      component l = Range(8); component h = Range(20); l.in <== low; h.in <== high;`,
    inputs: [0n, 1n, 255n, 256n, 2n ** 28n - 1n, ...scalars(20).map((x) => x % 2n ** 28n)].map((x) => ({
      x,
    })),
    refused: [2n ** 28n, R - 1n, ...scalars(3)].map((x) => ({ x })),
  },
  {
    form: "the borrow of a comparison limb by limb",
    template: `signal input hi; signal input lo; signal output less;
      signal borrow <-- lo > 1000 ? 1 : 0; borrow * (borrow - 1) === 0; less <== borrow * hi;
      component h = Range(12); component l = Range(12);
      h.in <== 77 - hi - borrow; l.in <== 1000 - lo + borrow * 4096;`,
    inputs: [0n, 1n, 76n].flatMap((hi) =>
      [0n, 999n, 1000n, 1001n, 4095n, 5096n, R - 1n].map((lo) => ({ hi, lo })),
    ),
    refused: [
      { hi: 77n, lo: 1001n },
      { hi: 78n, lo: 0n },
      { hi: 0n, lo: 5097n },
      { hi: 0n, lo: R - 3097n },
    ],
  },
  {
    form: "a byte by one-hot low digits and high bits, in either order of the values",
    template: `signal input x; signal input y; signal output out[7];
      signal is[8]; var rest = 1; var low = 0;
      for (var v = 1; v < 8; v++) { is[v] <-- x % 8 == v ? 1 : 0; rest -= is[v]; low += v * is[v]; }
      is[0] <== rest; for (var v = 0; v < 8; v++) is[v] * (is[v] - 1) === 0;
      signal high <-- x \\ 8; component range = Range(5); range.in <== high;
      8 * high + low === x;
      for (var v = 1; v < 8; v++) out[v - 1] <== is[v] * y;`,
    inputs: upTo(256).map((x) => ({ x: BigInt(x), y: 5n })),
    refused: [256n, 257n, R - 1n, R - 8n, ...scalars(3)].map((x) => ({ x, y: 1n })),
  },
  {
    form: "digits of both signs, with gaps, and one-hot values in another order",
    template: `signal input x; signal input y; signal output out[6];
      var t = x - 12 + 6 + 64; var order[4] = [2, 0, 3, 1]; var digit = 0; var rest = 1;
      signal is[4];
      for (var i = 0; i < 4; i++) is[i] <-- 3 - ((t >> 1) & 3) == order[i] ? 1 : 0;
      for (var i = 0; i < 4; i++) { is[i] * (is[i] - 1) === 0; digit += order[i] * is[i]; rest -= is[i]; }
      rest === 0;
      signal b[2]; b[0] <-- (t >> 4) & 1; b[1] <-- 1 - ((t >> 6) & 1);
      for (var i = 0; i < 2; i++) b[i] * (b[i] - 1) === 0;
      12 - 2 * digit + 16 * b[0] - 64 * b[1] === x;
      for (var i = 0; i < 4; i++) out[i] <== is[i] * y;
      for (var i = 0; i < 2; i++) out[4 + i] <== b[i] * y;`,
    inputs: upTo(16).map((n) => ({ x: x12((n % 4) * 2 + (n & 4) * 4 + (n & 8) * 8), y: 9n })),
    refused: [1, 8, 32, 57, 87, 128].map((t) => ({ x: x12(t), y: 9n })),
  },
  {
    form: "unary counts, of a power of two and of fewer bits",
    template: `signal input n; signal input y; signal output out[10];
      signal beyond[11]; var sum = 0;
      for (var i = 0; i < 11; i++) { beyond[i] <-- i < n ? 0 : 1; sum += 1 - beyond[i]; }
      beyond[0] === 0;
      for (var i = 1; i < 11; i++) beyond[i] * (beyond[i] - 1) === 0;
      for (var i = 2; i < 11; i++) beyond[i - 1] * (1 - beyond[i]) === 0;
      sum === n;
      for (var i = 1; i < 11; i++) out[i - 1] <== beyond[i] * y;`,
    inputs: upTo(11).map((n) => ({ n: BigInt(n + 1), y: 3n })),
    refused: [0n, 12n, 17n, 27n, R - 1n].map((n) => ({ n, y: 3n })),
  },
  {
    form: "the inverses of IsZero, of 0 too",
    template: `signal input x; signal input y; signal output out;
      component a = IsZero(); a.in <== 3 * x - 6; component b = IsZero(); b.in <== x * y;
      out <== a.out * (5 + b.out) + b.out;`,
    inputs: [0n, 1n, 2n, R - 1n, ...scalars(10)].flatMap((x) => [0n, 1n, x].map((y) => ({ x, y }))),
    refused: [],
  },
];

describe("witness programs of what is computed by <--", () => {
  for (const { form, template, inputs, refused } of FORMS) {
    it(`${form}: circom's witness, wire by wire`, async () => {
      const { wasm, r1cs, sym } = await compile(template);
      const ours = await createWitnessCalculator(compileWitnessProgram({ r1cs, sym }));
      const circoms = await createWitnessCalculator(wasm);
      for (const input of inputs)
        assert.deepEqual(
          await ours.calculate(input),
          await circoms.calculate(input),
          JSON.stringify(input, String),
        );
      for (const input of refused) {
        await rejectsCode("groth16/unsatisfied", circoms.calculate(input));
        await rejectsCode("groth16/unsatisfied", ours.calculate(input));
      }
    });
  }

  const UNSOLVED: Record<string, string> = {
    "a square root": "signal input x; signal output root; root <-- x == 0 ? 0 : 1; root * root === x;",
    "digits at one place": `signal input x; signal output out; signal a[2];
      for (var i = 0; i < 2; i++) { a[i] <-- i < x ? 1 : 0; a[i] * (a[i] - 1) === 0; }
      component high = Range(4); signal h <-- 0; high.in <== h;
      8 * h + a[0] + a[1] === x; out <== a[0] * x;`,
    "more bits than determine a number": `signal input x; signal output out; signal bits[254]; var sum = 0;
      for (var i = 0; i < 254; i++) { bits[i] <-- (x >> i) & 1; bits[i] * (bits[i] - 1) === 0; sum += bits[i] * 2 ** i; }
      sum === x; out <== bits[3] * bits[4];`,
    "digits of which two may be 1": `signal input x; signal output out; signal is[4]; var low = 0;
      for (var v = 1; v < 4; v++) { is[v] <-- x % 4 == v ? 1 : 0; is[v] * (is[v] - 1) === 0; low += v * is[v]; }
      is[0] <== 1; signal high <-- x \\ 4; component range = Range(6); range.in <== high;
      4 * high + low === x; out <== is[1] * is[2];`,
    "one-hot values with a gap": `signal input x; signal output out[3];
      var values[3] = [1, 2, 4]; var low = 0; var rest = 1; signal is[3];
      for (var i = 0; i < 3; i++) { is[i] <-- x % 8 == values[i] ? 1 : 0; is[i] * (is[i] - 1) === 0; low += values[i] * is[i]; rest -= is[i]; }
      rest * (rest - 1) === 0; component high = Range(4); signal h <-- x \\ 8; high.in <== h;
      8 * h + low === x; for (var i = 0; i < 3; i++) out[i] <== is[i] * x;`,
    "one-hot values with a gap, which leave a choice": `signal input x; signal output out[3];
      var values[3] = [1, 2, 4]; var low = 0; var rest = 1; signal is[3];
      for (var i = 0; i < 3; i++) { is[i] <-- i < 2 && (x + values[i]) % 4 == 0 ? 1 : 0; is[i] * (is[i] - 1) === 0; low += values[i] * is[i]; rest -= is[i]; }
      rest * (rest - 1) === 0; component high = Range(4); signal h <-- (x + low) \\ 4; high.in <== h;
      4 * h - low === x; for (var i = 0; i < 3; i++) out[i] <== is[i] * x;`,
    "a count whose bits may fall": `signal input n; signal output out; signal beyond[4]; var sum = 0;
      for (var i = 0; i < 4; i++) { beyond[i] <-- i < n ? 0 : 1; beyond[i] * (beyond[i] - 1) === 0; sum += 1 - beyond[i]; }
      beyond[0] * (1 - beyond[1]) === 0; beyond[2] * (1 - beyond[3]) === 0;
      sum === n; out <== beyond[1] * n;`,
    "an inverse of 0 that another constraint has": `signal input in; signal input y; signal output out; signal inv;
      inv <-- in != 0 ? 1 / in : 7; out <== 1 - in * inv; in * out === 0;
      signal output again; again <== inv * y;`,
    "an inverse of 0 that is an output": `signal input in; signal output out; signal output inv;
      inv <-- in != 0 ? 1 / in : 7; out <== 1 - in * inv; in * out === 0;`,
    "an inverse without the second constraint":
      "signal input in; signal output out; signal inv; inv <-- in != 0 ? 1 / in : 0; out <== 1 - in * inv;",
  };
  for (const [name, template] of Object.entries(UNSOLVED)) {
    it(`are not made of ${name}`, async () => {
      const { r1cs, sym } = await compile(template);
      throwsCode("setup/witness-unsolved", () => compileWitnessProgram({ r1cs, sym }));
    });
  }

  it("are not made when a bit cancels out of the parts of a number", () => {
    const [one, x, low, b0, b1, high] = [0, 1, 2, 3, 4, 5];
    type Terms = readonly (readonly [wire: number, coefficient: bigint])[];
    const bit = (terms: Terms, size: bigint): [Terms, Terms] => [terms, [...terms, [one, R - size]]];
    // low = b0 + 2·b1 + 4·e and x = low − b0 + 8·high + 16·f: x says nothing of b0.
    const rows = [
      bit([[b0, 1n]], 1n),
      bit([[b1, 1n]], 1n),
      bit([[high, 1n]], 1n),
      bit(
        [
          [low, 1n],
          [b0, R - 1n],
          [b1, R - 2n],
        ],
        4n,
      ),
      bit(
        [
          [x, 1n],
          [low, R - 1n],
          [b0, 1n],
          [high, R - 8n],
        ],
        16n,
      ),
    ];
    const values = [...new Set(rows.flat(2).map(([, value]) => value))];
    const matrix = (side: readonly Terms[]): SparseMatrix => ({
      rowStart: Uint32Array.from([0, ...side.map((_, i) => side.slice(0, i + 1).flat().length)]),
      wires: Uint32Array.from(side.flat().map(([wire]) => wire)),
      coefficients: Uint32Array.from(side.flat().map(([, value]) => values.indexOf(value))),
    });
    const r1cs = {
      ...{ nWires: 6, nOutputs: 0, nPublicInputs: 1, nPrivateInputs: 0, nConstraints: rows.length, values },
      a: matrix(rows.map(([a]) => a)),
      b: matrix(rows.map(([, b]) => b)),
      c: matrix(rows.map(() => [])),
    };
    throwsCode("setup/witness-unsolved", () => solveOrder(r1cs, [x]));
  });
});
