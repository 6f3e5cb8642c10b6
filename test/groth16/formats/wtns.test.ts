import assert from "node:assert/strict";
import fc from "fast-check";
import * as snarkjs from "snarkjs";
import { SCALAR_FIELD_ORDER } from "../../../src/bytes/index.js";
import { PsephosError } from "../../../src/errors/index.js";
import { formatWtns, parseWtns } from "../../../src/groth16/formats/wtns.js";
import { createWitnessCalculator } from "../../../src/groth16/index.js";
import { sectionMap, withBytes, withFlip, withU32, word } from "../support/bytes.js";
import { TINY_INPUT, tinyCircuit } from "../support/circuit.js";
import { coded } from "../support/errors.js";

describe("groth16 witness files", () => {
  let wires: Uint8Array;
  let file: Uint8Array;
  let header: number;
  let body: number;
  before(async () => {
    wires = await (await createWitnessCalculator((await tinyCircuit()).wasm)).calculate(TINY_INPUT);
    file = formatWtns(wires);
    [header, body] = [sectionMap(file).get(1)!.body, sectionMap(file).get(2)!.body];
  });

  it("come back as they went, and snarkjs reads them alike", async () => {
    assert.deepEqual(parseWtns(file), wires);
    const theirs = (await snarkjs.wtns.exportJson({ type: "mem", data: file } as never)) as bigint[];
    assert.deepEqual(
      theirs.flatMap((value) => [...word(value)]),
      [...wires],
    );
  });

  it("are refused over another field, with another count, or not canonical", () => {
    for (const offset of [0, 4]) {
      assert.throws(() => parseWtns(withU32(file, header + offset, 8)), coded("groth16/wtns-field"));
    }
    for (const count of [0, 1, wires.length / 32 + 1, 0xffffffff]) {
      assert.throws(() => parseWtns(withU32(file, header + 36, count)), coded("groth16/wtns-counts"));
    }
    const large = withBytes(file, body + 64, word(SCALAR_FIELD_ORDER));
    assert.throws(() => parseWtns(large), coded("groth16/wtns-value", /wire 2 /));
    assert.throws(
      () => parseWtns(withBytes(file, body, word(2n))),
      coded("groth16/wtns-value", /wire 0 .* one/),
    );
    const top = withBytes(file, body + 64, word(SCALAR_FIELD_ORDER - 1n));
    assert.equal(parseWtns(top).length, wires.length);
  });

  it("never fail without a code", () => {
    fc.assert(
      fc.property(fc.nat(8 * file.length - 1), fc.nat(file.length - 1), (bit, length) => {
        assert.throws(() => parseWtns(file.subarray(0, length)), PsephosError);
        try {
          parseWtns(withFlip(file, bit));
          assert.ok(bit >> 3 >= body, "a change of the header went unseen");
        } catch (error) {
          if (!(error instanceof PsephosError)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });
});
