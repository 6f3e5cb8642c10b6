import assert from "node:assert/strict";
import { type ErrorCode, PsephosError } from "../../src/errors/index.js";

/** Expects a `PsephosError` of this code from `run`, and returns it. */
export function throwsCode(code: ErrorCode, run: () => unknown): PsephosError {
  let thrown: unknown;
  try {
    run();
  } catch (error) {
    thrown = error;
  }
  return check(code, thrown);
}

/** As {@link throwsCode}, for a promise. */
export async function rejectsCode(
  code: ErrorCode,
  work: Promise<unknown> | (() => Promise<unknown>),
): Promise<PsephosError> {
  let thrown: unknown;
  try {
    await (typeof work === "function" ? work() : work);
  } catch (error) {
    thrown = error;
  }
  return check(code, thrown);
}

function check(code: ErrorCode, thrown: unknown): PsephosError {
  assert.ok(thrown instanceof PsephosError, `expected ${code}, got ${String(thrown)}`);
  assert.equal(thrown.code, code);
  return thrown;
}
