// A circuit compiled from sources, as the cheats see it: statements, the witnesses that its generator computes for them, and
// lies: signals set by hand, with all that follows from them worked out in the direction in which the source assigns.
import type { Compiled } from "../../../scripts/mutants/compiler.js";
import { invert } from "./field.js";
import { generateWitness } from "./generator.js";
import {
  type Combination,
  type Constraint,
  evaluate,
  holds,
  mod,
  type R1cs,
  readR1cs,
  wiresOf,
} from "./r1cs.js";
import { type Sketch, sketchesOf } from "./sketch.js";

/** circomlib's Poseidon is not read: its inputs are these. */
const POSEIDON_INPUTS: ReadonlySet<string> = new Set(["inputs"]);

/** How a wire follows from those before it. */
type Rule =
  | { readonly wire: number; readonly constraint: Constraint }
  /** circomlib's hint in IsZero. */
  | { readonly wire: number; readonly inverseOf: number }
  /** The hint in Range. */
  | { readonly wire: number; readonly bit: bigint; readonly of: number };

type Definition = Rule & {
  /** The wires that it follows from. */
  readonly sources: readonly number[];
};

export interface Statement {
  readonly [input: string]: unknown;
}

/** A circuit lacks a signal that a lie is about. */
export class NoSignal extends Error {}

export class Subject {
  readonly r1cs: R1cs;
  /** Names by wire; without simplification every signal has one. */
  readonly names: readonly string[];
  readonly #wires: ReadonlyMap<string, number>;
  readonly #generator: WebAssembly.Module;
  readonly #assignments: Buffer;
  readonly #template: string;
  readonly #sketches: ReadonlyMap<string, Sketch>;
  #uses: number[][] | undefined;
  #definitions: readonly Definition[] | undefined;
  #followers: readonly (readonly number[])[] | undefined;
  #inputs: readonly number[] | undefined;
  #outputs: readonly number[] | undefined;

  /**
   * @param compiled without simplification
   * @param template the main component's
   */
  constructor(compiled: Compiled, sources: ReadonlyMap<string, string>, template: string) {
    this.r1cs = readR1cs(compiled.r1cs);
    this.#assignments = compiled.assignments;
    this.#generator = new WebAssembly.Module(new Uint8Array(compiled.wasm));
    const names = ["one"];
    for (const line of compiled.sym.trimEnd().split("\n")) {
      const [, wire, , name] = line.split(",");
      if (Number(wire) > 0) names[Number(wire)] = name!;
    }
    this.names = names;
    this.#wires = new Map(names.map((name, wire) => [name, wire]));
    this.#template = template;
    this.#sketches = new Map([...sources].flatMap(([, source]) => [...sketchesOf(source)]));
  }

  wire(signal: string): number {
    const wire = this.#wires.get(`main.${signal}`);
    if (wire === undefined) throw new NoSignal(`no signal is called ${signal}`);
    return wire;
  }

  has(signal: string): boolean {
    return this.#wires.has(`main.${signal}`);
  }

  /** A witness for any inputs; its hints are the source's. */
  witness(statement: Statement): Promise<bigint[]> {
    return generateWitness(this.#generator, statement);
  }

  /** Constraints by the wires that they mention. */
  uses(wire: number): readonly number[] {
    this.#uses ??= usesOf(this.r1cs.constraints, this.r1cs.wires);
    return this.#uses[wire]!;
  }

  broken(witness: readonly bigint[]): Set<number> {
    const { constraints } = this.r1cs;
    return new Set(constraints.flatMap((constraint, i) => (holds(constraint, witness) ? [] : [i])));
  }

  /** The template and the signal that a name leads to, from the main component down. */
  #resolve(name: string): { template: string; signal: string } | undefined {
    const path = name
      .replace(/\[\d+\]/g, "")
      .split(".")
      .slice(1);
    let template = this.#template;
    for (const component of path.slice(0, -1)) {
      const next = this.#sketches.get(template)?.components.get(component);
      if (!next) return undefined;
      template = next;
    }
    return { template, signal: path.at(-1)! };
  }

  /**
   * Whether the source assigns a signal without a constraint: in its own template, or from the one around. "perhaps" if it assigns
   * elements of the same array with one, too.
   */
  #isHint(name: string): boolean | "perhaps" {
    const own = this.#resolve(name);
    const path = name.replace(/\[\d+\]/g, "").split(".");
    const outer = path.length > 2 ? this.#resolve(path.slice(0, -1).join(".")) : undefined;
    // `a[0] <== …` assigns that element, whatever the others are.
    if (
      own &&
      this.#sketches.get(own.template)?.assigned.has(name.slice(name.lastIndexOf(".") + 1)) &&
      name.endsWith("]")
    )
      return false;
    const places = [
      [own?.template, own?.signal],
      [outer?.template, path.slice(-2).join(".")],
    ] as const;
    for (const [template, signal] of places) {
      const sketch = this.#sketches.get(template ?? "");
      if (sketch?.hints.has(signal!)) return sketch.assigned.has(signal!) ? "perhaps" : true;
    }
    return false;
  }

  /** Names of the signals that the main component's own statements assign: its own and its components' inputs. */
  ownSignals(): string[] {
    const { inputs, components } = this.#sketches.get(this.#template)!;
    return this.names.slice(1).flatMap((name) => {
      const path = name.split(".").slice(1);
      const [base, inner] = path.map((part) => part.replace(/\[.*$/, ""));
      if (path.length === 1) return inputs.has(base!) ? [] : [path[0]!];
      const within = this.#sketches.get(components.get(base!) ?? "")?.inputs ?? POSEIDON_INPUTS;
      return path.length === 2 && within.has(inner!) ? [path.join(".")] : [];
    });
  }

  #named(names: ReadonlySet<string>): number[] {
    return this.names.flatMap((name, wire) => {
      const [first, ...rest] = name.split(".").slice(1);
      return first !== undefined && rest.length === 0 && names.has(first.replace(/\[.*$/, "")) ? [wire] : [];
    });
  }

  /** The statement that a witness is about: the values of the main component's inputs. */
  statementOf(witness: readonly bigint[]): Statement {
    const statement: Record<string, bigint[]> = {};
    for (const wire of this.inputs()) {
      const name = this.names[wire]!.slice("main.".length).replace(/\[.*$/, "");
      statement[name] = [...(statement[name] ?? []), witness[wire]!];
    }
    return statement;
  }

  inputs(): readonly number[] {
    this.#inputs ??= this.#named(this.#sketches.get(this.#template)!.inputs);
    return this.#inputs;
  }

  /** The values of the main component's outputs, by name. */
  outputsOf(witness: readonly bigint[]): Map<string, bigint> {
    this.#outputs ??= this.#named(this.#sketches.get(this.#template)!.outputs);
    return new Map(this.#outputs.map((wire) => [this.names[wire]!, witness[wire]!]));
  }

  /** Every wire but the inputs and the hints, each after those that it follows from. */
  definitions(): readonly Definition[] {
    this.#definitions ??= this.#define().map((rule) => ({ ...rule, sources: sourcesOf(rule) }));
    return this.#definitions;
  }

  /** The definitions that mention a wire, by their places in `definitions()`, but for its own. */
  followers(wire: number): readonly number[] {
    if (!this.#followers) {
      const followers: number[][] = Array.from({ length: this.r1cs.wires }, () => []);
      for (const [i, definition] of this.definitions().entries())
        for (const other of definition.sources) followers[other]!.push(i);
      this.#followers = followers;
    }
    return this.#followers[wire]!;
  }

  #define(): Rule[] {
    // By assignments alone: an equality would give values against the direction of the source.
    const { constraints } = readR1cs(this.#assignments);
    const uses = usesOf(constraints, this.r1cs.wires);
    const followers = new Map<number, Rule[]>();
    const hints = new Set<number>();
    const perhaps: number[] = [];
    for (const [wire, name] of this.names.entries()) {
      const hint = wire !== 0 && this.#isHint(name);
      if (!hint) continue;
      const own = this.#resolve(name)!;
      const inner = (signal: string) => this.#wires.get(name.replace(/[^.]*$/, signal))!;
      const bit = /\.bits\[(\d+)\]$/.exec(name)?.[1];
      let definition: Rule | undefined;
      if (own.template === "IsZero" && own.signal === "inv") definition = { wire, inverseOf: inner("in") };
      if (own.template === "Range" && bit) definition = { wire, bit: BigInt(bit), of: inner("in") };
      if (!definition && hint === "perhaps") perhaps.push(wire);
      else if (!definition) hints.add(wire);
      else {
        const source = "of" in definition ? definition.of : (definition as { inverseOf: number }).inverseOf;
        followers.set(source, [...(followers.get(source) ?? []), definition]);
      }
    }
    const done = new Uint8Array(this.r1cs.wires);
    const open = constraints.map((constraint) => new Set(wiresOf(constraint)));
    const order: Rule[] = [];
    const queue = open.flatMap(({ size }, i) => (size === 1 ? [i] : [])); // zeros, at first
    const know = (wire: number): void => {
      if (done[wire]) return;
      done[wire] = 1;
      for (const i of uses[wire]!) if (open[i]!.delete(wire) && open[i]!.size === 1) queue.push(i);
      for (const follower of followers.get(wire) ?? []) {
        order.push(follower);
        know(follower.wire);
      }
    };
    know(0);
    for (const wire of [...this.inputs(), ...hints]) know(wire);
    for (let next = 0; ; next++) {
      // What no constraint gives is a hint: first what is no product of others.
      while (next === queue.length && perhaps.length > 0) {
        const at = perhaps.findIndex((wire) => !uses[wire]!.some((i) => isProduct(constraints[i]!, wire)));
        know(perhaps.splice(Math.max(at, 0), 1)[0]!);
      }
      if (next === queue.length) break;
      const [wire] = open[queue[next]!]!;
      const constraint = constraints[queue[next]!]!;
      const [a, b] = constraint;
      if (wire === undefined || done[wire] || [...a, ...b].some(([factor]) => factor === wire)) continue;
      order.push({ wire, constraint });
      know(wire);
    }
    return order;
  }
}

function sourcesOf(rule: Rule): readonly number[] {
  if ("of" in rule) return [rule.of];
  if ("inverseOf" in rule) return [rule.inverseOf];
  return wiresOf(rule.constraint).filter((wire) => wire !== rule.wire);
}

function usesOf(constraints: readonly Constraint[], wires: number): number[][] {
  const uses: number[][] = Array.from({ length: wires }, () => []);
  for (const [i, constraint] of constraints.entries())
    for (const wire of wiresOf(constraint)) uses[wire]!.push(i);
  return uses;
}

const isProduct = ([a, b, c]: Constraint, wire: number): boolean =>
  a.length > 0 && b.length > 0 && c.some(([other]) => other === wire);

/** The value of `unknown`, which stands in ⟨C, w⟩ alone. */
function solve([a, b, c]: Constraint, values: readonly bigint[], unknown: number): bigint {
  const own = c.filter(([wire]) => wire === unknown).reduce((sum, [, coefficient]) => sum + coefficient, 0n);
  const rest: Combination = c.filter(([wire]) => wire !== unknown);
  return mod(mod(evaluate(a, values) * evaluate(b, values) - evaluate(rest, values)) * invert(mod(own)));
}

/** A lie told in a witness. */
export class Told {
  readonly values: bigint[];
  readonly #fixed = new Set<number>();
  readonly #touched = new Set<number>();

  constructor(
    readonly subject: Subject,
    readonly base: readonly bigint[],
  ) {
    this.values = [...base];
  }

  value(signal: string): bigint {
    return this.values[this.subject.wire(signal)]!;
  }

  /** Sets a signal by hand; what follows from it is worked out by `settle`. */
  set(signal: string, value: bigint): this {
    const wire = this.subject.wire(signal);
    this.values[wire] = mod(value);
    this.#fixed.add(wire);
    return this;
  }

  /** Sets the bits of a Range by hand; "" is the main component. */
  bits(range: string, value: bigint): this {
    const bits = range === "" ? "bits" : `${range}.bits`;
    for (let i = 0; this.subject.has(`${bits}[${i}]`); i++)
      this.set(`${bits}[${i}]`, (value >> BigInt(i)) & 1n);
    return this;
  }

  /** Works out what follows: only what mentions a changed wire is looked at, each definition after those before it. */
  settle(): this {
    const { subject, values, base } = this;
    const definitions = subject.definitions();
    const waiting = new Uint8Array(definitions.length);
    const wake = (wire: number) => {
      for (const i of subject.followers(wire)) waiting[i] = 1;
    };
    const changed = new Set([...this.#fixed].filter((wire) => values[wire] !== base[wire]));
    // What an earlier call has changed may now have to be as it was.
    for (const wire of [...changed, ...this.#touched]) wake(wire);
    for (let i = waiting.indexOf(1); i >= 0; i = waiting.indexOf(1, i + 1)) {
      const definition = definitions[i]!;
      const { wire } = definition;
      if (this.#fixed.has(wire)) continue;
      const before = values[wire];
      if (!definition.sources.some((source) => changed.has(source))) values[wire] = base[wire]!;
      else if ("constraint" in definition) values[wire] = solve(definition.constraint, values, wire);
      else if ("of" in definition) values[wire] = (values[definition.of]! >> definition.bit) & 1n;
      else values[wire] = invert(values[definition.inverseOf]!);
      if (values[wire] !== base[wire]) changed.add(wire);
      if (values[wire] !== before || values[wire] !== base[wire]) wake(wire);
    }
    this.#touched.clear();
    for (const wire of changed) this.#touched.add(wire);
    return this;
  }

  /** Whether it satisfies the circuit. @param before the constraints that its base breaks */
  holds(before: ReadonlySet<number>): boolean {
    const { subject, values } = this;
    const { constraints } = subject.r1cs;
    for (const i of before) if (!holds(constraints[i]!, values)) return false;
    for (const wire of this.#touched)
      for (const i of subject.uses(wire)) if (!holds(constraints[i]!, values)) return false;
    return true;
  }
}
