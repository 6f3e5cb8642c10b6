/**
 * Whether prepared Lagrange bases are those of the powers: for random ρ, with f = Σ ρₖ Xᵏ,
 *   Σ ρₖ [τᵏ] = [f(τ)] = Σ f(ωⁱ) [Lᵢ(τ)].
 * Of a basis of which only the odd members are there, with f a multiple of X^N − 1, which vanishes at the even roots.
 */
import { ensure } from "../../errors.js";
import { evaluate, evaluateOnOddCoset } from "../field-ntt.js";
import { POWERS, type PowersName, type PtauFile } from "../formats/ptau.js";
import { randomScalarBytes, scalarsOf } from "../vectors/random.js";
import type { WorkOptions } from "../vectors/spread.js";
import { POINT_BYTES, type PointVectors, scalarBytes } from "../vectors/vectors.js";
import { ORDER } from "./challenge.js";
import { samePoint } from "./records.js";
import type { VerifiedParts } from "./verified-parts.js";

const BITS = 63;

type Found = "whole" | "odd" | "none";

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

/** Which members of a basis are there: all, the odd ones, or none. */
function whatIsThere(basis: Uint8Array, size: number): Found {
  if (isZero(basis)) return "none";
  for (let at = 0; at < basis.length; at += 2 * size)
    if (!isZero(basis.subarray(at, at + size))) return "whole";
  return "odd";
}

function oddMembers(basis: Uint8Array, size: number): Uint8Array {
  const odd = new Uint8Array(basis.length / 2);
  for (let at = 0; at < odd.length; at += size) odd.set(basis.subarray(2 * at + size, 2 * at + 2 * size), at);
  return odd;
}

/** What there is of the basis of the domain of size 2^log; checked when it is there. */
async function verifyBasis(
  ptau: PtauFile,
  name: PowersName,
  log: number,
  vectors: PointVectors,
  options: WorkOptions,
): Promise<Found> {
  const { group, prepared, what } = POWERS[name];
  const size = POINT_BYTES[group];
  const count = 2 ** log;
  const basis = await ptau.file.read(prepared, (count - 1) * size, count * size);
  const found = log === 0 && !isZero(basis) ? "whole" : whatIsThere(basis, size);
  if (found === "none") return found;
  const stage = `the basis of ${what}`;
  await vectors.assertInGroup(group, basis, stage, options);
  const fault = `the basis of ${what} for a domain of 2^${log} is not that of the powers`;
  ensure(found === "whole" || group === "g1", "setup/ptau-basis", fault);
  // The largest basis of [tau^i] in G1 takes one power more than there are: its coefficient stays 0.
  const missing = log > ptau.power ? 1 : 0;
  const degree = found === "odd" ? count / 2 : count;
  const weights = randomScalarBytes(degree, BITS);
  weights.fill(0, 32 * (degree - missing));
  const sum = async (from: number): Promise<Uint8Array> => {
    const powers = await ptau.read(name, from, degree - missing);
    return vectors.sum(group, powers, weights.subarray(0, 32 * (degree - missing)), stage, options);
  };
  const scalars = scalarsOf(weights);
  const [left, values, members] =
    found === "odd"
      ? [
          await vectors.subtract(await sum(degree), await sum(0), stage),
          evaluateOnOddCoset(scalars),
          oddMembers(basis, size),
        ]
      : [await sum(0), evaluate(scalars), basis];
  const right = await vectors.sum(group, members, scalarBytes(values), stage, options);
  ensure(samePoint(left, right), "setup/ptau-basis", fault);
  return found;
}

/**
 * Checks every basis that a prepared file has, those aside that are among `parts`.
 * @returns log2 of each domain for which all four vectors are prepared.
 * @throws PsephosError `setup/ptau-basis`, `setup/point-invalid`; the signal's reason
 */
export async function verifyBases(
  ptau: PtauFile,
  vectors: PointVectors,
  parts: VerifiedParts,
  options: WorkOptions,
): Promise<number[]> {
  const complete: number[] = [];
  const check = async (name: PowersName, log: number): Promise<Found> => {
    const part = `basis ${name} ${log}`;
    const before = parts.get(part) as Found | undefined;
    if (before) return before;
    const found = await verifyBasis(ptau, name, log, vectors, options);
    await parts.add(part, found);
    return found;
  };
  for (let log = 0; log <= ptau.power; log++) {
    const found: Found[] = [];
    for (const name of ORDER) found.push(await check(name, log));
    const whole = found.filter((kind) => kind === "whole").length;
    ensure(
      whole === 0 || whole === ORDER.length,
      "setup/ptau-basis",
      `the bases of a domain of 2^${log} are prepared in part`,
    );
    if (whole > 0) complete.push(log);
  }
  await check("tauG1", ptau.power + 1);
  return complete;
}
