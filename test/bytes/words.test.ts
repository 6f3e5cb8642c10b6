import assert from "node:assert/strict";
import fc from "fast-check";
import { nearestWord, quoted } from "../../src/bytes/index.js";

const ORIGINS = ["OFF_CHAIN_TREE", "OFF_CHAIN_TREE_WEIGHTED", "OFF_CHAIN_CA", "ERC20", "ERC721", "MINI_ME"];

describe("bytes/words", () => {
  it("finds the word that was meant", () => {
    for (const [given, meant] of [
      ["OFFCHAINTREE", "OFF_CHAIN_TREE"],
      ["off-chain tree", "OFF_CHAIN_TREE"],
      ["OFF_CHAIN_TREE_WEIGTHED", "OFF_CHAIN_TREE_WEIGHTED"],
      ["OFF_CHAIN_TREE_W", "OFF_CHAIN_TREE_WEIGHTED"],
      ["ERC2O", "ERC20"],
      ["minime", "MINI_ME"],
    ] as const)
      assert.equal(nearestWord(given, ORIGINS), meant, given);
  });

  it("names none where several begin so, or none is near", () => {
    for (const given of ["OFFCHAIN", "constructor", "__proto__", "toString", "", "🗳", "x".repeat(10_000)])
      assert.equal(nearestWord(given, ORIGINS), undefined, given);
  });

  it("quotes any text in printable ASCII, cut", () => {
    assert.equal(quoted('a"b'), '"a\\"b"');
    assert.equal(quoted("\u001b[31mа\u202e"), '"\\u001b[31m\\u0430\\u202e"');
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 100 }), (text) => {
        const shown = quoted(text);
        assert.match(shown.replace(/…$/, ""), /^"[ -~]*"$/);
        assert.equal(JSON.parse(shown.replace(/…$/, "")), text.slice(0, 40));
        assert.equal(shown.endsWith("…"), text.length > 40);
      }),
    );
  });
});
