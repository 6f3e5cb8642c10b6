// A circom source read no further than the cheats need: which signals are hints, which are assigned, which components there are.
import { templatesOf } from "../../../scripts/mutants/tokens.js";

/** What a source says of its templates: the signals that are hints, and the components by name. */
export interface Sketch {
  readonly inputs: ReadonlySet<string>;
  readonly outputs: ReadonlySet<string>;
  readonly hints: ReadonlySet<string>;
  /** Signals that a `<==` assigns: of an array, one element may be a hint and another not. */
  readonly assigned: ReadonlySet<string>;
  readonly components: ReadonlyMap<string, string>;
}

const sketched = new Map<string, Map<string, Sketch>>();
export function sketchesOf(source: string): Map<string, Sketch> {
  const known = sketched.get(source);
  if (known) return known;
  const sketches = new Map<string, Sketch>();
  for (const { name, statements } of templatesOf(source)) {
    const [hints, assigned] = [new Set<string>(), new Set<string>()];
    const components = new Map<string, string>();
    const [inputs, outputs] = [new Set<string>(), new Set<string>()];
    for (const { tokens } of statements) {
      const texts = tokens.map(({ text }) => text);
      if (texts[0] === "signal" && texts[1] === "input") inputs.add(texts[2]!);
      if (texts[0] === "signal" && texts[1] === "output") outputs.add(texts[2]!);
      const [arrow, back] = [texts.indexOf("<--"), texts.indexOf("-->")];
      if (arrow > 0) hints.add(target(texts.slice(0, arrow)));
      if (back > 0) hints.add(target(texts.slice(back + 1)));
      const equal = texts.indexOf("<==");
      if (equal > 0) assigned.add(target(texts.slice(0, equal))).add(texts.slice(0, equal).join(""));
      const equals = texts.indexOf("=");
      const called = texts[equals + 1];
      if (equals > 0 && called && /^[A-Z]/.test(called)) {
        components.set(texts[texts[0] === "component" ? 1 : 0]!, called);
      }
    }
    sketches.set(name, { hints, assigned, components, inputs, outputs });
  }
  sketched.set(source, sketches);
  return sketches;
}

/** `a[i].b[j]` is `a.b`, `signal x` is `x`. */
function target(texts: readonly string[]): string {
  let depth = 0;
  const outside = texts.filter((text) => {
    if (text === "[") depth++;
    const here = depth === 0;
    if (text === "]") depth--;
    return here && !["signal", "input", "output"].includes(text);
  });
  return outside.join("");
}
