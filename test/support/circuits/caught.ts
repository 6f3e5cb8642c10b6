// The verdict on a forged witness.
import assert from "node:assert/strict";
import type { Circuit, Witness } from "./circuit.js";

/** A forged witness; `base` is the honest one that it was made from, if that is known to break nothing. */
export interface Forged {
  readonly witness: Witness;
  readonly base?: Witness;
}

/** Holds that a forgery breaks exactly `count` constraints, each of them about a signal whose name begins with `about`. */
export function caught(circuit: Circuit, forgery: Forged, about: string, count: number): void {
  const broken = circuit.broken(forgery.witness, forgery.base).map((constraint) => circuit.names(constraint));
  assert.notEqual(broken.length, 0, "the forged witness satisfies the circuit");
  for (const names of broken) {
    assert.ok(
      names.some((name) => name.startsWith(about)),
      `breaks another rule: ${names.join(", ")}`,
    );
  }
  assert.equal(broken.length, count);
}
