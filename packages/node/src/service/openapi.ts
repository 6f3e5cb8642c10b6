/** The OpenAPI document: each route's schema, from the table of src/api and the table of statuses. */
import type { FastifySchema } from "fastify";
import { type Answer, ERROR_BODY, ROUTES, type Route, type RouteName, type Schema } from "psephos/api";
import { STATUSES } from "./statuses.js";

/** Any request can be answered so. */
const ALWAYS = [400, 408, 429, 431, 500, 503];
const WITH_BODY = [411, 413, 415];
/** What the rules of the chain can answer to what is sent. */
const BY_RULE = [404, 409, 410, 422];

const NOT_THERE: readonly RouteName[] = [
  "process",
  "keys",
  "record",
  "results",
  "votesSignature",
  "log",
  "census",
  "registrations",
  "content",
  "head",
  "receipt",
  "commitReceipt",
  "validators",
  "gateway",
  "announce",
];
const SUBMISSIONS: readonly RouteName[] = ["vote", "register", "transaction"];
/** Answers that a client may keep, and ask for again with `If-None-Match`. */
export const KEPT: readonly RouteName[] = ["genesis", "census", "registrations", "content"];

/** Files, of which one part may be asked for. */
const FILES: readonly RouteName[] = ["census", "registrations", "content"];

/** The statuses of the refusals and failures of a route. */
export function errorStatuses(name: RouteName): number[] {
  const route: Route = ROUTES[name];
  const more = [
    ...(route.body ? WITH_BODY : []),
    ...(NOT_THERE.includes(name) ? [404] : []),
    ...(SUBMISSIONS.includes(name) ? BY_RULE : []),
    ...(name === "publish" || name === "announce" ? [422] : []),
    ...(name === "registrations" ? [409, 422] : []),
  ];
  return [...new Set([...ALWAYS, ...more])].sort((a, b) => a - b);
}

/** A text of JSON, byte for byte, is an object to who reads it. */
const textSchema = (media: string) => ({ type: media === "application/json" ? "object" : "string" });

const answerSchema = (answer: Answer, description: string) =>
  "json" in answer
    ? { description, content: { "application/json": { schema: answer.json } } }
    : { description, content: { [answer.media]: { schema: textSchema(answer.media) } } };

const whenOf = (status: number) => STATUSES.find((row) => row.status === status)!.when;

const objectOf = (properties: Readonly<Record<string, Schema>>, required: readonly string[]) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});

/** The schema of a route, for the document; requests are read by `queries.ts` and by the library's decoders. */
export function routeSchema(name: RouteName): FastifySchema & { operationId: string; summary: string } {
  const { summary, params, query, body, answers }: Route = ROUTES[name];
  const refusals = errorStatuses(name).map(
    (status) => [status, answerSchema({ json: ERROR_BODY }, whenOf(status))] as const,
  );
  const kept = {
    ...(KEPT.includes(name) && { 304: { description: "it is still the same" } }),
    ...(FILES.includes(name) && { 206: { description: "the part of the file that `Range` asks for" } }),
  };
  return {
    operationId: name,
    summary,
    ...(params && { params: objectOf(params, Object.keys(params)) }),
    ...(query && { querystring: objectOf(query, []) }),
    ...(body && {
      body: { content: { [body.media]: { schema: body.json ?? { type: "string" } } } },
    }),
    response: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, answer]) => [status, answerSchema(answer, summary)]),
      ),
      ...kept,
      ...Object.fromEntries(refusals),
    },
  };
}
