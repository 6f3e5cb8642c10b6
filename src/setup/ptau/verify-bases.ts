/**
 * Whether prepared Lagrange bases are those of the powers. For random ρ (`weigh.ts`) and a domain of n points ωⁱ,
 * with f = Σ ρₖ Xᵏ:
 *
 *   Σ ρₖ [τᵏ]₁ = [f(τ)]₁ = Σ f(ωⁱ) [Lᵢ(τ)]₁,
 *   e(Σ ρᵢ [Lᵢ]₁, 1) = e(1, Σ ρᵢ [Lᵢ]₂),   e(Σ ρᵢ [α Lᵢ]₁, 1) = e([α]₁, Σ ρᵢ [Lᵢ]₂), and likewise β.
 *
 * Of a basis of which only the odd members are there, with (X^(n/2) − 1) f instead of f, which vanishes at the even roots.
 */
import { equalBytes } from "@noble/ciphers/utils.js";
import { ensure } from "../../errors/index.js";
import { evaluate, evaluateOnOddCoset } from "../field-ntt.js";
import { POWERS, type PowersName, type PtauFile } from "../formats/ptau.js";
import { GENERATOR } from "../vectors/multiples.js";
import { withRatios } from "../vectors/ratio-batch.js";
import { POINT_BYTES, scalarBytes } from "../vectors/vectors.js";
import { shapeFor } from "../vectors/weigh.js";
import { Weights } from "../vectors/weights.js";
import { ORDER } from "./challenge.js";
import { digitStream, newStreamKey } from "./digit-stream.js";
import type { VerifiedParts } from "./verified-parts.js";
import type { Check } from "./verify-vectors.js";

/** Which members of a basis are there: all, the odd ones, or none. */
type Found = "whole" | "odd" | "none";

const isZero = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).equals(new Uint8Array(bytes.length));

function readBasis(ptau: PtauFile, name: PowersName, log: number, from: number, count: number) {
  const { prepared, group } = POWERS[name];
  const size = POINT_BYTES[group];
  return ptau.file.read(prepared, (2 ** log - 1 + from) * size, count * size);
}

async function whatIsThere({ ptau, chunk }: Check, name: PowersName, log: number): Promise<Found> {
  const size = POINT_BYTES[POWERS[name].group];
  const count = 2 ** log;
  let found: Found = "none";
  for (let first = 0; first < count; first += chunk) {
    const members = await readBasis(ptau, name, log, first, Math.min(chunk, count - first));
    if (isZero(members)) continue;
    if (log === 0) return "whole";
    for (let at = 0; at < members.length; at += 2 * size)
      if (!isZero(members.subarray(at, at + size))) return "whole";
    found = "odd";
  }
  return found;
}

function oddMembers(basis: Uint8Array, size: number): Uint8Array {
  const odd = new Uint8Array(basis.length / 2);
  for (let at = 0; at < odd.length; at += size) odd.set(basis.subarray(2 * at + size, 2 * at + 2 * size), at);
  return odd;
}

/** Checks a basis of [τ^i]₁ against the powers. */
async function checkAgainstPowers(check: Check, log: number, found: Found, fault: string): Promise<void> {
  const { ptau, vectors, chunk, options } = check;
  const stage = "the basis of [tau^i] in G1";
  const degree = found === "odd" ? 2 ** (log - 1) : 2 ** log;
  // The largest basis takes one power more than there are: its coefficient stays 0.
  const count = log > ptau.power ? degree - 1 : degree;
  const weights = new Weights(shapeFor(Math.min(chunk, count)), digitStream(newStreamKey()));
  const sum = (from: number): Promise<Uint8Array> => {
    const read = (first: number, length: number) => ptau.read("tauG1", from + first, length);
    return weights.sum(vectors, { group: "g1", count, read, what: stage }, options, chunk);
  };
  const scalars = weights.scalars(0, count);
  while (scalars.length < degree) scalars.push(0n);
  const basis = await readBasis(ptau, "tauG1", log, 0, 2 ** log);
  const [left, values, members] =
    found === "odd"
      ? [
          await vectors.subtract(await sum(degree), await sum(0), stage),
          evaluateOnOddCoset(scalars),
          oddMembers(basis, POINT_BYTES.g1),
        ]
      : [await sum(0), evaluate(scalars), basis];
  await vectors.assertOnCurve("g1", members, stage, options);
  const right = await vectors.sum("g1", members, scalarBytes(values), stage, options);
  ensure(equalBytes(left, right), "setup/ptau-basis", fault);
}

/** Checks what there is of the bases of a domain: of [τ^i]₁ against the powers, of the others against that. */
async function verifyDomain(check: Check, log: number, names: readonly PowersName[]): Promise<Found> {
  const { ptau, last, vectors, chunk, options } = check;
  const kinds = new Map<PowersName, Found>();
  for (const name of names) kinds.set(name, await whatIsThere(check, name, log));
  const others = names.filter((name) => name !== "tauG1");
  const found = kinds.get("tauG1")!;
  const fault = (name: PowersName): string =>
    `the basis of ${POWERS[name].what} for a domain of 2^${log} does not follow from the powers`;
  for (const name of others) ensure(kinds.get(name) !== "odd", "setup/ptau-basis", fault(name));
  ensure(
    others.every((name) => (kinds.get(name) === "whole") === (found === "whole")),
    "setup/ptau-basis",
    `only some of the bases of a domain of 2^${log} are prepared`,
  );
  if (found === "none") return found;
  await checkAgainstPowers(check, log, found, fault("tauG1"));
  if (found === "odd" || others.length === 0) return found;
  const weights = new Weights(shapeFor(Math.min(chunk, 2 ** log)), digitStream(newStreamKey()));
  const sum = (name: PowersName): Promise<Uint8Array> => {
    const { group, what } = POWERS[name];
    const read = (first: number, count: number) => readBasis(ptau, name, log, first, count);
    const basis = { group, count: 2 ** log, read, what: `the basis of ${what}` };
    return weights.sum(vectors, basis, options, chunk);
  };
  const sums = {} as Record<PowersName, Uint8Array>;
  for (const name of names) sums[name] = await sum(name);
  await withRatios(async (ratios) => {
    const relate = (name: PowersName, inG1: [Uint8Array, Uint8Array]): void =>
      ensure(ratios.same(inG1, [GENERATOR.g2, sums.tauG2], fault(name)), "setup/ptau-basis", fault(name));
    relate("tauG2", [GENERATOR.g1, sums.tauG1]);
    relate("alphaTauG1", [last.alphaG1, sums.alphaTauG1]);
    relate("betaTauG1", [last.betaG1, sums.betaTauG1]);
  });
  return found;
}

/**
 * Checks every basis of a prepared file, except those in `parts`. The powers have been verified before.
 * @returns log2 of each domain for which all four vectors are prepared.
 * @throws PsephosError `setup/ptau-basis`, `setup/point-invalid`; the signal's reason
 */
export async function verifyBases(check: Check, parts: VerifiedParts): Promise<number[]> {
  const complete: number[] = [];
  for (let log = 0; log <= check.ptau.power + 1; log++) {
    const part = `bases ${log}`;
    const names = log > check.ptau.power ? (["tauG1"] as const) : ORDER;
    const found = parts.get(part) ?? (await verifyDomain(check, log, names));
    await parts.add(part, found);
    if (found === "whole" && names === ORDER) complete.push(log);
  }
  return complete;
}
