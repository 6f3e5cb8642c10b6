import { visible } from "./visible.js";

export { isVisible, visible, visibleJson } from "./visible.js";

/** The most characters of a message: a compiler's message fits, and text from strangers is cut before. */
const LONGEST = 20_000;

/**
 * Whether an error is `refused` (the input, or an outside condition, breaks a rule: the same input is refused again) or `failed` (the
 * program could not do its work: it may succeed later, or on another machine).
 */
export type ErrorKind = "refused" | "failed";

/**
 * Every code that a `PsephosError` can have, with its kind. Each room declares its codes in its `codes.ts`. A program that
 * throws its own errors declares them too:
 *
 *     declare module "psephos/errors" {
 *       interface ErrorCodes { "service/too-many-votes": "refused" }
 *     }
 *
 * The compiler then refuses an undeclared code, both where it is thrown and where it is compared.
 */
// biome-ignore lint/suspicious/noEmptyInterface: each room adds to it
export interface ErrorCodes {}

type CodesOf<Kind extends ErrorKind> = {
  [Code in keyof ErrorCodes]: ErrorCodes[Code] extends Kind ? Code : never;
}[keyof ErrorCodes];

/** The code of a `Refusal`. */
export type RefusedCode = CodesOf<"refused">;
/** The code of a `Failure`. */
export type FailedCode = CodesOf<"failed">;
/** The code of a `PsephosError`, as `room/rule`: `census/duplicate`. */
export type ErrorCode = RefusedCode | FailedCode;

export interface ErrorOptions {
  /** What the reader can do about it. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/**
 * The base error: every error that Psephos throws on purpose is a {@link Refusal} or a {@link Failure}. It has a machine-readable
 * `code`, a short message, and if it helps a `hint`: what to do next.
 * No secret (identity secret, nonce, witness, key material) may enter any of the three.
 * A message may quote a stranger's text: this class escapes its invisible characters, once for every room. Line feeds stay.
 */
export abstract class PsephosError extends Error {
  override readonly name: string = "PsephosError";
  /** The kind of the error. It decides the exit code or the HTTP status. */
  abstract readonly kind: ErrorKind;
  /** The rule that was broken, or the work that failed. */
  readonly code: ErrorCode;
  /** What the reader can do about it. */
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, { cause, hint }: ErrorOptions = {}) {
    super(visible(message, { lines: true, limit: LONGEST }), cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint === undefined ? undefined : visible(hint, { lines: true, limit: LONGEST });
  }
}

/** The input, or an outside condition, breaks a rule. */
export class Refusal extends PsephosError {
  override readonly kind = "refused";
  declare readonly code: RefusedCode;

  // biome-ignore lint/complexity/noUselessConstructor: it narrows the code
  constructor(code: RefusedCode, message: string, options?: ErrorOptions) {
    super(code, message, options);
  }
}

/** The program could not do its work. */
export class Failure extends PsephosError {
  override readonly kind = "failed";
  declare readonly code: FailedCode;

  // biome-ignore lint/complexity/noUselessConstructor: it narrows the code
  constructor(code: FailedCode, message: string, options?: ErrorOptions) {
    super(code, message, options);
  }
}

const textOf = (message: string | (() => string)) => (typeof message === "string" ? message : message());
const withHint = (hint: string | undefined) => (hint ? { hint } : {});

/** Throws a `Refusal` unless `condition` is true. */
export function ensure(
  condition: unknown,
  code: RefusedCode,
  message: string | (() => string),
  hint?: string,
): asserts condition {
  if (!condition) throw new Refusal(code, textOf(message), withHint(hint));
}

/** Throws a `Failure` unless `condition` is true, for what the work needs. */
export function ensureAble(
  condition: unknown,
  code: FailedCode,
  message: string | (() => string),
  hint?: string,
): asserts condition {
  if (!condition) throw new Failure(code, textOf(message), withHint(hint));
}

/** The same error with its place before the message: a file, a line. Any other error is returned unchanged. */
export function located(error: unknown, place: string): unknown {
  if (!(error instanceof PsephosError)) return error;
  const options = { cause: error, ...withHint(error.hint) };
  const message = `${place}: ${error.message}`;
  if (error instanceof Failure) return new Failure(error.code, message, options);
  return error instanceof Refusal ? new Refusal(error.code, message, options) : error;
}
