import assert from "node:assert/strict";
import * as snarkjs from "snarkjs";
import { SCALAR_FIELD_ORDER } from "../../../src/bytes/index.js";
import { formatWtns } from "../../../src/groth16/formats/wtns.js";
import { createWitnessCalculator, type WitnessCalculator } from "../../../src/groth16/index.js";
import { compile, TINY_INPUT, tinyCircuit } from "../support/circuit.js";
import { coded } from "../support/errors.js";

const SECRET = "918273645546372819";

async function snarkjsWitness(wasm: Uint8Array, input: object): Promise<Uint8Array> {
  const file: { type: "mem"; data?: Uint8Array } = { type: "mem" };
  await snarkjs.wtns.calculate(input as snarkjs.CircuitSignals, wasm, file);
  return file.data!;
}

describe("groth16 witness calculator", () => {
  let wasm: Uint8Array;
  let calculator: WitnessCalculator;
  before(async () => {
    ({ wasm } = await tinyCircuit());
    calculator = await createWitnessCalculator(wasm);
  });

  it("computes snarkjs's witness, and the same again", async () => {
    const expected = await snarkjsWitness(wasm, structuredClone(TINY_INPUT));
    for (let i = 0; i < 2; i++) {
      assert.deepEqual(formatWtns(await calculator.calculate(TINY_INPUT)), new Uint8Array(expected));
    }
  });

  it("takes values up to r − 1", async () => {
    const top = SCALAR_FIELD_ORDER - 1n;
    const input = {
      factor: top,
      grid: [
        [top, top],
        [top, top],
      ],
      label: `${top}`,
      total: top,
    };
    const expected = await snarkjsWitness(wasm, { ...input });
    assert.deepEqual(formatWtns(await calculator.calculate(input)), new Uint8Array(expected));
  });

  it("names the signal that is unknown, missing, short or long, and no value", async () => {
    const cases = [
      ["groth16/unknown-signal", /factory/, { ...TINY_INPUT, factory: SECRET }],
      ["groth16/unknown-signal", /factory/, { ...TINY_INPUT, factory: [] }],
      [
        "groth16/signal-size",
        /grid takes 4 values, not 3/,
        { ...TINY_INPUT, grid: [SECRET, SECRET, SECRET] },
      ],
      ["groth16/signal-size", /label takes 1 values, not 2/, { ...TINY_INPUT, label: [SECRET, SECRET] }],
      ["groth16/missing-signal", /takes 7 input values, but got 1: factor \(1\)$/, { factor: SECRET }],
      ["groth16/missing-signal", /takes 7 input values, but got 0: no signal$/, {}],
    ] as const;
    for (const [code, mentions, input] of cases) {
      await assert.rejects(calculator.calculate(input), coded(code, mentions, SECRET));
    }
  });

  it("refuses values that are not canonical, and does not show them", async () => {
    const r = SCALAR_FIELD_ORDER;
    const values = [
      r,
      r + 1n,
      -1n,
      `${r}`,
      `-${SECRET}`,
      `0${SECRET}`,
      `0x${SECRET}`,
      -1,
      0.5,
      2 ** 53,
      Number.NaN,
    ];
    for (const value of [...values, null, undefined, true, "", Symbol("x"), () => 1]) {
      await assert.rejects(
        calculator.calculate({ ...TINY_INPUT, factor: value as never }),
        coded("groth16/non-canonical-input", /factor/, SECRET),
      );
    }
  });

  it("refuses inputs that are no object of signals, and lists without an end", async () => {
    for (const input of [null, undefined, 3, "factor", [1n]]) {
      await assert.rejects(calculator.calculate(input as never), coded("groth16/input-shape"));
    }
    const endless: unknown[] = [];
    endless.push(endless);
    const loop: Record<string, unknown> = {};
    loop.x = loop;
    for (const grid of [endless, loop]) {
      await assert.rejects(
        calculator.calculate({ ...TINY_INPUT, grid: grid as never }),
        coded("groth16/input-shape", /grid/),
      );
    }
  });

  it("takes lists of numbers as they come, and refuses ragged ones and what has no fields", async () => {
    const expected = await calculator.calculate(TINY_INPUT);
    for (const grid of [Uint8Array.of(11, 5, 7, 13), BigUint64Array.of(11n, 5n, 7n, 13n), [11, 5, 7, 13]])
      assert.deepEqual(await calculator.calculate({ ...TINY_INPUT, grid }), expected);
    // As many values as the signal has, but no matrix.
    for (const grid of [
      [[11, 5, 7], [13]],
      [11, [5, 7], 13],
      [[11, 5], 7, 13],
    ])
      await assert.rejects(
        calculator.calculate({ ...TINY_INPUT, grid }),
        coded("groth16/input-shape", /grid have different lengths/),
      );
    const entries = Object.entries(TINY_INPUT);
    for (const input of [new Map(entries), new Set([1]), Uint8Array.of(1), () => TINY_INPUT, new Date()])
      await assert.rejects(calculator.calculate(input as never), coded("groth16/input-shape"));
    const factor = new Map([[0, 3n]]);
    await assert.rejects(
      calculator.calculate({ ...TINY_INPUT, factor: factor as never }),
      coded("groth16/non-canonical-input", /factor/),
    );
    // Two lists that hold each other twice: 2^32 ways down.
    const a: unknown[] = [];
    const b: unknown[] = [a, a];
    a.push(b, b);
    await assert.rejects(
      calculator.calculate({ ...TINY_INPUT, grid: a as never }),
      coded("groth16/input-shape"),
    );
  });

  it("works on after a failure", async () => {
    await assert.rejects(calculator.calculate({ ...TINY_INPUT, total: 1n }), coded("groth16/unsatisfied"));
    assert.equal((await calculator.calculate(TINY_INPUT))[0], 1);
  });

  it("prints nothing, whatever the circuit logs", async () => {
    const printed: unknown[] = [];
    const { log, error } = console;
    console.log = console.error = (...args: unknown[]) => printed.push(args);
    try {
      await calculator.calculate(TINY_INPUT);
      await calculator.calculate({ ...TINY_INPUT, total: 1n }).catch(() => {});
    } finally {
      Object.assign(console, { log, error });
    }
    assert.deepEqual(printed, []);
  });

  it("takes buses by their fields, as circom does", async () => {
    const bus = await compile(`pragma circom 2.2.0;
      bus Point() { signal x; signal y[2]; }
      template Buses() {
        input Point() p; input Point() q[2]; signal output o;
        o <== p.x * q[1].y[0] + q[0].x + p.y[1];
      }
      component main = Buses();`);
    const point = (x: number) => ({ x, y: [x + 1, x + 2] });
    const witness = await (await createWitnessCalculator(bus.wasm)).calculate({
      p: point(10),
      q: [point(20), point(30)],
    });
    assert.equal(new DataView(witness.buffer).getUint32(32, true), 10 * 31 + 20 + 12);
  });

  it("refuses programs that are not circom 2's for this field", async () => {
    const empty = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    for (const program of [empty, wasm.slice(0, 1000), new TextEncoder().encode("(module)")]) {
      await assert.rejects(createWitnessCalculator(program), coded("groth16/witness-program"));
    }
  });
});
