import assert from "node:assert/strict";
import fc from "fast-check";
import {
  parseScalar,
  parseScalarHex,
  SCALAR_FIELD_ORDER as r,
  scalarFromBytes,
  scalarToBytes,
  scalarToHex,
} from "../../src/bytes/index.js";
import { throwsCode } from "../support/errors.js";

const scalar = fc.bigInt({ min: 0n, max: r - 1n });

describe("bytes: canonical scalars (PROTOCOL 1)", () => {
  it("reads back what it writes, in each encoding", () => {
    fc.assert(
      fc.property(scalar, (value) => {
        assert.equal(parseScalar(value.toString()), value);
        assert.equal(parseScalarHex(scalarToHex(value)), value);
        assert.equal(scalarFromBytes(scalarToBytes(value)), value);
      }),
    );
  });

  it("refuses every other spelling of a number in text", () => {
    const spellings = [
      "",
      "-1",
      "+1",
      "007",
      "00",
      " 1",
      "1 ",
      "1e3",
      "1.0",
      "0x1",
      "١",
      `${r}`,
      `${r + 1n}`,
    ];
    for (const text of [...spellings, "9".repeat(78), 1, null, undefined, 1n]) {
      throwsCode("bytes/non-canonical", () => parseScalar(text));
    }
  });

  it("refuses hex that is short, long, upper-case or not below r", () => {
    const one = scalarToHex(1n);
    const order = `0x${r.toString(16)}`;
    for (const text of [
      one.slice(0, -1),
      `${one}0`,
      one.slice(2),
      `0X${one.slice(2)}`,
      scalarToHex(0xabn).toUpperCase(),
      order,
    ]) {
      throwsCode("bytes/non-canonical", () => parseScalarHex(text));
    }
  });

  it("refuses bytes of another length or not below r", () => {
    for (const length of [0, 31, 33])
      throwsCode("bytes/non-canonical", () => scalarFromBytes(new Uint8Array(length)));
    throwsCode("bytes/non-canonical", () => scalarFromBytes(new Uint8Array(32).fill(0xff)));
    const order = scalarToBytes(r - 1n);
    order[31]! += 1;
    throwsCode("bytes/non-canonical", () => scalarFromBytes(order));
  });

  it("does not show the value it refuses", () => {
    assert.ok(!throwsCode("bytes/non-canonical", () => parseScalar("0123456789")).message.includes("123"));
  });
});
