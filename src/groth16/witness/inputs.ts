/**
 * A circuit's inputs, from a caller's form to the flat lists for circom's witness program.
 *
 * A signal's values are flattened in row-major order. Lists within a list must be of equal lengths; this does not check that they are the
 * circuit's own dimensions, because a witness program knows only how many values a signal takes. Buses follow circom's own names: the field `x` of
 * the bus `p` is the signal `p.x`, and of the second bus in the array `p`, `p[1].x`.
 */
import { isScalar, parseScalar } from "../../bytes/index.js";
import { ensure, type PsephosError, Refusal } from "../../errors/index.js";

/** A value: an integer in [0, r) as bigint, as safe integer, or as canonical decimal string. */
export type SignalValue = bigint | number | string;
/** A signal: a value, nested lists of values, or the fields of a bus. */
export type SignalInput =
  | SignalValue
  | readonly SignalInput[]
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | { readonly [field: string]: SignalInput };
/** A circuit's inputs by signal name. */
export interface CircuitInput {
  readonly [signal: string]: SignalInput;
}

/** Deeper than any circuit's arrays and buses; it stops a list that contains itself. */
const MAX_DEPTH = 32;

function tooDeep(name: string): PsephosError {
  return new Refusal("groth16/input-shape", `signal ${name} is nested deeper than ${MAX_DEPTH} levels`);
}

function scalar(value: unknown, name: string): bigint {
  if (isScalar(value)) return value;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  try {
    return parseScalar(value);
  } catch {
    throw new Refusal(
      "groth16/non-canonical-input",
      `a value of signal ${name} is not an integer in [0, r), nor its canonical decimal string`,
      { hint: "Write a negative value −x as r − x." },
    );
  }
}

/** An object with fields; not a Map, a Set or similar, which have no fields. */
const isBus = (value: unknown): value is object =>
  Object.prototype.toString.call(value) === "[object Object]";

type List = readonly unknown[];
/** Lists, and typed arrays of numbers, which callers often use. */
const isList = (value: unknown): value is List =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

/** The nesting of a list: the length at each depth. Undefined for a list whose items are nested differently. */
function shapeOf(value: unknown, depth: number): string | undefined {
  if (!isList(value) || depth > MAX_DEPTH) return "";
  const shapes = new Set(Array.from(value, (item) => shapeOf(item, depth + 1)));
  const [shape = ""] = shapes;
  return shapes.size > 1 || shapes.has(undefined) ? undefined : `${value.length},${shape}`;
}

/** Whether a list contains a bus, or is as deep as the limit, which `collect` then refuses. */
const holdsBus = (value: unknown, depth: number): boolean =>
  isList(value) && (depth > MAX_DEPTH || value.some((v) => isBus(v) || holdsBus(v, depth + 1)));

function flatten(value: unknown, name: string, depth: number, into: bigint[]): void {
  if (depth > MAX_DEPTH) throw tooDeep(name);
  if (isList(value)) for (const item of value) flatten(item, name, depth + 1, into);
  else into.push(scalar(value, name));
}

function collect(value: unknown, name: string, depth: number, into: Map<string, bigint[]>): void {
  if (depth > MAX_DEPTH) throw tooDeep(name);
  if (isBus(value)) {
    for (const [field, inner] of Object.entries(value)) collect(inner, `${name}.${field}`, depth + 1, into);
  } else if (isList(value) && holdsBus(value, depth)) {
    value.forEach((inner, i) => {
      collect(inner, `${name}[${i}]`, depth + 1, into);
    });
  } else {
    ensure(!into.has(name), "groth16/input-shape", () => `signal ${name} is given twice`);
    const values: bigint[] = [];
    flatten(value, name, depth, values);
    ensure(
      shapeOf(value, depth) !== undefined,
      "groth16/input-shape",
      () => `the lists of signal ${name} have different lengths`,
    );
    into.set(name, values);
  }
}

/**
 * Flattens a circuit's inputs. No value ever enters an error.
 * @returns the values of each signal by its name.
 * @throws PsephosError `groth16/input-shape`, `groth16/non-canonical-input`
 */
export function flattenInput(input: CircuitInput): Map<string, bigint[]> {
  ensure(
    isBus(input),
    "groth16/input-shape",
    "the input is not an object of signals",
    "Give an object with a field for each input signal: { a: 3n, b: [1, 2] }.",
  );
  const signals = new Map<string, bigint[]>();
  for (const [name, value] of Object.entries(input)) collect(value, name, 0, signals);
  return signals;
}

/** Computes witnesses of one circuit. */
export interface WitnessCalculator {
  /**
   * Computes every wire of the circuit.
   * @returns 32 little-endian bytes a wire; wire 0 is the constant one, followed by the public signals.
   * @throws PsephosError `groth16/input-shape`, `groth16/non-canonical-input`, `groth16/unknown-signal`,
   *   `groth16/signal-size`, `groth16/missing-signal`, `groth16/unsatisfied`, `groth16/witness-memory`,
   *   `groth16/witness-program`
   */
  calculate(input: CircuitInput): Promise<Uint8Array>;
}
