/** Reads the parameters and the query of a request by the forms of its route: a value has one spelling, and none is unknown. */
import type { FastifyRequest } from "fastify";
import { Refusal } from "psephos";
import { type Route, type Schema, schemaProblem } from "psephos/api";

export type Values = Readonly<Record<string, string | number | undefined>>;

function readValue(schema: Schema, name: string, text: unknown): string | number {
  const integer = "type" in schema && schema.type === "integer";
  const value =
    integer && typeof text === "string" && /^(?:0|[1-9]\d{0,15})$/.test(text) ? Number(text) : text;
  if (schemaProblem(schema, value) !== undefined)
    throw new Refusal("service/query", `the value of ${name} is malformed`, {
      hint: "Send it as /openapi.json describes it.",
    });
  return value as string | number;
}

function read(schemas: Readonly<Record<string, Schema>>, given: unknown): Values {
  const texts = (given ?? {}) as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(texts))
    if (!Object.hasOwn(schemas, name))
      throw new Refusal("service/query", "the address has a parameter that this route does not know", {
        hint: `It knows ${Object.keys(schemas).join(", ") || "none"}.`,
      });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const standard = "default" in schema ? schema.default : undefined;
      return [name, Object.hasOwn(texts, name) ? readValue(schema, name, texts[name]) : standard];
    }),
  );
}

/** @throws PsephosError `service/query` */
export const valuesOf = ({ params = {}, query = {} }: Route, request: FastifyRequest): Values => ({
  ...read(params, request.params),
  ...read(query, request.query),
});
