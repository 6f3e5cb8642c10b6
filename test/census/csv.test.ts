import assert from "node:assert/strict";
import fc from "fast-check";
import { SCALAR_FIELD_ORDER as r } from "../../src/bytes/index.js";
import { readCensusCsv } from "../../src/census/index.js";
import { PsephosError } from "../../src/errors/index.js";
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
        [4, "csv/address"],
        [5, "csv/address"],
      ],
    );
  });

  it("refuses a list with no header, with other columns, or that is no CSV", () => {
    throwsCode("csv/empty", () => readCensusCsv(""));
    for (const header of [
      "5,1",
      "name,weight",
      "commitment,weight,name",
      "commitment,name",
      "weight,commitment",
      "commitment,",
    ]) {
      throwsCode("csv/header", () => readCensusCsv(`${header}\n5,1\n`));
    }
    throwsCode("csv/syntax", () => readCensusCsv('commitment,weight\n"5,1\n6,1\n'));
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
          assert.ok(error instanceof PsephosError);
        }
      }),
    );
  });
});
