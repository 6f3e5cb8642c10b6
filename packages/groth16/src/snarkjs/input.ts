/** A circuit's inputs in the forms that snarkjs accepts. */
import { SCALAR_FIELD_ORDER } from "../../../../src/bytes/index.js";
import { ensure, Refusal } from "../../../../src/errors/index.js";
import type { CircuitInput, SignalInput } from "../../../../src/groth16/index.js";

/** A value, or lists of values in any nesting. */
export type Signal = string | number | bigint | boolean | readonly Signal[] | ArrayBufferView;
/** A circuit's inputs by signal name. */
export interface CircuitSignals {
  readonly [signal: string]: Signal | { readonly [field: string]: unknown };
}

const MAX_DEPTH = 32;

/** The field element of a value, as snarkjs reads it: also hex and negative numbers, modulo r. */
function scalar(value: unknown, name: string): bigint {
  try {
    if (value === null || value === undefined || typeof value === "object") throw new TypeError();
    const rest = BigInt(value as string) % SCALAR_FIELD_ORDER;
    return rest < 0n ? rest + SCALAR_FIELD_ORDER : rest;
  } catch {
    throw new Refusal("groth16/non-canonical-input", `a value of signal ${name} is not an integer`);
  }
}

const isList = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

const isObject = (value: unknown): value is object =>
  Object.prototype.toString.call(value) === "[object Object]";

function convert(value: unknown, name: string, depth: number): SignalInput {
  ensure(
    depth <= MAX_DEPTH,
    "groth16/input-shape",
    () => `signal ${name} is nested deeper than ${MAX_DEPTH} levels`,
  );
  if (isObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([field, inner]) => [
        field,
        convert(inner, name === "" ? field : `${name}.${field}`, depth + 1),
      ]),
    );
  if (!isList(value)) return scalar(value, name);
  const items = Array.from(value, (item) => convert(item, name, depth + 1));
  // snarkjs ignores the nesting of lists, but not that of buses.
  return items.some((item) => isObject(item)) ? items : items.flat();
}

/**
 * Inputs for this library's calculators, from snarkjs's form.
 * @throws PsephosError `groth16/input-shape`, `groth16/non-canonical-input`
 */
export function toCircuitInput(input: CircuitSignals): CircuitInput {
  ensure(isObject(input), "groth16/input-shape", "the input is not an object of signals");
  return convert(input, "", 0) as CircuitInput;
}
