/** Errors as they are told: nothing of an endpoint's address, of which a path, a query or a password can be a key. */
import { Failure, PsephosError } from "psephos";
import { BaseError, HttpRequestError, RpcError, RpcRequestError, TimeoutError } from "viem";
import type { ToldError } from "./options.js";

/** Whether the endpoint itself failed, and not what was asked. */
export function isEndpointFault(error: unknown): boolean {
  return error instanceof BaseError && faultOf(error) !== undefined;
}

/** The codes with which nodes refuse all work for now, because of a limit. */
const BUSY = new Set([-32005, 429]);

function faultOf(error: BaseError): string | undefined {
  const found = (kind: new (...args: never[]) => Error) => error.walk((one) => one instanceof kind);
  if (found(TimeoutError)) return "it did not answer in time";
  const http = found(HttpRequestError) as HttpRequestError | null;
  if (http) return http.status ? `it answered with HTTP status ${http.status}` : "it cannot be reached";
  const rpc = (found(RpcRequestError) ?? found(RpcError)) as { readonly code?: number } | null;
  return rpc?.code !== undefined && BUSY.has(rpc.code) ? `it answered with error ${rpc.code}` : undefined;
}

/** What was wrong with an answer, in words of this program alone: a node's own words can repeat the key. */
export function describe(error: unknown): string {
  if (error instanceof PsephosError) return error.message;
  if (!(error instanceof BaseError))
    return `its answer could not be used (${error instanceof Error ? error.name : typeof error})`;
  const rpc = error.walk((one) => one instanceof RpcRequestError) as RpcRequestError | null;
  return faultOf(error) ?? (rpc ? `it answered with error ${rpc.code}` : `${error.name}`);
}

/** An error for the status and the log. */
export function told(error: unknown): ToldError {
  const known =
    error instanceof PsephosError
      ? error
      : new Failure("follower/unexpected", `the attempt failed: ${describe(error)}`);
  return {
    code: known.code,
    message: known.message,
    ...(known.hint === undefined ? {} : { hint: known.hint }),
  };
}
