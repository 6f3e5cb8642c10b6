import assert from "node:assert/strict";
import fc from "fast-check";
import { parseJson } from "../../src/process/index.js";
import { throwsCode, utf8 } from "./support.js";

/** Values that a strict reader accepts: no `__proto__`, no integer beyond what a double holds. */
const plain = fc
  .json({ maxDepth: 6 })
  .map((text) => JSON.parse(text, (key, value) => (key === "__proto__" ? undefined : value)))
  .map((value) => JSON.stringify(value))
  .filter((text) => text !== undefined && !/\d{16}/.test(text));

/** JSON text with white space wherever it may stand. */
const spaced = fc
  .tuple(plain, fc.constantFrom("", " ", "\n\t", "\r\n"), fc.constantFrom(undefined, 1, "\t"))
  .map(([text, space, indent]) => space + JSON.stringify(JSON.parse(text), null, indent) + space);

describe("process/json", () => {
  it("reads what JSON.parse reads, to the same values", () => {
    fc.assert(
      fc.property(spaced, (text) => assert.deepEqual(parseJson(utf8(text)), JSON.parse(text))),
      { numRuns: 300 },
    );
  });

  it("reads strings with any escapes and characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.boolean(), (value, escaped) => {
        const text = escaped
          ? `"${Array.from({ length: value.length }, (_, i) => `\\u${value.charCodeAt(i).toString(16).padStart(4, "0")}`).join("")}"`
          : JSON.stringify(value);
        assert.equal(parseJson(utf8(text)), value);
      }),
    );
    assert.equal(parseJson(utf8('"\\"\\\\\\/\\b\\f\\n\\r\\t"')), '"\\/\b\f\n\r\t');
  });

  it("reads numbers", () => {
    for (const text of ["0", "-0", "1", "-1", "1.5", "1e2", "1E+2", "12e-1", "9007199254740991", "0.0"]) {
      assert.ok(Object.is(parseJson(utf8(text)), JSON.parse(text)), text);
    }
  });

  it("never answers otherwise than JSON.parse, nor throws anything untyped", () => {
    const alphabet = fc.constantFrom(...'{}[]:,"\\0123456789.eE+- \n\ttruefalsn', "__proto__", "\\u00", "a");
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 24 }), (parts) => {
        const text = parts.join("");
        let value: unknown;
        try {
          value = parseJson(utf8(text));
        } catch (error) {
          assert.match((error as { code: string }).code, /^process\/json-/);
          return;
        }
        assert.deepEqual(value, JSON.parse(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("refuses what is not JSON", () => {
    const texts = [
      "", " ", "{", "}", "[", "]", "[1,]", "[,1]", "[1 2]", "{,}", '{"a"}', '{"a":}', '{"a":1,}', "{a:1}",
      "{'a':1}", '{"a":1 "b":2}', "01", "1.", ".5", "+1", "-", "1e", "0x1", "NaN", "Infinity", "undefined",
      "tru", "truex", "nul", '"', '"a', '"\\', '"\\x"', '"\\u12"', '"\n"', '"\u0000"', "1 2", "[] []", "/**/1",
      "\u00a01", "\ufeff1",
    ]; // biome-ignore format: one list
    for (const text of texts) throwsCode(() => parseJson(utf8(text)), "process/json-syntax");
  });

  it("tells a web page for what it is", () => {
    const error = throwsCode(() => parseJson(utf8("\n<!DOCTYPE html><p>Not found")), "process/json-syntax");
    assert.match(error.message, /web page/);
  });

  it("refuses a key given twice and __proto__, at any depth", () => {
    for (const text of [
      '{"a":1,"a":1}',
      '{"a":1,"\\u0061":2}',
      '[{"b":{"a":1,"c":2,"a":3}}]',
      '{"__proto__":1}',
      '{"a":[{"__proto__":{"admin":true}}]}',
      '{"\\u005f_proto__":null}',
    ]) {
      throwsCode(() => parseJson(utf8(text)), "process/json-key");
    }
    const value = parseJson(utf8('{"constructor":1,"toString":2,"hasOwnProperty":3}'));
    assert.deepEqual(Object.keys(value as object), ["constructor", "toString", "hasOwnProperty"]);
  });

  it("refuses nesting without end before the stack does", () => {
    const nested = (depth: number) => utf8("[".repeat(depth) + "]".repeat(depth));
    assert.doesNotThrow(() => parseJson(nested(32)));
    throwsCode(() => parseJson(nested(33)), "process/json-depth");
    throwsCode(() => parseJson(nested(500_000)), "process/json-depth");
    throwsCode(() => parseJson(utf8('{"a":'.repeat(100_000))), "process/json-depth");
    throwsCode(() => parseJson(nested(3), { maxDepth: 2 }), "process/json-depth");
  });

  it("refuses too many bytes", () => {
    assert.equal(parseJson(utf8('"aé"'), { maxBytes: 5 }), "aé");
    throwsCode(() => parseJson(utf8('"aéb"'), { maxBytes: 5 }), "process/json-size");
    throwsCode(() => parseJson(new Uint8Array(2 ** 20 + 1)), "process/json-size");
  });

  it("refuses bytes that are not UTF-8", () => {
    for (const bytes of [
      [0x22, 0xff, 0x22],
      [0x22, 0xc0, 0xaf, 0x22],
      [0x22, 0xed, 0xa0, 0x80, 0x22],
      [0x22, 0xe2, 0x82, 0x22],
      [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22],
    ]) {
      throwsCode(() => parseJson(Uint8Array.from(bytes)), "process/json-utf8");
    }
  });

  it("refuses half a surrogate pair", () => {
    for (const text of ['"\\ud800"', '"\\udc00"', '"\\udc00\\ud800"', '{"\\ud83d":1}']) {
      throwsCode(() => parseJson(utf8(text)), "process/json-string");
    }
    assert.equal(parseJson(utf8('"\\ud83d\\ude00"')), "😀");
  });

  it("refuses numbers that would change", () => {
    for (const text of ["9007199254740992", "-9007199254740993", "1e400", "123456789012345678901234567890"]) {
      throwsCode(() => parseJson(utf8(text)), "process/json-number");
    }
  });

  it("takes time in proportion to the size", () => {
    const started = performance.now();
    throwsCode(() => parseJson(utf8(`"${"\\".repeat(1_000_000)}`)), "process/json-syntax");
    throwsCode(() => parseJson(utf8(`"${"a".repeat(1_000_000)}`)), "process/json-syntax");
    throwsCode(() => parseJson(utf8(`${" ".repeat(1_000_000)}x`)), "process/json-syntax");
    throwsCode(() => parseJson(utf8(`[${"1,".repeat(500_000)}`)), "process/json-syntax");
    throwsCode(() => parseJson(utf8("1".repeat(1_000_000))), "process/json-number");
    assert.ok(performance.now() - started < 10_000);
  });
});
