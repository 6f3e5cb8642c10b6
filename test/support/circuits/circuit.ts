// A built circuit seen by the names of its signals: honest witnesses from its own generator, and witnesses
// forged by hand from them.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { generateWitness } from "./generator.js";
import { broken, type Constraint, mod, type R1cs, readR1cs, wiresOf } from "./r1cs.js";

const ROOT = join(import.meta.dirname, "..", "..", "..");

export type Witness = readonly bigint[];

export class Circuit {
  readonly r1cs: R1cs;
  readonly #generator: WebAssembly.Module;
  /** Wire of each signal; −1 for one that the compiler replaced by an expression of others. */
  readonly #wires: ReadonlyMap<string, number>;
  readonly #names = new Map<number, string>();
  readonly #within = new Map<string, number[]>();

  /** Opens build/<name>/. */
  constructor(readonly name: string) {
    const folder = join(ROOT, "build", name);
    assert.ok(existsSync(join(folder, "manifest.json")), `${name} is not built: npm run build:circuits`);
    this.#generator = new WebAssembly.Module(readFileSync(join(folder, `${name}.wasm`)));
    this.r1cs = readR1cs(readFileSync(join(folder, `${name}.r1cs`)));
    const lines = readFileSync(join(folder, `${name}.sym`), "utf8")
      .trimEnd()
      .split("\n");
    this.#wires = new Map(
      lines.map((line) => {
        const [, wire, , signal] = line.split(",");
        return [signal!, Number(wire)];
      }),
    );
  }

  /** The witness that the circuit's own generator computes; it throws where an input breaks a rule. */
  witness(inputs: object): Promise<Witness> {
    return generateWitness(this.#generator, inputs);
  }

  /** Wire of a signal, or −1. A misspelt name is an error. */
  wire(signal: string): number {
    const wire = this.#wires.get(signal);
    assert.notEqual(wire, undefined, `no signal is called ${signal}`);
    return wire!;
  }

  /** The signals that live on a wire of their own, by name, with that wire. */
  *signals(): Iterable<[signal: string, wire: number]> {
    for (const [signal, wire] of this.#wires) if (wire >= 0) yield [signal, wire];
  }

  /** The wires of a signal, array or component, with all that is in it; −1 as in `wire`. */
  within(name: string): readonly number[] {
    if (this.#within.size === 0) {
      for (const [signal, wire] of this.#wires) {
        // "a.b[1][2]" is in itself, in "a.b[1]", in "a.b" and in "a".
        for (const { index } of signal.matchAll(/[.[]|$/g)) {
          const outer = signal.slice(0, index);
          const wires = this.#within.get(outer);
          if (wires) wires.push(wire);
          else this.#within.set(outer, [wire]);
        }
      }
    }
    return this.#within.get(name) ?? [];
  }

  value(witness: Witness, signal: string): bigint {
    const wire = this.wire(signal);
    assert.ok(wire >= 0, `${signal} has no wire`);
    return witness[wire]!;
  }

  forge(honest: Witness): Forgery {
    return new Forgery(this, honest);
  }

  /** The constraints that a witness breaks. @param base one that breaks none: only what differs from it is looked at */
  broken(witness: Witness, base?: Witness): Constraint[] {
    const differs = ([a, b, c]: Constraint) =>
      [a, b, c].some((side) => side.some(([wire]) => witness[wire] !== base?.[wire]));
    const constraints = base ? this.r1cs.constraints.filter(differs) : this.r1cs.constraints;
    return broken({ ...this.r1cs, constraints }, witness);
  }

  /** What a constraint is about, for a reader: the names on its wires. */
  names(constraint: Constraint): string[] {
    if (this.#names.size === 0) for (const [signal, wire] of this.signals()) this.#names.set(wire, signal);
    return wiresOf(constraint).flatMap((wire) => this.#names.get(wire) ?? []);
  }
}

/**
 * A witness edited by hand. What is set for a signal without a wire of its own goes nowhere: the compiler has
 * replaced it, and the constraints see the expression that it stood for. In a circuit from which a
 * constraint was taken out, the same signal may have its wire back; so a forgery sets all it means to.
 */
export class Forgery {
  readonly #circuit: Circuit;
  readonly #values: bigint[];

  constructor(circuit: Circuit, honest: Witness) {
    this.#circuit = circuit;
    this.#values = [...honest];
  }

  set(signal: string, value: bigint): this {
    const wire = this.#circuit.wire(signal);
    if (wire >= 0) this.#values[wire] = mod(value);
    return this;
  }

  /** Takes over from another witness a signal or component, with all that is in it. */
  take(from: Witness, ...names: string[]): this {
    for (const name of names) {
      const within = this.#circuit.within(name);
      assert.ok(within.length > 0, `nothing is called ${name}`);
      for (const wire of within) if (wire >= 0) this.#values[wire] = from[wire]!;
    }
    return this;
  }

  get witness(): Witness {
    return this.#values;
  }
}
