import assert from "node:assert/strict";
import type { Deployment } from "../../src/evm/index.js";
import { afresh, deployment } from "./support.js";
import { histories } from "./world.js";

describe("contracts: random histories", () => {
  const made: () => Deployment = afresh(() => deployment());

  it("answer by the rules: no way out of a final status, no id twice, no stranger heard, no wei astray", async () => {
    const heard = await histories(made(), 15, 50);
    for (const answer of ["ok", "NotEntity", "ProcessFinal"]) assert.ok(heard.has(answer), answer);
  });
});
