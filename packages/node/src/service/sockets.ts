/** Answers to what is no request: the bytes of a connection that the parser refuses, or that come too slowly. */
import type { Socket } from "node:net";
import { Refusal } from "psephos";
import { errorBody } from "./errors.js";
import { statusOf } from "./statuses.js";

const REASONS: Readonly<Record<number, string>> = {
  400: "Bad Request",
  408: "Request Timeout",
  431: "Request Header Fields Too Large",
};

function refusalOf(code: string | undefined): Refusal {
  switch (code) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new Refusal("service/slow", "the request did not come in time", {
        hint: "Send it again, whole, on a new connection.",
      });
    case "HPE_HEADER_OVERFLOW":
      return new Refusal("service/headers", "the head of the request is too large", {
        hint: "Send fewer and shorter headers.",
      });
    default:
      return new Refusal("service/request", "this is not a request of HTTP/1.1", {
        hint: "Check the address and the scheme: a node without TLS is http://.",
      });
  }
}

/** For fastify's `clientErrorHandler`. */
export function answerBroken(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  const refusal = refusalOf(error.code);
  const status = statusOf(refusal);
  const body = JSON.stringify(errorBody(refusal));
  if (socket.writable)
    socket.write(
      `HTTP/1.1 ${status} ${REASONS[status]}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    );
  socket.destroySoon();
}
