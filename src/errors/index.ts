import { visible } from "./visible.js";

export { isVisible, visible, visibleJson } from "./visible.js";

/** The most characters of a message: what a compiler said is quoted whole, what a stranger wrote is cut before. */
const LONGEST = 20_000;

/**
 * The one base error. Every error that Psephos throws on purpose has a machine-readable `code`
 * ("room/rule", pinned in the tests), a short message, and where it helps a `hint`: what to do next.
 * No secret (identity secret, nonce, witness, key material) may enter any of the three.
 * What a message quotes may be a stranger's: what is not seen in it is escaped here, once for every room. Line feeds stay.
 */
export class PsephosError extends Error {
  override readonly name: string = "PsephosError";
  /** The rule that was broken, as `room/rule`: `census/duplicate-leaf`. */
  readonly code: string;
  /** What the reader can do about it. */
  readonly hint: string | undefined;

  constructor(code: string, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(
      visible(message, { lines: true, limit: LONGEST }),
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.code = code;
    this.hint =
      options.hint === undefined ? undefined : visible(options.hint, { lines: true, limit: LONGEST });
  }
}

/** Throws a `PsephosError` unless `condition` holds. */
export function ensure(
  condition: unknown,
  code: string,
  message: string | (() => string),
  hint?: string,
): asserts condition {
  if (condition) return;
  throw new PsephosError(code, typeof message === "string" ? message : message(), hint ? { hint } : {});
}
