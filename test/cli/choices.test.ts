// A ballot in numbers or in the names of choices.
import assert from "node:assert/strict";
import { parseVotes } from "../../src/cli/vote/choices.js";
import { throwsCode } from "../support/errors.js";

const NAMES = [
  { title: "Where?", choices: ["Harbour", "Old mill", "2", "Market, old"] },
  { title: "Sundays?", choices: ["No", "Yes", "yes"] },
];

describe("cli: the choices of a vote", () => {
  it("are numbers, or names of the field's own question", () => {
    assert.deepEqual(parseVotes("1,0,3"), [1, 0, 3]);
    assert.deepEqual(parseVotes("harbour,NO", NAMES), [0, 0]);
    assert.deepEqual(parseVotes("Old mill, 1,7", NAMES), [1, 1, 7]);
    assert.deepEqual(parseVotes("2", NAMES), [2], "a name goes before a number");
  });

  it("are refused when they are neither, or the name of several", () => {
    const refused = (text: string, names?: typeof NAMES) =>
      throwsCode("cli/usage", () => parseVotes(text, names));
    assert.match(refused("harbour").hint!, /--questions/);
    for (const text of ["", "1,", "-1", "1.5", "1000"]) refused(text);
    assert.match(refused("No", NAMES).message, /'?"?No"?'? is not a choice of question 1; .*Harbour/);
    assert.match(refused("0,yes", NAMES).message, /several choices of question 2/);
  });
});
