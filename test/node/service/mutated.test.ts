import assert from "node:assert/strict";
import { sendMutants } from "./mutated.js";

describe("node service: mutated envelopes", () => {
  it("are each refused with a typed code: 500 of them; true votes are taken after them", async () => {
    const codes = await sendMutants(500, 20_261_129);
    for (const code of [
      "ballot/envelope",
      "ballot/not-canonical",
      "ledger/proof-refused",
      "ledger/signature",
    ])
      assert.ok(codes.has(code), `none was refused with ${code}: ${[...codes.keys()]}`);
  });
});
