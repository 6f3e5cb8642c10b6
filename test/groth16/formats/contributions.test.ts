import assert from "node:assert/strict";
import fc from "fast-check";
import * as snarkjs from "snarkjs";
import { PsephosError } from "../../../src/errors/index.js";
import { parseContributions } from "../../../src/groth16/formats/contributions.js";
import { parseZkey } from "../../../src/groth16/formats/zkey.js";
import { withBytes, withFlip, withU32, word } from "../support/bytes.js";
import { endSnarkjs, tinyCircuit } from "../support/circuit.js";
import { coded } from "../support/errors.js";

const CODE = "groth16/zkey-contributions";
const BEACON = "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
/** Where the first contribution's type stands: after the hash, the count, its points and its transcript. */
const TYPE = 64 + 4 + 3 * 64 + 128 + 64;

describe("groth16 key contributions", () => {
  let section: Uint8Array;
  before(async () => {
    const { zkey } = await tinyCircuit();
    const out: { type: "mem"; data?: Uint8Array } = { type: "mem" };
    await snarkjs.zKey.beacon({ type: "mem", data: zkey.slice() }, out, "Beacon of Größe", BEACON, 10);
    section = parseZkey(new Uint8Array(out.data!)).contributions;
  });
  after(endSnarkjs);

  it("are read as snarkjs wrote them", () => {
    const { circuitHash, contributions } = parseContributions(section);
    assert.equal(circuitHash.length, 64);
    assert.deepEqual(
      contributions.map(({ name, beacon }) => [name, beacon?.iterationsExponent]),
      [
        ["test", undefined],
        ["Beacon of Größe", 10],
      ],
    );
    assert.equal(Buffer.from(contributions[1]!.beacon!.hash).toString("hex"), BEACON);
    for (const { deltaAfter, g1S, g1SX, g2SpX, transcript } of contributions) {
      assert.deepEqual(
        [deltaAfter, g1S, g1SX, g2SpX, transcript].map(({ length }) => length),
        [64, 64, 64, 128, 64],
      );
    }
  });

  it("are refused at every shorter length, and with bytes to spare", () => {
    for (let length = 0; length < section.length; length++) {
      assert.throws(() => parseContributions(section.subarray(0, length)), coded(CODE));
    }
    assert.throws(() => parseContributions(new Uint8Array([...section, 0])), coded(CODE));
  });

  it("are refused when they contradict themselves", () => {
    assert.throws(() => parseContributions(withU32(section, 64, 3)), coded(CODE));
    assert.throws(() => parseContributions(withU32(section, TYPE, 1)), coded(CODE, /type 1/));
    assert.throws(() => parseContributions(withU32(section, TYPE + 4, 5)), coded(CODE));
    assert.throws(
      () => parseContributions(withBytes(section, TYPE + 8, Uint8Array.of(4))),
      coded(CODE, /parameter 4/),
    );
    assert.throws(
      () => parseContributions(withBytes(section, TYPE + 8, Uint8Array.of(3))),
      coded(CODE, /lacks its value/),
    );
    assert.throws(
      () => parseContributions(withBytes(section, TYPE + 10, Uint8Array.of(255))),
      coded(CODE, /UTF-8/),
    );
    const large = withBytes(section, 68, word(2n ** 256n - 1n));
    assert.throws(() => parseContributions(large), coded("groth16/non-canonical-coordinate"));
  });

  it("never fail without a code", () => {
    fc.assert(
      fc.property(fc.nat(8 * section.length - 1), (bit) => {
        try {
          parseContributions(withFlip(section, bit));
        } catch (error) {
          if (!(error instanceof PsephosError)) throw error;
        }
      }),
      { numRuns: 1000 },
    );
  });
});
