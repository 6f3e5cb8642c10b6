import assert from "node:assert/strict";
import fc from "fast-check";
import { type LocalizedText, localized } from "../../src/process/index.js";
import { appearance, isLocale, textFault } from "../../src/process/text.js";

const short = { maxLength: 10, lines: false };
const long = { maxLength: 10, lines: true };

describe("process/text", () => {
  it("knows language tags in their usual case", () => {
    for (const tag of [
      "ca",
      "en",
      "gsw",
      "pt-BR",
      "es-419",
      "zh-Hant",
      "zh-Hant-TW",
      "sl-rozaj",
      "de-1996",
    ]) {
      assert.equal(isLocale(tag), true, tag);
      assert.deepEqual(Intl.getCanonicalLocales(tag), [tag]);
    }
    const wrong = [
      "",
      "default",
      "EN",
      "e",
      "engl",
      "pt-br",
      "zh-hant",
      "en_GB",
      "en-",
      "-en",
      "en--GB",
      "en-x-private",
      "en-u-ca-buddhist",
      "i-klingon",
      "en GB",
      "constructor",
      `en${"-variant1".repeat(5)}`,
    ];
    for (const tag of wrong) assert.equal(isLocale(tag), false, tag);
  });

  it("accepts text as people write it", () => {
    for (const text of ["Yes", "Sí", "是", "نعم", "नहीं", "می‌خواهم", "👩‍👩‍👧", "5 < 6 & 7", "a\u200fb"]) {
      assert.equal(textFault(text, short), undefined, text);
    }
    assert.equal(textFault("# A\n\n\tb", long), undefined);
  });

  it("tells what is wrong with a text", () => {
    const cases: [unknown, string][] = [
      [undefined, "is not text"],
      [null, "is not text"],
      [7, "is not text"],
      [["a"], "is not text"],
      ["", "is empty"],
      ["  \u3000", "is empty"],
      ["\u200b\u2060", "is empty"],
      ["a".repeat(11), "is longer than 10 characters"],
      ["😀".repeat(11), "is longer than 10 characters"],
      ["a\nb", "has more than one line"],
    ];
    for (const [text, fault] of cases) assert.equal(textFault(text, short), fault);
    assert.equal(textFault("😀".repeat(10), short), undefined);
    const harmful = [
      "\u0000",
      "\t",
      "\r",
      "\u001b",
      "\u007f",
      "\u0085",
      "\u2028",
      "\u202e",
      "\u2066",
      "\ufeff",
      "\u{e0041}",
      "\ud800",
    ];
    for (const character of harmful) {
      const fault = textFault(`a${character}b`, short);
      assert.match(fault ?? "", /control characters/, `U+${character.codePointAt(0)?.toString(16)}`);
    }
    assert.match(textFault("a\r\nb", long) ?? "", /control characters/);
  });

  it("sees that texts look the same", () => {
    for (const [a, b] of [
      ["Yes", "yes "],
      ["é", "e\u0301"],
      ["Yes", "Y\u200bes"],
      ["ﬁne", "fine"],
      ["a b", "a\u00a0 b"],
    ] as const) {
      assert.equal(appearance(a), appearance(b));
    }
    assert.notEqual(appearance("Yes"), appearance("No"));
    fc.assert(
      fc.property(fc.string(), (text) => assert.equal(appearance(appearance(text)), appearance(text))),
    );
  });

  it("finds the reader's language", () => {
    const text: LocalizedText = { default: "Yes", ca: "Sí", "pt-BR": "Sim", "zh-Hant": "是" };
    const find = (...locales: string[]) => localized(text, locales);
    assert.equal(find("ca"), "Sí");
    assert.equal(find("ca-ES", "pt-BR"), "Sí");
    assert.equal(find("de", "pt-BR", "ca"), "Sim");
    assert.equal(find("PT-br"), "Sim");
    assert.equal(find("zh-Hant-TW"), "是");
    assert.equal(find("pt"), "Yes");
    assert.equal(find("constructor", "__proto__", ""), "Yes");
    assert.equal(find(), "Yes");
  });
});
