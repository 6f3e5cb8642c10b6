// Lies told to a circuit: some signals are set by hand, and all that follows from them is worked out from the constraints,
// so that the forged witness is consistent everywhere but at the rule that the lie breaks. For circuits compiled without
// simplification, where every signal has its wire, and a wire is defined by a constraint that it is linear in.

import assert from "node:assert/strict";
import type { Circuit, Witness } from "./circuit.js";
import { invert } from "./field.js";
import { type Combination, type Constraint, evaluate, mod, wiresOf } from "./r1cs.js";

/** How a wire follows from others. */
type Definition =
  | { readonly wire: number; readonly constraint: Constraint }
  /** The inverse of another wire, or 0: circomlib's hint in IsZero. */
  | { readonly wire: number; readonly inverseOf: number };

const definitions = new WeakMap<Circuit, Definition[]>();

/** The wire of a constraint w · (w − 1) = 0: a hint that nothing else determines. */
function bitOf([a, b, c]: Constraint): number | undefined {
  const [factor, other] = a.length === 1 ? [a, b] : [b, a];
  const isBit = c.length === 0 && factor.length === 1 && other.length === 2 && other.some(([w]) => w === 0);
  return isBit && other.some(([wire]) => wire === factor[0]![0]) ? factor[0]![0] : undefined;
}

const bitsOf = (circuit: Circuit): number[] =>
  circuit.r1cs.constraints.map(bitOf).filter((wire) => wire !== undefined);

const inverses = (circuit: Circuit): [wire: number, of: number][] =>
  [...circuit.signals()]
    .filter(([signal]) => signal.endsWith(".inv"))
    .map(([signal, wire]) => [wire, circuit.wire(signal.replace(/inv$/, "in"))]);

/** What follows from the known wires, step by step: each wire by the first constraint that has no other unknown. */
function define(circuit: Circuit, known: ReadonlySet<number>): Definition[] {
  const { constraints, wires: count } = circuit.r1cs;
  const uses: number[][] = Array.from({ length: count }, () => []);
  const inverseOf = new Map(inverses(circuit).map(([wire, of]) => [of, wire]));
  const open = constraints.map((constraint, i) => {
    const unknown = wiresOf(constraint).filter((wire) => !known.has(wire));
    for (const wire of unknown) uses[wire]!.push(i);
    return new Set(unknown);
  });
  const order: Definition[] = [];
  const done = new Set(known);
  const queue = open.flatMap(({ size }, i) => (size === 1 ? [i] : []));
  const know = (wire: number): void => {
    done.add(wire);
    for (const i of uses[wire]!) if (open[i]!.delete(wire) && open[i]!.size === 1) queue.push(i);
    const inverse = inverseOf.get(wire);
    if (inverse === undefined || done.has(inverse)) return;
    order.push({ wire: inverse, inverseOf: wire });
    know(inverse);
  };
  for (let next = 0; next < queue.length; next++) {
    const i = queue[next]!;
    const [wire] = open[i]!;
    const constraint = constraints[i]!;
    const [a, b] = constraint;
    if (wire === undefined || [...a, ...b].some(([factor]) => factor === wire)) continue;
    order.push({ wire, constraint });
    know(wire);
  }
  return order;
}

/** First what follows from the inputs alone, then what follows when the bits that do not are known as well. */
function defineAll(circuit: Circuit, inputs: readonly string[]): Definition[] {
  const given = [0, ...inputs.flatMap((name) => circuit.within(name))];
  const first = define(circuit, new Set(given));
  const known = new Set([...given, ...first.map(({ wire }) => wire), ...bitsOf(circuit)]);
  return [...first, ...define(circuit, known)];
}

/** The value of `unknown`, which stands in ⟨C, w⟩ alone: (⟨A, w⟩⟨B, w⟩ − the rest of ⟨C, w⟩) / its coefficient. */
function solve([a, b, c]: Constraint, values: readonly bigint[], unknown: number): bigint {
  const own = c.filter(([wire]) => wire === unknown).reduce((sum, [, coefficient]) => sum + coefficient, 0n);
  const rest: Combination = c.filter(([wire]) => wire !== unknown);
  return mod(mod(evaluate(a, values) * evaluate(b, values) - evaluate(rest, values)) * invert(mod(own)));
}

/** A lie in the making. */
export class Lie {
  readonly #circuit: Circuit;
  /** The honest witness, which satisfies the circuit. */
  readonly base: Witness;
  readonly #values: bigint[];
  readonly #set = new Set<number>();
  readonly #definitions: Definition[];

  /** @param inputs names of the circuit's inputs: with all bits, they are what everything else follows from */
  constructor(circuit: Circuit, honest: Witness, inputs: readonly string[]) {
    this.#circuit = circuit;
    this.base = honest;
    this.#values = [...honest];
    this.#definitions = definitions.get(circuit) ?? defineAll(circuit, inputs);
    definitions.set(circuit, this.#definitions);
  }

  /** Sets a signal; one that shares its wire with another is set for both. */
  set(signal: string, value: bigint): this {
    const wire = this.#circuit.wire(signal);
    assert.ok(wire >= 0, `${signal} has no wire`);
    this.#values[wire] = mod(value);
    this.#set.add(wire);
    return this;
  }

  /** Sets the bits of a `Range(size)` to those of `value`. */
  bits(range: string, size: number, value: bigint): this {
    for (let i = 0; i < size; i++) this.set(`${range}.bits[${i}]`, (value >> BigInt(i)) & 1n);
    return this;
  }

  /** A signal's value as it stands: what was set, or the honest one. */
  value(signal: string): bigint {
    return this.#circuit.value(this.#values, signal);
  }

  /** The lie with its consequences. What no constraint defines stays as it was in the honest witness. */
  get witness(): Witness {
    const values = [...this.#values];
    // Of most of a circuit, nothing changes.
    const changed = new Set([...this.#set].filter((wire) => values[wire] !== this.base[wire]));
    for (const definition of this.#definitions) {
      const { wire } = definition;
      if (this.#set.has(wire)) continue;
      if ("inverseOf" in definition) {
        if (changed.has(definition.inverseOf)) values[wire] = invert(values[definition.inverseOf]!);
      } else if (definition.constraint.some((side) => side.some(([other]) => changed.has(other)))) {
        values[wire] = solve(definition.constraint, values, wire);
      }
      if (values[wire] !== this.base[wire]) changed.add(wire);
    }
    return values;
  }
}
