// The verdict on a forged witness.
import assert from "node:assert/strict";
import type { Circuit, Forgery } from "./circuit.js";

/** Said when a cheat succeeds; `npm run test:mutants` looks for it. */
export const SATISFIED = "the forged witness satisfies the circuit";

/** Holds that a forgery breaks exactly `count` constraints, each of them about a signal whose name begins with `about`. */
export function caught(
  circuit: Circuit,
  forgery: Pick<Forgery, "witness">,
  about: string,
  count: number,
): void {
  const broken = circuit.broken(forgery.witness).map((constraint) => circuit.names(constraint));
  assert.notEqual(broken.length, 0, SATISFIED);
  for (const names of broken) {
    assert.ok(
      names.some((name) => name.startsWith(about)),
      `breaks another rule: ${names.join(", ")}`,
    );
  }
  assert.equal(broken.length, count);
}
