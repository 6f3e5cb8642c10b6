/**
 * Whether prepared Lagrange bases are those of the powers: for random ρ, with f = Σ ρₖ Xᵏ,
 *   Σ ρₖ [τᵏ] = [f(τ)] = Σ f(ωⁱ) [Lᵢ(τ)].
 */
import { ensure } from "../../errors.js";
import { evaluate } from "../field-ntt.js";
import { POWERS, type PowersName, type PtauFile } from "../formats/ptau.js";
import { randomScalarBytes, scalarsOf } from "../vectors/random.js";
import type { WorkOptions } from "../vectors/spread.js";
import { POINT_BYTES, type PointVectors, scalarBytes } from "../vectors/vectors.js";
import { ORDER } from "./challenge.js";
import { samePoint } from "./records.js";

const BITS = 63;

/** Whether the basis of the domain of size 2^log is there; checked when it is. */
async function verifyBasis(
  ptau: PtauFile,
  name: PowersName,
  log: number,
  vectors: PointVectors,
  options: WorkOptions,
): Promise<boolean> {
  const { group, prepared, what } = POWERS[name];
  const size = POINT_BYTES[group];
  const count = 2 ** log;
  const basis = await ptau.file.read(prepared, (count - 1) * size, count * size);
  if (basis.every((byte) => byte === 0)) return false;
  const stage = `the basis of ${what}`;
  await vectors.assertInGroup(group, basis, stage, options);
  const weights = randomScalarBytes(count, BITS);
  // The largest basis of [tau^i] in G1 takes one power more than there are: its coefficient stays 0.
  const known = log > ptau.power ? count - 1 : count;
  weights.fill(0, 32 * known);
  const powers = await ptau.read(name, 0, known);
  const left = await vectors.sum(group, powers, weights.subarray(0, 32 * known), stage, options);
  const values = scalarBytes(evaluate(scalarsOf(weights)));
  ensure(
    samePoint(left, await vectors.sum(group, basis, values, stage, options)),
    "setup/ptau-basis",
    `the basis of ${what} for a domain of 2^${log} is not that of the powers`,
  );
  return true;
}

/**
 * Checks every basis that a prepared file has.
 * @returns log2 of each domain for which all four vectors are prepared.
 * @throws PsephosError `setup/ptau-basis`, `setup/point-invalid`; the signal's reason
 */
export async function verifyBases(
  ptau: PtauFile,
  vectors: PointVectors,
  options: WorkOptions,
): Promise<number[]> {
  const complete: number[] = [];
  for (let log = 0; log <= ptau.power; log++) {
    let found = 0;
    for (const name of ORDER) if (await verifyBasis(ptau, name, log, vectors, options)) found++;
    ensure(
      found === 0 || found === ORDER.length,
      "setup/ptau-basis",
      `the bases of a domain of 2^${log} are prepared in part`,
    );
    if (found > 0) complete.push(log);
  }
  await verifyBasis(ptau, "tauG1", ptau.power + 1, vectors, options);
  return complete;
}
