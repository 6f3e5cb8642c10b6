// A proposer's blocks are as large as validators can apply in time.
import assert from "node:assert/strict";
import { Pace } from "../../../packages/node/src/ordering/comet/pace.js";

describe("comet: the pace of proposals", () => {
  it("is careful before it has measured, and takes full blocks where they are fast", () => {
    const pace = new Pace(5_000);
    assert.equal(pace.limit, 500);
    for (let i = 0; i < 20; i++) pace.measured(500, 50);
    assert.equal(pace.limit, 5_000);
  });

  it("makes blocks smaller where they take long, but never empty", () => {
    const pace = new Pace(5_000);
    for (let i = 0; i < 20; i++) pace.measured(1_000, 5_000);
    assert.ok(pace.limit > 130 && pace.limit <= 140, `${pace.limit}`);
    for (let i = 0; i < 20; i++) pace.measured(100, 60_000);
    assert.equal(pace.limit, 50);
  });

  it("learns nothing from a few transactions", () => {
    const pace = new Pace(5_000);
    for (let i = 0; i < 20; i++) pace.measured(1, 3_000);
    assert.equal(pace.limit, 500);
  });
});
