/** What a node answers in place of what was asked for, as errors of this program. */
import { type FailedCode, Failure, Refusal, type RefusedCode } from "../errors/index.js";
import { isFailedCode, isRefusedCode } from "./known-codes.js";
import { schemaProblem } from "./schema.js";
import { ERROR_BODY, type ErrorBody } from "./schemas.js";

/** A node's answer as it came. */
export interface Told extends ErrorBody {
  /** Of HTTP. */
  readonly status: number;
  /** Seconds after which the node wants to be asked again; undefined if it does not say. */
  readonly retryAfter: number | undefined;
}

/** The node refuses: by a rule, and the same request is refused again. */
export class NodeRefusal extends Refusal {
  override readonly name = "NodeRefusal";
  readonly told: Told;

  constructor(code: RefusedCode, told: Told) {
    super(code, told.message, { hint: told.hint });
    this.told = told;
  }
}

/** The node cannot do it now. */
export class NodeFailure extends Failure {
  override readonly name = "NodeFailure";
  readonly told: Told;

  constructor(code: FailedCode, told: Told) {
    super(code, told.message, { hint: told.hint });
    this.told = told;
  }
}

/** Statuses that say "later": another answer may come if the request is sent again. */
const isLater = (status: number) => status >= 500 || status === 429 || status === 408;

function bodyOf(text: string): ErrorBody | undefined {
  try {
    const document: unknown = JSON.parse(text);
    return schemaProblem(ERROR_BODY, document) === undefined ? (document as ErrorBody) : undefined;
  } catch {
    return undefined;
  }
}

const MOST_SECONDS = 3600;

/** Seconds of a `Retry-After` header; a date, or anything else, is left out. */
function seconds(header: string | null): number | undefined {
  return header !== null && /^\d{1,9}$/.test(header) ? Math.min(Number(header), MOST_SECONDS) : undefined;
}

/**
 * The error of an answer that is not what was asked for: with the node's own code if this version knows it, otherwise `api/refused` or
 * `api/failed`, which carry it; `api/answer` if it is not a node's.
 */
export function errorOf(status: number, retryAfter: string | null, text: string): Refusal | Failure {
  const body = bodyOf(text);
  if (body === undefined)
    return new Failure("api/answer", `the answer with status ${status} is not a node's`, {
      hint: "Check the node's address. A proxy before it may have answered.",
    });
  const told = { ...body, status, retryAfter: seconds(retryAfter) };
  if (isRefusedCode(body.code)) return new NodeRefusal(body.code, told);
  if (isFailedCode(body.code)) return new NodeFailure(body.code, told);
  return isLater(status) ? new NodeFailure("api/failed", told) : new NodeRefusal("api/refused", told);
}

/** What a node told in an error, or undefined if the error is no node's. */
export const toldBy = (error: unknown): Told | undefined =>
  error instanceof NodeRefusal || error instanceof NodeFailure ? error.told : undefined;
