/** Envelopes with one thing wrong: a value's type, size, encoding, sign or field, a key, the text; and one envelope's value in another. */
import fc from "fast-check";
import { SCALAR_FIELD_ORDER } from "../../../src/bytes/index.js";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const isObject = (value: Json): value is Record<string, Json> => typeof value === "object" && value !== null;

/** The places of a document, those of objects and lists too. */
function placesOf(value: Json, path: readonly string[] = []): (readonly string[])[] {
  return isObject(value)
    ? [path, ...Object.entries(value).flatMap(([key, one]) => placesOf(one, [...path, key]))]
    : [path];
}

const valueAt = (document: Json, path: readonly string[]): Json =>
  path.reduce((value, key) => (value as Record<string, Json>)[key]!, document);

function withValue(document: Json, path: readonly string[], change: (value: Json) => Json): Json {
  if (path.length === 0) return change(document);
  const copy = structuredClone(document);
  const parent = valueAt(copy, path.slice(0, -1)) as Record<string, Json>;
  parent[path.at(-1)!] = change(parent[path.at(-1)!]!);
  return copy;
}

const nested = (depth: number): Json => (depth === 0 ? [] : [nested(depth - 1)]);

/** Another value in the place of one. */
const changes: fc.Arbitrary<(value: Json) => Json> = fc.oneof(
  fc.jsonValue().map((other) => () => other as Json),
  fc
    .constantFrom<Json>(null, true, 0, -1, 1.5, 2 ** 53, 1e300, "", "0x", "0", [], {})
    .map((v) => (): Json => v),
  fc.integer({ min: 1, max: 4000 }).map(
    (n) =>
      (v: Json): Json =>
        typeof v === "string" ? v.repeat(n).slice(0, 9000) : n,
  ),
  fc.nat(300).map(
    (n) =>
      (v: Json): Json =>
        typeof v === "string" ? v.slice(0, Math.min(n, Math.max(0, v.length - 1))) : n + 1,
  ),
  fc.constant((v: Json): Json => (typeof v === "string" ? v.toUpperCase() : [v])),
  fc.constant((v: Json): Json => (typeof v === "string" ? v.replace(/^0x/, "") : String(v))),
  fc.constant((v: Json): Json => (typeof v === "string" ? `-${v}` : typeof v === "number" ? -v - 1 : v)),
  fc.constant(
    (v: Json): Json =>
      typeof v === "string" && /^0x[0-9a-f]{1,64}$/.test(v)
        ? `0x${(BigInt(v) + SCALAR_FIELD_ORDER).toString(16)}`
        : typeof v === "string" && /^\d+$/.test(v)
          ? (BigInt(v) + 2n ** 128n).toString()
          : v,
  ),
  fc.constant(
    (v: Json): Json =>
      typeof v === "string" ? v.replace(/\d/, (d) => String.fromCharCode(0xff10 + Number(d))) : v,
  ),
  fc.constantFrom("\u0000", "\ud800", "\u202e", "\ufeff", "é", " ").map(
    (mark) =>
      (v: Json): Json =>
        `${mark}${String(v)}`,
  ),
  fc.tuple(fc.nat(2000), fc.constantFrom(..."0123456789abcdefXZ=/+")).map(
    ([at, digit]) =>
      (v: Json): Json =>
        typeof v === "string" && v.length > 2
          ? `${v.slice(0, at % v.length)}${digit}${v.slice((at % v.length) + 1)}`
          : v,
  ),
  fc.integer({ min: 1, max: 2000 }).map((depth) => () => nested(depth)),
  fc.integer({ min: 0, max: 255 }).map(
    (nonce) =>
      (v: Json): Json =>
        typeof v === "number" ? v + 1 + nonce : v,
  ),
  fc.constant((v: Json): Json => (Array.isArray(v) ? [...v, ...v, 0] : isObject(v) ? { ...v, more: 1 } : v)),
  fc.constant(
    (v: Json): Json =>
      Array.isArray(v) ? v.slice(1) : isObject(v) ? Object.fromEntries(Object.entries(v).slice(1)) : v,
  ),
);

/** Another text of the same document. */
const spellings: fc.Arbitrary<(text: string) => string> = fc.oneof(
  fc.nat().map(
    (n) =>
      (text: string): string =>
        text.slice(0, n % text.length),
  ),
  fc.tuple(fc.nat(), fc.constantFrom(" ", "\t", "\\u0030", "{", "}", '"', ",", "\u0000")).map(
    ([n, mark]) =>
      (text: string): string =>
        text.slice(0, n % text.length) + mark + text.slice(n % text.length),
  ),
  fc.nat().map((n) => (text: string): string => {
    const pairs = [...text.matchAll(/"[A-Za-z]+":(?:"[^"]*"|\d+)/g)].map(([pair]) => pair);
    return text.replace("{", `{${pairs[n % pairs.length]},`);
  }),
  fc.constant((text: string): string =>
    JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse())),
  ),
  fc.constant((text: string): string => text.replace("{", '{"__proto__":{},')),
  fc.constant((text: string): string => `${text}${text}`),
  fc.constant((text: string): string =>
    text.replace(/"([a-z])/, (_, letter: string) => `"\\u00${letter.charCodeAt(0).toString(16)}`),
  ),
);

/** Texts that are none of the envelopes, on one line each. */
export function mutants(envelopes: readonly string[]): fc.Arbitrary<string> {
  const text = fc.constantFrom(...envelopes);
  const ofValue = fc.tuple(text, fc.nat(), changes).map(([envelope, n, change]) => {
    const document = JSON.parse(envelope) as Json;
    const places = placesOf(document);
    return JSON.stringify(withValue(document, places[n % places.length]!, change));
  });
  const ofText = fc.tuple(text, spellings).map(([envelope, spell]) => spell(envelope));
  const mixed = fc.tuple(text, text, fc.nat()).map(([envelope, other, n]) => {
    const from = JSON.parse(other) as Record<string, Json>;
    const keys = Object.keys(from);
    const key = keys[n % keys.length]!;
    return JSON.stringify({ ...JSON.parse(envelope), [key]: from[key] });
  });
  const known = new Set(envelopes);
  return fc
    .oneof(
      { weight: 6, arbitrary: ofValue },
      { weight: 3, arbitrary: ofText },
      { weight: 2, arbitrary: mixed },
    )
    .map((one) => (one ?? "").replaceAll("\n", " "))
    .filter((one) => !known.has(one));
}
