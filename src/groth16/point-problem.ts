/** Turns the engine's findings about a point into this room's errors. */
import type { PointProblem, PointRule } from "../engine/index.js";
import { Refusal, type RefusedCode } from "../errors/index.js";

const FAULTS: Readonly<Record<PointRule, readonly [RefusedCode, string]>> = {
  "non-canonical-coordinate": [
    "groth16/non-canonical-coordinate",
    "has a coordinate that is not below the order of the base field",
  ],
  "point-at-infinity": ["groth16/point-at-infinity", "is the point at infinity"],
  "point-not-on-curve": [
    "groth16/point-not-on-curve",
    "is not on its curve (BN254's G1, or the twist curve of G2)",
  ],
  "point-not-in-subgroup": [
    "groth16/point-not-in-subgroup",
    "is on the curve of BN254's G2 but outside its subgroup of order r",
  ],
};

/**
 * `groth16/non-canonical-coordinate`, `groth16/point-at-infinity`, `groth16/point-not-on-curve` or
 * `groth16/point-not-in-subgroup`.
 * @param name the point's name for the reader; the engine's name if left out.
 */
export function pointError({ point, rule }: PointProblem, name = point): Refusal {
  const [code, fault] = FAULTS[rule];
  return new Refusal(code, `${name} ${fault}`);
}
