import assert from "node:assert/strict";
import { type ErrorCode, PsephosError } from "../../../src/errors/index.js";

/** For `assert.throws` and `assert.rejects`: a PsephosError of this code, and nothing of `secret` in what it says. */
export function coded(
  code: ErrorCode,
  mentions: RegExp | undefined = undefined,
  secret: string | undefined = undefined,
) {
  return (error: unknown): true => {
    assert.ok(error instanceof PsephosError, `not a PsephosError: ${String(error)}`);
    assert.equal(error.code, code);
    if (mentions !== undefined) assert.match(error.message, mentions);
    if (secret !== undefined)
      assert.ok(!`${error.message}${error.hint}`.includes(secret), "the error tells a secret");
    return true;
  };
}
