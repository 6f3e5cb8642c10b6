import assert from "node:assert/strict";
import fc from "fast-check";
import {
  CensusOrigin,
  decodeEnvelopeType,
  decodeMode,
  ENVELOPE_FLAGS,
  encodeEnvelopeType,
  encodeMode,
  isCensusOrigin,
  isEvmOrigin,
  isTreeOrigin,
  isWeightedOrigin,
  MODE_FLAGS,
} from "../../src/process/index.js";
import { throwsCode } from "./support.js";

const families = [
  { encode: encodeMode, decode: decodeMode, names: MODE_FLAGS, code: "process/mode" },
  {
    encode: encodeEnvelopeType,
    decode: decodeEnvelopeType,
    names: ENVELOPE_FLAGS,
    code: "process/envelope-type",
  },
] as const;

describe("process/flags", () => {
  it("numbers the bits as the contract does", () => {
    assert.deepEqual(
      [
        encodeMode({ autoStart: true }),
        encodeMode({ interruptible: true }),
        encodeMode({ dynamicCensus: true }),
        encodeMode({ encryptedMetadata: true }),
        encodeMode({ preRegister: true }),
      ],
      [1, 2, 4, 8, 16],
    );
    assert.deepEqual(
      [
        encodeEnvelopeType({ serial: true }),
        encodeEnvelopeType({ anonymous: true }),
        encodeEnvelopeType({ encryptedVotes: true }),
        encodeEnvelopeType({ uniqueValues: true }),
        encodeEnvelopeType({ costFromWeight: true }),
      ],
      [1, 2, 4, 8, 16],
    );
  });

  for (const { encode, decode, names, code } of families) {
    it(`${code}: every byte decodes to its flags and back, or is refused`, () => {
      for (let bits = 0; bits < 256; bits++) {
        if (bits >= 32) throwsCode(() => decode(bits), code);
        else {
          const flags = decode(bits);
          assert.deepEqual(Object.keys(flags), [...names]);
          assert.equal(encode(flags), bits);
        }
      }
    });

    it(`${code}: refuses what is not a byte of flags`, () => {
      for (const wrong of [-1, 0.5, 1.5, Number.NaN, 2 ** 32, 2 ** 32 + 1, "1", 1n, null, undefined, true]) {
        throwsCode(() => decode(wrong as number), code);
      }
    });

    it(`${code}: refuses names and values that are no flags`, () => {
      fc.assert(
        fc.property(fc.string(), (name) => {
          fc.pre(!(names as readonly string[]).includes(name) && name !== "__proto__");
          throwsCode(() => encode({ [name]: true } as never), code);
        }),
      );
      for (const value of [1, 0, "true", null, undefined, {}]) {
        throwsCode(() => encode({ [names[0]]: value } as never), code);
      }
    });
  }

  it("knows the census origins and their families", () => {
    const known = Object.values(CensusOrigin);
    assert.deepEqual(known, [1, 2, 3, 11, 12, 13, 14, 15]);
    for (let value = 0; value < 256; value++)
      assert.equal(isCensusOrigin(value), known.includes(value as never));
    assert.equal(isCensusOrigin("1"), false);
    assert.deepEqual(known.filter(isTreeOrigin), [1, 2]);
    assert.deepEqual(known.filter(isEvmOrigin), [11, 12, 13, 14, 15]);
    assert.deepEqual(known.filter(isWeightedOrigin), [2, 11, 12, 13, 14, 15]);
  });
});
