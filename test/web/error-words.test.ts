import assert from "node:assert/strict";
import { isUncertain } from "../../web/shared/error-words.js";

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
