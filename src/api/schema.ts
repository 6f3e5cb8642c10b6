/**
 * JSON schemas as plain constants, in the small part of JSON Schema that the door uses: the same constant describes an answer in the OpenAPI
 * document, gives its TypeScript type, and is checked by the client without generated code (a page's content security policy forbids `eval`).
 */
import type { Hex } from "../bytes/index.js";

interface Described {
  readonly description?: string;
}
interface StringSchema extends Described {
  readonly type: "string";
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly maxLength?: number;
}
interface IntegerSchema extends Described {
  readonly type: "integer";
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: number;
}
interface ArraySchema extends Described {
  readonly type: "array";
  readonly items: Schema;
  readonly maxItems?: number;
}
interface ObjectSchema extends Described {
  readonly type: "object";
  readonly properties: { readonly [key: string]: Schema };
  readonly required: readonly string[];
  readonly additionalProperties: false;
}
interface UnionSchema extends Described {
  readonly anyOf: readonly Schema[];
}

export type Schema =
  | StringSchema
  | IntegerSchema
  | ArraySchema
  | ObjectSchema
  | UnionSchema
  | (Described & { readonly type: "boolean" })
  | (Described & { readonly type: "null" });

/** The type of the values that a schema describes. */
export type Of<S> = S extends { readonly anyOf: readonly (infer One)[] }
  ? Of<One>
  : S extends { readonly type: "string"; readonly enum: readonly (infer Value)[] }
    ? Value
    : S extends { readonly type: "string"; readonly pattern: `^0x${string}` }
      ? Hex
      : S extends { readonly type: "string" }
        ? string
        : S extends { readonly type: "integer" }
          ? number
          : S extends { readonly type: "boolean" }
            ? boolean
            : S extends { readonly type: "null" }
              ? null
              : S extends { readonly type: "array"; readonly items: infer Item }
                ? readonly Of<Item>[]
                : S extends {
                      readonly type: "object";
                      readonly properties: infer Properties;
                      readonly required: readonly (infer Required)[];
                    }
                  ? { readonly [Key in keyof Properties & Required]: Of<Properties[Key]> } & {
                      readonly [Key in Exclude<keyof Properties, Required>]?: Of<Properties[Key]>;
                    }
                  : never;

/** An object schema whose keys are all required. */
export function object<const P extends Record<string, Schema>>(properties: P, description?: string) {
  return {
    type: "object",
    properties,
    required: Object.keys(properties) as (keyof P & string)[],
    additionalProperties: false,
    ...(description === undefined ? {} : { description }),
  } as const satisfies Schema;
}

export const listOf = <const S extends Schema>(items: S, maxItems: number) =>
  ({ type: "array", items, maxItems }) as const;

export const orNull = <const S extends Schema>(schema: S) => ({ anyOf: [schema, { type: "null" }] }) as const;

const patterns = new Map<string, RegExp>();

function matches(pattern: string, text: string): boolean {
  const known = patterns.get(pattern) ?? new RegExp(pattern, "u");
  patterns.set(pattern, known);
  return known.test(text);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function objectProblem(schema: ObjectSchema, value: unknown, at: string): string | undefined {
  if (!isObject(value)) return at;
  for (const key of schema.required) if (!Object.hasOwn(value, key)) return `${at}.${key}`;
  for (const [key, member] of Object.entries(value)) {
    // A later version of a node may tell more: what this version does not know is left out of the type, and not refused.
    if (!Object.hasOwn(schema.properties, key)) continue;
    const problem = schemaProblem(schema.properties[key]!, member, `${at}.${key}`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function isFitting(
  schema: Exclude<Schema, ObjectSchema | ArraySchema | UnionSchema>,
  value: unknown,
): boolean {
  switch (schema.type) {
    case "null":
      return value === null;
    case "boolean":
      return typeof value === "boolean";
    case "integer":
      return (
        Number.isSafeInteger(value) &&
        (value as number) >= (schema.minimum ?? Number.MIN_SAFE_INTEGER) &&
        (value as number) <= (schema.maximum ?? Number.MAX_SAFE_INTEGER)
      );
    case "string":
      return (
        typeof value === "string" &&
        value.length <= (schema.maxLength ?? Number.POSITIVE_INFINITY) &&
        (schema.pattern === undefined || matches(schema.pattern, value)) &&
        (schema.enum === undefined || schema.enum.includes(value))
      );
  }
}

/** Where a value differs from a schema (`$.head.height`), or undefined if it fits. Keys that the schema does not know are ignored. */
export function schemaProblem(schema: Schema, value: unknown, at = "$"): string | undefined {
  if ("anyOf" in schema) {
    const problems = schema.anyOf.map((one) => schemaProblem(one, value, at));
    if (problems.includes(undefined)) return undefined;
    // The innermost place says most: of an object or null, what is wrong in the object.
    return problems.reduce((a, b) => (b!.length > a!.length ? b : a));
  }
  if (schema.type === "object") return objectProblem(schema, value, at);
  if (schema.type !== "array") return isFitting(schema, value) ? undefined : at;
  if (!Array.isArray(value) || value.length > (schema.maxItems ?? Number.POSITIVE_INFINITY)) return at;
  for (const [i, item] of value.entries()) {
    const problem = schemaProblem(schema.items, item, `${at}[${i}]`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
