/** What the tests of this room share. */
import assert from "node:assert/strict";
import { type ErrorCode, PsephosError } from "../../src/errors/index.js";

export const utf8 = (text: string) => new TextEncoder().encode(text);

/** Asserts that `action` throws a PsephosError with this code, and gives it back. */
export function throwsCode(action: () => unknown, code: ErrorCode): PsephosError {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof PsephosError, String(error));
    assert.equal(error.code, code, error.message);
    return error;
  }
  assert.fail(`no error, expected ${code}`);
}

/** The same for a promise. */
export async function rejectsCode(promise: Promise<unknown>, code: ErrorCode): Promise<PsephosError> {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof PsephosError, String(error));
    assert.equal(error.code, code, error.message);
    return error;
  }
  assert.fail(`no error, expected ${code}`);
}
