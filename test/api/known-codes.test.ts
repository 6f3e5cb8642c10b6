import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { isFailedCode, isRefusedCode } from "../../src/api/index.js";

/** The codes that a room declares, with their kinds. */
const declared = (room: string) =>
  [
    ...readFileSync(new URL(`../../src/${room}/codes.ts`, import.meta.url), "utf8").matchAll(
      /"([a-z0-9/-]+)": "(refused|failed)"/g,
    ),
  ].map(([, code, kind]) => ({ code: code!, kind: kind! }));

describe("api: the codes that a client throws again", () => {
  for (const room of ["ballot", "bytes", "ledger", "seal", "facts"])
    it(`are all those of ${room}, with their kinds`, () => {
      const codes = declared(room);
      assert.ok(codes.length > 0);
      for (const { code, kind } of codes)
        assert.deepEqual(
          [isRefusedCode(code), isFailedCode(code)],
          [kind === "refused", kind === "failed"],
          code,
        );
    });

  it("are not those of the node itself", () => {
    for (const code of ["service/rate", "ordering/full", "", "toString"])
      assert.deepEqual([isRefusedCode(code), isFailedCode(code)], [false, false]);
  });
});
