/** Errors as answers: `{code, message, hint}`, with a status from the one table. */
import type { FastifyError, FastifyReply } from "fastify";
import { type ErrorCode, Failure, PsephosError, Refusal } from "psephos";
import type { ErrorBody } from "psephos/api";
import { SupersededVote } from "psephos/ledger";
import { FAILED, statusOf } from "./statuses.js";

/** Seconds after which an error's cause may be gone. */
const retries = new WeakMap<PsephosError, number>();

/** The same error, which says when to come again. @param seconds a whole number */
export function later<T extends PsephosError>(error: T, seconds: number): T {
  retries.set(error, seconds);
  return error;
}

const HINTS: Readonly<Record<number, string>> = {
  400: "Send it in the form that /openapi.json describes.",
  404: "Check the address; a process appears some blocks after its declaration.",
  409: "Ask for the process's present state, and try again then.",
  410: "Nothing more can be sent.",
  413: "Send less at once.",
  422: "The same request is refused again.",
  500: "Tell the node's operator when it happened.",
  503: "Send it again after the seconds of Retry-After.",
};

const internal = () => new Failure("service/internal", "the node failed to answer", { hint: HINTS[FAILED]! });

/** The body that tells an error. A fault of the node is told without detail. */
export function errorBody(error: PsephosError): ErrorBody {
  const status = statusOf(error);
  const told = status === FAILED ? internal() : error;
  return {
    code: told.code,
    message: told.message,
    hint: told.hint ?? HINTS[status] ?? "",
    ...(error instanceof SupersededVote && { counts: error.counts }),
  };
}

const FASTIFY_CODES: Readonly<Record<string, readonly [ErrorCode & Refusal["code"], string, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ["service/too-large", "the body is too large for this route", HINTS[413]!],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    "service/media-type",
    "this route takes a body of another media type",
    "Set content-type as /openapi.json says.",
  ],
  FST_ERR_CTP_EMPTY_TYPE: ["service/media-type", "the body has no media type", "Set content-type."],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    "service/body",
    "the body does not have the length that its header says",
    "Send it again, whole.",
  ],
  FST_ERR_BAD_URL: ["service/query", "the address is malformed", HINTS[400]!],
};

/** Any error as one that is told. */
export function toldError(error: unknown): PsephosError {
  if (error instanceof PsephosError) return error;
  const { code, statusCode } = (error ?? {}) as Partial<FastifyError>;
  const known = FASTIFY_CODES[code ?? ""];
  if (known) return new Refusal(known[0], known[1], { hint: known[2] });
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new Refusal("service/request", "the request is malformed", { hint: HINTS[400]! });
  return internal();
}

/** Seconds of `Retry-After` for what says nothing itself. */
const RETRY_AFTER = 2;

export function sendError(reply: FastifyReply, error: PsephosError): FastifyReply {
  const status = statusOf(error);
  const seconds = retries.get(error) ?? (status === 503 || status === 429 ? RETRY_AFTER : undefined);
  if (seconds !== undefined) reply.header("retry-after", seconds);
  return reply
    .code(status)
    .header("cache-control", "no-store")
    .type("application/json")
    .send(JSON.stringify(errorBody(error)));
}
