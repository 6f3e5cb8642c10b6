import assert from "node:assert/strict";
import { NodeRefusal } from "../../src/api/index.js";
import { errorKey, isUncertain } from "../../web/shared/error-words.js";
import { errorShown } from "../../web/shared/rpc.js";

const shown = (code: string) => ({ code, message: "", hint: "", counts: undefined, forged: false });

describe("pages: errors of sending", () => {
  it("are certain only where a rule refuses the vote", () => {
    for (const code of ["ledger/ended", "ledger/census-root", "ballot/envelope", "voter/other-process"])
      assert.equal(isUncertain(shown(code)), false, code);
  });

  it("leave open if the vote arrived where its receipt proves nothing, a recorded vote's rules differ, or something broke", () => {
    const open = [
      ...["api/timeout", "api/unreachable", "api/receipt", "api/head", "ledger/proof", "ledger/form"],
      ...["lightclient/process", "shared/worker", "service/busy", "unexpected"],
    ];
    for (const code of open) assert.equal(isUncertain(shown(code)), true, code);
  });
});

describe("pages: what a node refuses", () => {
  const told = (code: string) =>
    errorShown(
      new NodeRefusal("api/refused", { code, message: "no", hint: "", status: 404, retryAfter: undefined }),
    );

  it("has its own words where it is the service's rule", () => {
    assert.equal(errorKey(told("service/no-receipt")), "check-unfound");
    assert.equal(errorKey(told("service/no-content")), "error-text-missing");
  });

  it("speaks for no room of this page", () => {
    for (const code of ["shared/passphrase", "census/identity-file", "constructor/x", "service"])
      assert.equal(errorKey(told(code)), "error-unexpected", code);
  });
});
