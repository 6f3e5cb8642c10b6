/**
 * A circuit's inputs, from what a caller writes to the flat lists that circom's witness program takes.
 *
 * A signal's values are flattened in row-major order. Buses follow circom's own names: the field `x` of
 * the bus `p` is the signal `p.x`, and of the second bus in the array `p`, `p[1].x`.
 */
import { isScalar, parseScalar } from "../../bytes/index.js";
import { ensure, PsephosError } from "../../errors/index.js";

/** A value: an integer in [0, r) as bigint, as safe integer, or as canonical decimal string. */
export type SignalValue = bigint | number | string;
/** A signal: a value, nested lists of values, or the fields of a bus. */
export type SignalInput = SignalValue | readonly SignalInput[] | { readonly [field: string]: SignalInput };
/** A circuit's inputs by signal name. */
export interface CircuitInput {
  readonly [signal: string]: SignalInput;
}

/** Deeper than any circuit's arrays and buses; stops a list that contains itself. */
const MAX_DEPTH = 32;

function tooDeep(name: string): PsephosError {
  return new PsephosError("groth16/input-shape", `signal ${name} is nested deeper than ${MAX_DEPTH} levels`);
}

function scalar(value: unknown, name: string): bigint {
  if (isScalar(value)) return value;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  try {
    return parseScalar(value);
  } catch {
    throw new PsephosError(
      "groth16/non-canonical-input",
      `a value of signal ${name} is not an integer in [0, r), nor its canonical decimal string`,
      { hint: "Write a negative value −x as r − x." },
    );
  }
}

const isBus = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether a list holds a bus; a list as deep as the limit is left for `flatten` to refuse. */
const holdsBus = (value: unknown, depth: number): boolean =>
  Array.isArray(value) && depth <= MAX_DEPTH && value.some((v) => isBus(v) || holdsBus(v, depth + 1));

function flatten(value: unknown, name: string, depth: number, into: bigint[]): void {
  if (depth > MAX_DEPTH) throw tooDeep(name);
  if (Array.isArray(value)) for (const item of value) flatten(item, name, depth + 1, into);
  else into.push(scalar(value, name));
}

function collect(value: unknown, name: string, depth: number, into: Map<string, bigint[]>): void {
  if (depth > MAX_DEPTH) throw tooDeep(name);
  if (isBus(value)) {
    for (const [field, inner] of Object.entries(value)) collect(inner, `${name}.${field}`, depth + 1, into);
  } else if (Array.isArray(value) && holdsBus(value, depth)) {
    value.forEach((inner, i) => {
      collect(inner, `${name}[${i}]`, depth + 1, into);
    });
  } else {
    ensure(!into.has(name), "groth16/input-shape", () => `signal ${name} is given twice`);
    const values: bigint[] = [];
    flatten(value, name, depth, values);
    into.set(name, values);
  }
}

/**
 * Flattens a circuit's inputs. No value ever enters an error.
 * @returns the values of each signal by its name.
 * @throws PsephosError `groth16/input-shape`, `groth16/non-canonical-input`
 */
export function flattenInput(input: CircuitInput): Map<string, bigint[]> {
  ensure(isBus(input), "groth16/input-shape", "the input is not an object of signals");
  const signals = new Map<string, bigint[]>();
  for (const [name, value] of Object.entries(input)) collect(value, name, 0, signals);
  return signals;
}

/** Computes witnesses of one circuit. */
export interface WitnessCalculator {
  /**
   * Computes every wire of the circuit.
   * @returns 32 little-endian bytes a wire; wire 0 is the constant one, then come the public signals.
   * @throws PsephosError `groth16/input-shape`, `groth16/non-canonical-input`, `groth16/unknown-signal`,
   *   `groth16/signal-size`, `groth16/missing-signal`, `groth16/unsatisfied`, `groth16/witness-memory`,
   *   `groth16/witness-program`
   */
  calculate(input: CircuitInput): Promise<Uint8Array>;
}
