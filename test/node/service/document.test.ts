import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { STATUSES, statusTable } from "../../../packages/node/src/service/index.js";

describe("node service: docs/node.md", () => {
  it("has the table of answers that the code has", () => {
    const text = readFileSync(new URL("../../../docs/node.md", import.meta.url), "utf8");
    const found =
      /<!-- answers: made from packages\/node\/src\/service\/statuses\.ts -->\n\n([\s\S]*?)\n\n<!-- answers end -->/.exec(
        text,
      );
    assert.equal(found?.[1], statusTable(), `put this between the markers:\n${statusTable()}`);
  });

  it("names each code once", () => {
    const codes = STATUSES.flatMap((row) => row.codes);
    assert.equal(new Set(codes).size, codes.length);
    const statuses = STATUSES.map(({ status }) => status);
    assert.deepEqual(
      statuses,
      statuses.toSorted((a, b) => a - b),
    );
  });
});
