import assert from "node:assert/strict";
import { ballotJudge, parseBallotRules } from "../../src/ballot/index.js";
import { throwsCode } from "../support/errors.js";

describe("ballot/rules", () => {
  const rules = { maxCount: 2, maxValue: 3 };

  it("reads the rules of a document", () => {
    const whole = {
      ...rules,
      uniqueValues: true,
      costFromWeight: false,
      maxTotalCost: 9,
      costExponent: 20_000,
    };
    for (const good of [rules, whole]) assert.deepEqual(parseBallotRules(good), good);
  });

  it("refuses unknown keys, also those that every object has, and says which is near", () => {
    for (const key of ["uniquevalues", "constructor", "toString", "hasOwnProperty", "", "\u001b[2J"]) {
      const { message } = throwsCode("ballot/rules", () => parseBallotRules({ ...rules, [key]: true }));
      assert.match(message, /^".*" is not a ballot rule; [ -~]*$/);
    }
    const { message } = throwsCode("ballot/rules", () => parseBallotRules({ ...rules, uniquevalues: true }));
    assert.match(message, /did you mean uniqueValues\?/);
    throwsCode("ballot/rules", () =>
      parseBallotRules(JSON.parse('{"maxCount":2,"maxValue":3,"__proto__":{}}')),
    );
  });

  it("refuses a flag that is not a boolean: a word that means no would count as yes", () => {
    for (const flag of ["uniqueValues", "costFromWeight"])
      for (const value of ["false", "no", 0, 1, [], {}, null]) {
        throwsCode("ballot/rules", () => parseBallotRules({ ...rules, [flag]: value }));
        if (value !== null)
          throwsCode("ballot/rules", () => ballotJudge({ ...rules, [flag]: value as boolean }));
      }
  });

  it("refuses numbers that are none, or out of range, and what is no object", () => {
    for (const [key, values] of Object.entries({
      maxCount: [0, 101, 1.5, "2", null, undefined],
      maxValue: [-1, 256, "3", null, undefined],
      maxTotalCost: [-1, 65_536, "1", null],
      costExponent: [-1, 65_536, "1", null],
    }))
      for (const value of values)
        throwsCode("ballot/rules", () => parseBallotRules({ ...rules, [key]: value }));
    for (const value of [null, undefined, [], [1], "x", 1])
      throwsCode("ballot/rules", () => parseBallotRules(value));
  });
});
