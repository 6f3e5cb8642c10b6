import assert from "node:assert/strict";
import fc from "fast-check";
import {
  checkMetadata,
  DocumentError,
  encodeMetadata,
  LAYOUTS,
  METADATA_LIMITS,
  type ProcessMetadata,
  parseMetadata,
} from "../../src/process/index.js";
import { example, metadata } from "./metadata-samples.js";
import { throwsCode, utf8 } from "./support.js";

/** The problems of a document, as "path problem". */
function problems(document: unknown): string[] {
  const error = throwsCode(() => checkMetadata(document), "process/metadata");
  assert.ok(error instanceof DocumentError);
  return error.problems.map(({ path, problem }) => `${path} ${problem}`);
}

// biome-ignore lint/suspicious/noExplicitAny: these documents are broken on purpose
type Loose = any;

/** The example with something done to it. */
function changed(change: (document: Loose) => void): unknown {
  const document = structuredClone(example);
  change(document);
  return document;
}

describe("process/metadata", () => {
  it("reads back what it writes", () => {
    fc.assert(
      fc.property(metadata, (document) => {
        assert.deepEqual(parseMetadata(encodeMetadata(document)), document);
      }),
    );
  });

  it("writes the same bytes however the document was put together", () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, each]) => [key, reversed(each)]),
      );
    };
    fc.assert(
      fc.property(metadata, (document) => {
        assert.deepEqual(encodeMetadata(reversed(document) as ProcessMetadata), encodeMetadata(document));
      }),
    );
    const text = new TextDecoder().decode(encodeMetadata(example));
    assert.ok(
      text.startsWith('{"version":"1.2","title":{"default":"Basic income","ca":"Renda bàsica"},'),
      text,
    );
  });

  it("does not touch the document it is given", () => {
    const copy = structuredClone(example);
    assert.notEqual(checkMetadata(example), example);
    assert.deepEqual(example, copy);
  });

  it("tells what is wrong, and where", () => {
    const cases: [(document: Loose) => void, string[]][] = [
      [(it) => delete it.version, ["version is missing"]],
      [(it) => (it.version = "1.1"), ['version is not "1.2"']],
      [(it) => (it.version = 1.2), ['version is not "1.2"']],
      [(it) => delete it.title, ["title is missing"]],
      [(it) => (it.title = "Basic income"), ["title is not an object"]],
      [(it) => (it.title.ca = ""), ["title.ca is empty"]],
      [(it) => (it.title.ca = undefined), ["title.ca is not text"]],
      [(it) => (it.description.default = 7), ["description.default is not text"]],
      [(it) => (it.description = null), ["description is not an object"]],
      [(it) => (it.pages = "https://vote.example/pages.json"), ["pages is not …/pages.json!SHA3-256"]],
      [
        (it) => (it.pages = `https://vote.example/!${"5b".repeat(32)}`),
        ["pages is not …/pages.json!SHA3-256"],
      ],
      [
        (it) => (it.pages = `http://vote.example/pages.json!${"5b".repeat(32)}`),
        ["pages is not a content URI: address 1 of the content URI is plain http"],
      ],
      [
        (it) => (it.pages = 7),
        ["pages is not a content URI: a content URI is text of at most 2048 characters"],
      ],
      [
        (it) => (it.layout = "ranked"),
        ['layout is not "single-choice" or "multiple-choice" or "points" or "petition-sign"'],
      ],
      [(it) => delete it.layout, ["layout is missing"]],
      [(it) => (it.type = "poll-vote"), ["type is not known"]],
      [(it) => (it["a\u202eb"] = 1), ["(a key of 3 characters) is not known"]],
      [(it) => (it.questions = {}), ["questions is not a list of 1 to 255 entries"]],
      [(it) => (it.questions = []), ["questions is not a list of 1 to 255 entries"]],
      [
        (it) => (it.questions = Array(256).fill(it.questions[0])),
        ["questions is not a list of 1 to 255 entries"],
      ],
      [(it) => (it.questions[1] = null), ["questions[1] is not an object"]],
      [(it) => delete it.questions[0].title, ["questions[0].title is missing"]],
      [(it) => (it.questions[0].type = "single-choice"), ["questions[0].type is not known"]],
      [(it) => (it.questions[0].choices = []), ["questions[0].choices is not a list of 1 to 256 entries"]],
      [
        (it) => (it.questions[0].choices[1].value = 2),
        ["questions[0].choices[1].value is not 1, its place among the choices"],
      ],
      [
        (it) => (it.questions[0].choices[1].value = "1"),
        ["questions[0].choices[1].value is not 1, its place among the choices"],
      ],
      [(it) => delete it.questions[0].choices[0].value, ["questions[0].choices[0].value is missing"]],
      [
        (it) => (it.questions[0].choices[0].title.ca = "a\u202eb"),
        [
          "questions[0].choices[0].title.ca has control characters or ones that change the direction of the text",
        ],
      ],
      [
        (it) => (it.questions[0].choices[0].title.default = "a\nb"),
        ["questions[0].choices[0].title.default has more than one line"],
      ],
      [
        (it) => (it.questions[0].choices[1].title.ca = " SÍ"),
        ["questions[0].choices[1] looks like choice 0 in ca"],
      ],
      [(it) => (it.title.default = "x".repeat(301)), ["title.default is longer than 300 characters"]],
      [(it) => (it.description.ca = "x".repeat(20_001)), ["description.ca is longer than 20000 characters"]],
      [(it) => (it.headerImage = "https://example.org/x.png"), ["headerImage is not …!SHA3-256"]],
      [
        (it) => (it.headerImage = "javascript:alert(1)"),
        [
          "headerImage is not a content URI: address 1 of the content URI has characters that a URI does not have",
        ],
      ],
      [
        (it) => (it.headerImage = 7),
        ["headerImage is not a content URI: a content URI is text of at most 2048 characters"],
      ],
      ...[
        "http://node.example",
        "javascript:alert(1)",
        "https://a:b@node.example",
        "https://node.example/?x",
        `https://${"x".repeat(200)}.example`,
        7,
      ].map((address): (typeof cases)[number] => [
        (it) => (it.gateways = ["https://node.example/a", address]),
        ["gateways[1] is not https://host"],
      ]),
    ];
    for (const [change, expected] of cases) assert.deepEqual(problems(changed(change)), expected);
  });

  it("wants every text in every language of the title, and no other", () => {
    assert.deepEqual(
      problems(
        changed((it) => {
          it.title.es = "Renta básica";
        }),
      ).filter((problem) => problem.startsWith("questions[0].title")),
      ["questions[0].title.es is missing, but the title has it"],
    );
    const others = changed((it) => {
      delete it.title.ca;
    });
    assert.ok(problems(others).includes("description.ca is a language that the title does not have"));
    const without = changed((it) => {
      delete it.title.default;
    });
    assert.deepEqual(problems(without)[0], "title.default is missing");
    const odd = changed((it) => {
      it.title.Catalan = "x";
    });
    assert.ok(problems(odd).includes("title.Catalan is not a language tag (BCP 47)"));
    const many = changed((it) => {
      for (let i = 0; i < 64; i++)
        it.title[`a${String.fromCharCode(97 + (i % 26), 97 + Math.floor(i / 26))}`] = "x";
    });
    assert.equal(problems(many)[0], "title has more than 64 languages");
  });

  it("lists the first twenty problems and says that there are more", () => {
    const document = changed((it) => {
      it.questions = Array(30).fill({ choices: it.questions[0].choices });
    });
    const error = throwsCode(() => checkMetadata(document), "process/metadata") as DocumentError;
    assert.equal(error.problems.length, 20);
    assert.match(error.message, /^the metadata has mistakes:\n {2}questions\[0\]\.title is missing\n/);
    assert.match(error.message, /\n {2}and more$/);
    const one = throwsCode(() => checkMetadata(changed((it) => (it.version = "2"))), "process/metadata");
    assert.equal(one.message, 'the metadata has mistakes:\n  version is not "1.2"');
  });

  it("repeats none of the document's content in its errors", () => {
    const secret = "SECRET-TEXT";
    fc.assert(
      fc.property(fc.json(), (json) => {
        try {
          checkMetadata(
            changed((it) =>
              Object.assign(it, {
                title: { default: `${secret}\u0000` },
                layout: secret,
                more: JSON.parse(json),
              }),
            ),
          );
          assert.fail("it was accepted");
        } catch (error) {
          assert.equal((error as DocumentError).code, "process/metadata");
          assert.ok(!(error as DocumentError).message.includes(secret));
        }
      }),
      { numRuns: 20 },
    );
  });

  it("answers any document with itself or a typed error", () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true, maxDepth: 4 }), (value) => {
        throwsCode(() => checkMetadata(value), "process/metadata");
      }),
      { numRuns: 300 },
    );
    const leaves = ["title", "description", "layout", "questions", "version"] as const;
    fc.assert(
      fc.property(fc.constantFrom(...leaves), fc.anything(), (leaf, value) => {
        try {
          checkMetadata(changed((it) => (it[leaf] = value)));
        } catch (error) {
          assert.equal((error as DocumentError).code, "process/metadata");
        }
      }),
      { numRuns: 300 },
    );
  });

  it("reads only sound JSON of a bounded size", () => {
    const text = JSON.stringify(example);
    assert.deepEqual(parseMetadata(utf8(text)), example);
    throwsCode(
      () => parseMetadata(utf8(text.replace('"version"', '"version":"1.2","version"'))),
      "process/json-key",
    );
    throwsCode(() => parseMetadata(utf8(text.replace("{", '{"__proto__":{},'))), "process/json-key");
    throwsCode(() => parseMetadata(utf8(text.slice(0, -1))), "process/json-syntax");
    throwsCode(() => parseMetadata(utf8(`${text}${" ".repeat(METADATA_LIMITS.bytes)}`)), "process/json-size");
    throwsCode(() => parseMetadata(utf8("null")), "process/metadata");
  });

  it("writes nothing larger than it reads", () => {
    const large = changed((it) => {
      const description = { default: "x".repeat(20_000), ca: "x".repeat(20_000) };
      it.questions = Array(30).fill({ ...it.questions[0], description });
    });
    throwsCode(() => encodeMetadata(large as ProcessMetadata), "process/json-size");
  });

  it("has three layouts for choices", () => {
    const layouts = LAYOUTS.filter((layout) => layout !== "petition-sign");
    for (const layout of layouts) assert.equal(checkMetadata({ ...example, layout }).layout, layout);
  });

  it("has a layout for petitions: one question with one choice, whose value is 1", () => {
    const title = { default: "A bench", ca: "Un banc" };
    const petition = {
      ...example,
      layout: "petition-sign",
      questions: [{ title, choices: [{ title, value: 1 }] }],
    };
    assert.deepEqual(checkMetadata(petition).questions[0]!.choices[0]!.value, 1);
    const [question] = petition.questions;
    assert.deepEqual(problems({ ...petition, questions: [question, question] }), [
      "questions are not one with one choice, as a petition has",
    ]);
    assert.deepEqual(problems({ ...petition, questions: [{ title, choices: [{ title, value: 0 }] }] }), [
      "questions[0].choices[0].value is not 1, its place among the choices",
    ]);
  });
});
