/** What the log has of a request and of a fault: the route, never the address, the query, the head or the body. */
import type { FastifyRequest } from "fastify";
import { PsephosError } from "psephos";

/** The path of the route as its table has it, never the address that was asked for. */
export const routeOf = (request: FastifyRequest): string => request.routeOptions?.url ?? "none";

/** Frames of a stack, without the message: that may quote what was sent. */
const framesOf = (stack: string | undefined) =>
  stack
    ?.split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n");

export const serializers = {
  req: (request: FastifyRequest) => ({ method: request.method, route: routeOf(request) }),
  res: ({ statusCode }: { readonly statusCode?: number }) => ({ status: statusCode }),
  err: (error: unknown) =>
    error instanceof PsephosError
      ? { type: error.name, code: error.code, message: "", stack: framesOf(error.stack) ?? "" }
      : {
          type: error instanceof Error ? error.name : typeof error,
          message: "",
          stack: (error instanceof Error && framesOf(error.stack)) || "",
        },
};
