import assert from "node:assert/strict";
import fc from "fast-check";
import { keccak256, stringToHex } from "viem";
import { resultsHash } from "../../src/process/index.js";
import { utf8 } from "./support.js";

describe("process/results-hash", () => {
  const document =
    '{"questions":[{"invalid":"3","results":[{"value":"0","count":"12342"},{"value":"1","count":"4321"}]}]}';

  it("is keccak256 of the document's bytes", () => {
    assert.equal(resultsHash(document), keccak256(stringToHex(document)));
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        assert.equal(resultsHash(text), keccak256(stringToHex(text)));
        assert.equal(resultsHash(utf8(text)), resultsHash(text));
      }),
    );
  });

  it("is pinned, and tells white space", () => {
    assert.equal(resultsHash(document), "0x35046241e5c0c3d5be1611b9c5f141dc04b8aac9183cd4272f773eb50e159072");
    assert.notEqual(resultsHash(`${document}\n`), resultsHash(document));
  });
});
