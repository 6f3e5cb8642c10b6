// A contract's refusal is told with what to do next.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { showError } from "../../src/cli/errors.js";
import { NO_RULE_HINT, REFUSAL_HINTS } from "../../src/cli/refusals.js";
import { Refusal } from "../../src/errors/index.js";
import { ContractRefusal } from "../../src/evm/client.js";
import { contractErrors } from "../../src/evm/contract-errors.js";

describe("cli: what the system refuses", () => {
  it("is no fault of Psephos, of files", async () => {
    const absent = await readFile(import.meta.dirname).catch((error: unknown) => error);
    const full = Object.assign(new Error("ENOSPC: no space left on device, write"), {
      ...{ code: "ENOSPC", syscall: "write" },
    });
    for (const error of [absent, full]) {
      const { code, message, hint } = showError(error);
      assert.deepEqual([code, hint], ["cli/file", undefined]);
      assert.match(message, /^the system refuses: E[A-Z]+: /);
    }
    const elsewhere = Object.assign(new Error("ECONNREFUSED"), { code: "ECONNREFUSED", syscall: "connect" });
    assert.equal(showError(elsewhere).code, "cli/unexpected");
  });
});

describe("cli: a contract's refusal", () => {
  it("has hints for rules that the contracts have", () => {
    const rules = new Set(contractErrors.map(({ name }) => name));
    for (const rule of Object.keys(REFUSAL_HINTS)) assert.ok(rules.has(rule), rule);
  });

  it("is shown with its rule's, and with none where the rule has none", () => {
    const refusal = (rule: string) => new ContractRefusal(rule, [24n], "includeVote", undefined);
    assert.deepEqual(showError(refusal("TooEarly")), {
      kind: "refused",
      code: "evm/refused",
      message: "includeVote is refused: it can be done from block 24 on (TooEarly)",
      hint: REFUSAL_HINTS.TooEarly,
    });
    assert.equal(showError(refusal("constructor")).hint, undefined);
    for (const rule of ["no reason given", "0x12345678"])
      assert.equal(showError(refusal(rule)).hint, NO_RULE_HINT, rule);
    assert.equal(
      showError(refusal("no reason given")).message,
      "the contract refuses includeVote and gives no reason",
    );
    assert.equal(showError(new Refusal("evm/refused", "without a rule")).hint, undefined);
  });
});
