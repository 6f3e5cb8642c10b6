import assert from "node:assert/strict";
import fc from "fast-check";
import { keccak256 } from "viem";
import { encodeResults, type FieldResults, parseResults, resultsHash } from "../../src/process/index.js";
import { throwsCode, utf8 } from "./support.js";

const count = fc.bigInt(0n, 2n ** 256n - 1n);
const results: fc.Arbitrary<FieldResults[]> = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
  .chain(([fields, values]) =>
    fc.array(
      fc.record(
        { invalid: count, counts: fc.array(count, { minLength: values, maxLength: values }) },
        { noNullPrototype: true },
      ),
      { minLength: fields, maxLength: fields },
    ),
  );

const example: FieldResults[] = [
  { invalid: 3n, counts: [12342n, 4321n] },
  { invalid: 3n, counts: [0n, 2n ** 128n] },
];
const document =
  '{"questions":[{"invalid":"3","results":[{"value":"0","count":"12342"},{"value":"1","count":"4321"}]},' +
  '{"invalid":"3","results":[{"value":"0","count":"0"},{"value":"1","count":"340282366920938463463374607431768211456"}]}]}';

describe("process/results-document", () => {
  it("writes the document of PROTOCOL 5", () => {
    assert.equal(new TextDecoder().decode(encodeResults(example)), document);
    assert.equal(resultsHash(example), keccak256(utf8(document)));
  });

  it("reads what it writes", () => {
    fc.assert(
      fc.property(results, (results) => {
        const bytes = encodeResults(results);
        assert.deepEqual(parseResults(bytes), results);
        assert.equal(resultsHash(results), keccak256(bytes));
      }),
    );
  });

  it("reads the largest results there can be", () => {
    const field = { invalid: 2n ** 256n - 1n, counts: Array(256).fill(2n ** 256n - 1n) };
    const largest = Array(255).fill(field);
    const read = parseResults(encodeResults(largest));
    assert.equal(read.length, 255);
    assert.deepEqual(read[254], field);
  });

  it("reads no other form of the same results", () => {
    const first = '{"value":"0","count":"12342"}';
    const others = [
      ` ${document}`,
      `${document}\n`,
      document.replace('"3"', "3"),
      document.replace('"3"', '"03"'),
      document.replace('"3"', '"+3"'),
      document.replace('"3"', '"3.0"'),
      document.replace('"3"', '"-3"'),
      document.replace('"3"', '"0x3"'),
      document.replace('"3"', `"${2n ** 256n}"`),
      document.replace('"12342"', "12342"),
      document.replace(first, '{"count":"12342","value":"0"}'),
      document.replace(first, '{"value":0,"count":"12342"}'),
      document.replace(first, '{"value":"1","count":"12342"}'),
      document.replace(first, '{"value":"0","count":"12342","more":1}'),
      document.replace(first, ""),
      document.replace(`${first},`, ""),
      document.replace('{"questions"', '{"title":"x","questions"'),
      document.replace("questions", "question\\u0073"),
      document.replace("12342", "1234\\u0032"),
      '{"questions":[]}',
      '{"questions":[{"invalid":"0","results":[]}]}',
      '{"questions":{}}',
      "{}",
      "[]",
      "null",
      "7",
    ];
    for (const text of others) {
      assert.throws(
        () => parseResults(utf8(text)),
        (error: { code: string }) => ["process/results", "process/json-syntax"].includes(error.code),
        text,
      );
    }
    throwsCode(() => parseResults(utf8(document.replace('"3"', "3"))), "process/results");
    throwsCode(() => parseResults(utf8(`${document}${document}`)), "process/json-syntax");
    throwsCode(() => parseResults(new Uint8Array(8 * 2 ** 20 + 1)), "process/json-size");
  });

  it("writes nothing that is out of shape or range", () => {
    const field = (...counts: bigint[]) => ({ invalid: 0n, counts });
    const wrong: FieldResults[][] = [
      [],
      [field()],
      [field(1n), field(1n, 2n)],
      [field(-1n)],
      [field(2n ** 256n)],
      [field(1 as never)],
      [{ invalid: -1n, counts: [0n] }],
      [{ invalid: "1" as never, counts: [0n] }],
      [field(...Array(257).fill(0n))],
      Array(256).fill(field(0n)),
    ];
    for (const results of wrong) throwsCode(() => encodeResults(results), "process/results");
  });
});
