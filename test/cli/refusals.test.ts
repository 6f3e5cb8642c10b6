// A contract's refusal is told with what to do next.
import assert from "node:assert/strict";
import { ContractRefusal } from "../../src/chain/client.js";
import { contractErrors } from "../../src/chain/contract-errors.js";
import { showError } from "../../src/cli/errors.js";
import { REFUSAL_HINTS } from "../../src/cli/refusals.js";
import { PsephosError } from "../../src/errors.js";

describe("cli: a contract's refusal", () => {
  it("has hints for rules that the contracts have", () => {
    const rules = new Set(contractErrors.map(({ name }) => name));
    for (const rule of Object.keys(REFUSAL_HINTS)) assert.ok(rules.has(rule), rule);
  });

  it("is shown with its rule's, and with none where the rule has none", () => {
    const refusal = (rule: string) => new ContractRefusal(rule, [24n], "includeVote", undefined);
    assert.deepEqual(showError(refusal("TooEarly")), {
      code: "chain/refused",
      message: "includeVote is refused: TooEarly (24)",
      hint: REFUSAL_HINTS.TooEarly,
    });
    for (const rule of ["no reason given", "0x12345678", "constructor"]) {
      assert.equal(showError(refusal(rule)).hint, undefined, rule);
    }
    assert.equal(showError(new PsephosError("chain/refused", "without a rule")).hint, undefined);
  });
});
