import assert from "node:assert/strict";
import fc from "fast-check";
import { BASE_FIELD_ORDER, SCALAR_FIELD_ORDER } from "../../../src/bytes/index.js";
import { createPool, type Pool } from "../../../src/engine/index.js";
import { parseZkey } from "../../../src/groth16/formats/zkey.js";
import { createWitnessCalculator, proofFromBytes } from "../../../src/groth16/index.js";
import { type LoadedKey, loadKey } from "../../../src/groth16/proving/loaded-key.js";
import { proveWires } from "../../../src/groth16/proving/prove.js";
import { fromZkey } from "../../../src/groth16/proving/proving-key.js";
import { KERNELS } from "../../engine/support/kernels.js";
import { sectionMap, withBytes, word } from "../support/bytes.js";
import { endSnarkjs, TINY_INPUT, tinyCircuit } from "../support/circuit.js";
import { coded } from "../support/errors.js";
import { snarkjsProof } from "../support/snarkjs.js";

const R = SCALAR_FIELD_ORDER;
const scalar = fc.oneof(fc.constantFrom(0n, 1n, R - 1n), fc.bigInt({ min: 0n, max: R - 1n }));

describe("groth16 proofs with a fixed blinding", () => {
  let file: Uint8Array;
  let honest: Uint8Array;
  before(async () => {
    const { wasm, zkey } = await tinyCircuit();
    file = zkey;
    honest = await (await createWitnessCalculator(wasm)).calculate(TINY_INPUT);
  });
  after(endSnarkjs);

  for (const [threads, kernel] of [1, 2, 3, 7].flatMap((n) =>
    KERNELS.map((kernel) => [n, kernel] as const),
  )) {
    describe(`on ${threads} thread${threads === 1 ? "" : "s"}, ${kernel} kernel`, () => {
      let pool: Pool;
      let key: LoadedKey;
      before(async () => {
        pool = await createPool({ threads, kernel });
        key = loadKey(fromZkey(parseZkey(file)), pool.threads);
      });
      after(() => pool.close());

      it("are snarkjs's, point by point", async () => {
        for (const blinding of [
          { t: 12345n, s: 67890n },
          { t: R - 1n, s: R - 1n },
        ]) {
          const theirs = await snarkjsProof(file, honest, blinding);
          assert.deepEqual(proofFromBytes(await proveWires(key, honest, blinding)), theirs.proof);
        }
      });

      it("are snarkjs's for any wires, true or not", async () => {
        const count = honest.length / 32 - 1;
        await fc.assert(
          fc.asyncProperty(
            fc.array(scalar, { minLength: count, maxLength: count }),
            scalar,
            scalar,
            async (values, t, s) => {
              const wires = new Uint8Array([1n, ...values].flatMap((value) => [...word(value)]));
              const theirs = await snarkjsProof(file, wires, { t: t || 1n, s: s || 1n });
              assert.deepEqual(
                proofFromBytes(await proveWires(key, wires, { t: t || 1n, s: s || 1n })),
                theirs.proof,
              );
            },
          ),
          { numRuns: 10 },
        );
      });
    });
  }

  it("are refused if their A is at infinity, where no scalar hides it", async () => {
    await using pool = await createPool({ threads: 1 });
    const { a, alpha1 } = parseZkey(file);
    const y = BigInt(`0x${Buffer.from(alpha1.slice(32)).reverse().toString("hex")}`);
    const minusAlpha = new Uint8Array([...alpha1.slice(0, 32), ...word(BASE_FIELD_ORDER - y)]);
    const points = new Uint8Array(a.length);
    points.set(minusAlpha); // of the wire that is 1
    const hostile = parseZkey(withBytes(file, sectionMap(file).get(5)!.body, points));
    await assert.rejects(
      proveWires(loadKey(fromZkey(hostile), pool.threads), honest, { t: 2n, s: 3n }),
      coded("groth16/point-at-infinity"),
    );
  });

  it("are refused of keys with a point off its curve, in any section that they need", async () => {
    await using pool = await createPool({ threads: 1 });
    const at = sectionMap(file);
    for (const id of [5, 7, 8, 9]) {
      const wrong = parseZkey(withBytes(file, at.get(id)!.body, word(5n)));
      await assert.rejects(
        loadKey(fromZkey(wrong), pool.threads).loaded,
        coded("groth16/point-not-on-curve"),
      );
    }
    for (const offset of [84, 148, 212, 468, 532]) {
      const wrong = parseZkey(withBytes(file, at.get(2)!.body + offset, word(5n)));
      await assert.rejects(
        loadKey(fromZkey(wrong), pool.threads).loaded,
        coded("groth16/point-not-on-curve"),
      );
    }
  });
});
