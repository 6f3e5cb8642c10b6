/** Readers of JSON values of one exact shape: nothing missing, nothing more, each field within its bounds. */
import { ensure } from "../../errors/index.js";

/** Returns the value when it has the shape. @throws PsephosError `setup/transcript-shape`, naming the place */
export type Shape<T> = (value: unknown, at: string) => T;
export type Shaped<S> = S extends Shape<infer T> ? T : never;

const fail = (at: string, wanted: string): never => {
  ensure(false, "setup/transcript-shape", `${at || "the document"} is not ${wanted}`);
};

/** A string that matches. */
export const text =
  (pattern: RegExp, what: string): Shape<string> =>
  (value, at) =>
    typeof value === "string" && pattern.test(value) ? value : fail(at, what);

export const hex = (digits: number): Shape<string> =>
  text(new RegExp(`^[0-9a-f]{${digits}}$`), `${digits} lower-case hex digits`);

/** Up to `max` characters, which people write. */
export const prose = (max: number): Shape<string> =>
  text(
    new RegExp(`^[^\\p{Cc}]{1,${max}}$`, "u"),
    `a text of 1 to ${max} characters without control characters`,
  );

export const integer =
  (min: number, max: number): Shape<number> =>
  (value, at) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max
      ? (value as number)
      : fail(at, `an integer from ${min} to ${max}`);

export const flag: Shape<boolean> = (value, at) =>
  typeof value === "boolean" ? value : fail(at, "true or false");

export const oneOf =
  <const T extends string | number>(...values: readonly T[]): Shape<T> =>
  (value, at) =>
    values.includes(value as T) ? (value as T) : fail(at, values.join(" or "));

export const nullable =
  <T>(shape: Shape<T>): Shape<T | null> =>
  (value, at) =>
    value === null ? null : shape(value, at);

export const list =
  <T>(shape: Shape<T>, max: number): Shape<readonly T[]> =>
  (value, at) =>
    Array.isArray(value) && value.length <= max
      ? value.map((item, i) => shape(item, `${at}[${i}]`))
      : fail(at, `a list of at most ${max}`);

/** An object of exactly these fields. */
export const record =
  <S extends Record<string, Shape<unknown>>>(fields: S): Shape<{ readonly [K in keyof S]: Shaped<S[K]> }> =>
  (value, at) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) fail(at, "an object");
    const given = value as Record<string, unknown>;
    for (const key of Object.keys(given))
      if (!Object.hasOwn(fields, key)) fail(`${at}.${key}`.replace(/^\./, ""), "a field that is known");
    return Object.fromEntries(
      Object.entries(fields).map(([key, shape]) => [
        key,
        shape(given[key], at === "" ? key : `${at}.${key}`),
      ]),
    ) as { readonly [K in keyof S]: Shaped<S[K]> };
  };
