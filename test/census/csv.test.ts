import assert from "node:assert/strict";
import fc from "fast-check";
import { SCALAR_FIELD_ORDER as r } from "../../src/bytes/index.js";
import { readCensusCsv } from "../../src/census/index.js";
import { type ErrorCode, PsephosError } from "../../src/errors/index.js";
import { throwsCode } from "../support/errors.js";

const ADDRESS = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const problems = (text: string) => readCensusCsv(text).problems.map(({ line, code }) => [line, code]);

describe("census: voters' lists as CSV", () => {
  it("reads commitments with weights, in decimal and hex", () => {
    const { key, entries, problems } = readCensusCsv(
      `commitment,weight\n5,3\n0x${"0".repeat(63)}6, 4 \r\n"7","1"\n`,
    );
    assert.equal(key, "commitment");
    assert.deepEqual(
      entries.map(({ commitment, weight }) => [commitment, weight]),
      [
        [5n, 3n],
        [6n, 4n],
        [7n, 1n],
      ],
    );
    assert.deepEqual(problems, []);
  });

  it("reads addresses, and a list without weights", () => {
    const { key, entries } = readCensusCsv(`address,weight\n${ADDRESS},2\n`);
    assert.equal(key, "address");
    assert.deepEqual(entries, [{ commitment: BigInt(ADDRESS), weight: 2n }]);
    assert.deepEqual(readCensusCsv("\ufeffCommitment\n9\n").entries, [{ commitment: 9n, weight: 1n }]);
  });

  it("names every bad row by its line and takes all the others", () => {
    const rows = [
      "5,1",
      "0,1",
      `${r},1`,
      "-4,1",
      "06,1",
      "x,1",
      "7,0",
      "8,-1",
      `9,${1n << 128n}`,
      "10,1.5",
      "11",
      "12,1,1",
      "5,2",
      `13,${(1n << 128n) - 1n}`,
    ];
    const text = `commitment,weight\n${rows.join("\n")}\n`;
    assert.deepEqual(problems(text), [
      [3, "csv/commitment"],
      [4, "csv/commitment"],
      [5, "csv/commitment"],
      [6, "csv/commitment"],
      [7, "csv/commitment"],
      [8, "csv/weight"],
      [9, "csv/weight"],
      [10, "csv/weight"],
      [11, "csv/weight"],
      [12, "csv/columns"],
      [13, "csv/columns"],
      [14, "csv/duplicate"],
    ]);
    assert.deepEqual(
      readCensusCsv(text).entries.map(({ commitment }) => commitment),
      [5n, 13n],
    );
  });

  it("counts lines through quoted line breaks and blank lines", () => {
    assert.deepEqual(problems('commitment,weight\n\n"5\n",1\n\nbad,1\n6,1'), [[6, "csv/commitment"]]);
  });

  it("knows a duplicate in another spelling, and a wrong address checksum", () => {
    assert.deepEqual(problems(`commitment\n255\n0x${"ff".padStart(64, "0")}\n`), [[3, "csv/duplicate"]]);
    assert.deepEqual(
      problems(
        `address\n${ADDRESS}\n${ADDRESS.toLowerCase()}\n${ADDRESS.replace("F4", "f4")}\n0x${"0".repeat(40)}\n`,
      ),
      [
        [3, "csv/duplicate"],
        [4, "csv/checksum"],
        [5, "csv/address"],
      ],
    );
  });

  it("tells each mistake of a header from the others, with the line and what is there", () => {
    const mistakes: [string, ErrorCode, RegExp][] = [
      ["commitment;weight\n5;1\n", "csv/semicolons", /^line 1: .*"commitment;weight"/],
      ['\n"commitment";"weight"\n"5";"1"\n', "csv/semicolons", /^line 2: .*"commitment;weight"/],
      ["commitment\tweight\n5\t1\n", "csv/tabs", /^line 1: .*"commitment\\tweight"/],
      ['"commitment"\t"weight"\n', "csv/tabs", /^line 1: /],
      [
        '"commitment;weight"\n"5;1"\n',
        "csv/quoted-separator",
        /^line 1: "commitment;weight" has a semicolon/,
      ],
      ["5,1\n6,1\n", "csv/header-missing", /^line 1: .*"5,1"/],
      [`\n\n${ADDRESS}\n`, "csv/header-missing", new RegExp(`^line 3: .*${ADDRESS}`)],
      [
        "commitment,weight,name\n5,1,Ann\n",
        "csv/extra-columns",
        /^line 1: .* 1 more .*"commitment,weight,name"/,
      ],
      ["name,weight\n", "csv/header", /^line 1: .*"name,weight"/],
      ["commitment,name\n5,1\n", "csv/header", /"commitment,name"/],
      ["weight,commitment\n5,1\n", "csv/header", /"weight,commitment"/],
      ["commitment,\n5,1\n", "csv/header", /"commitment,"/],
      ["constructor\n5\n", "csv/header", /"constructor"/],
      ["commitment,weight\n", "csv/no-voters", /header on line 1 and no voter/],
      ["\naddress\n\n", "csv/no-voters", /header on line 2/],
      ["", "csv/empty", /empty/],
      ["\n\n", "csv/empty", /empty/],
      ['commitment,weight\n"5,1\n6,1\n', "csv/syntax", /not CSV/],
    ];
    for (const [text, code, message] of mistakes) {
      const error = throwsCode(code, () => readCensusCsv(text));
      assert.match(error.message, message);
      assert.throws(() => readCensusCsv(new TextEncoder().encode(text)), { code });
    }
  });

  it("shows the value of a bad row, escaped, and why", () => {
    const reason = (text: string) => readCensusCsv(text).problems[0]!.reason;
    assert.match(reason("commitment,weight\n5;1\n"), /^"5;1" has 1 column .* separated by semicolons/);
    assert.match(reason("commitment,weight\n5,1,Ann\n"), /^"5,1,Ann" has 3 columns where the header has 2$/);
    assert.match(reason("commitment,weight\n5,\u001b[2J\n"), /^the weight "\\u001b\[2J" is not/);
    assert.match(reason("commitment\nx\n"), /^"x" is not a commitment/);
    assert.match(reason("commitment\n5\n5\n"), /^the commitment "5" is already on line 2$/);
    assert.match(reason(`address\n${ADDRESS.replace("F4", "f4")}\n`), /wrong checksum/);
    assert.match(reason(`address\n${ADDRESS.slice(0, -1)}\n`), /is not an address: 0x and 40/);
    assert.match(reason(`address\n0x${"0".repeat(40)}\n`), /zero address/);
  });

  it("tells a file that is not UTF-8 text by what it is", () => {
    const utf16 = (text: string, little: boolean) => {
      const bytes = new Uint8Array(2 * text.length);
      const view = new DataView(bytes.buffer);
      for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), little);
      return bytes;
    };
    const list = "commitment,weight\n5,1\n";
    for (const little of [true, false])
      for (const mark of ["\ufeff", ""])
        throwsCode("csv/utf-16", () => readCensusCsv(utf16(mark + list, little)));
    throwsCode("csv/zip", () => readCensusCsv(Uint8Array.of(0x50, 0x4b, 3, 4, 0)));
    const latin = Uint8Array.from(`${list}6,1 \u00e9\n`, (letter) => letter.charCodeAt(0));
    assert.match(throwsCode("csv/utf-8", () => readCensusCsv(latin)).message, /^line 3 /);
    assert.equal(readCensusCsv(new TextEncoder().encode(`\ufeff${list}`)).entries.length, 1);
  });

  it("accounts for every row of any text, or throws a typed error", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom("5,1", "6", ",", '"', "7,2"))), (rows) => {
        try {
          const text = `commitment,weight\n${rows.map((row) => row.replace(/[\r\n"]/g, "")).join("\n")}`;
          const filled = rows.map((row) => row.replace(/[\r\n"]/g, "")).filter((row) => row !== "");
          const result = readCensusCsv(text);
          assert.equal(result.entries.length + result.problems.length, filled.length);
        } catch (error) {
          assert.ok(error instanceof PsephosError, String(error));
        }
      }),
    );
  });
});
