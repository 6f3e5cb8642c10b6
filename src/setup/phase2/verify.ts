/**
 * Whether a circuit's key follows from powers of tau and its contributions [snarkjs 0.7.6, `src/zkey_verify_frominit.js`].
 * The first key is made again, from the circuit. The parts that contributions do not change must be equal, and the parts that
 * they divide by δ must have one ratio: for random ρ, e(Σ ρᵢ Lᵢ, δ) = e(Σ ρᵢ L'ᵢ, 1) with L' the first key's, and likewise
 * for H. A wrong point is accepted with probability below 2^-62 (`weigh.ts`).
 */
import { bytesToHex } from "@noble/hashes/utils.js";
import { ensure } from "../../errors/index.js";
import { G1_BYTES, parseContributions, parseZkey, type Zkey } from "../../groth16/index.js";
import { setupCurve } from "../curve.js";
import { evaluateOnOddCoset } from "../field-ntt.js";
import type { PtauFile } from "../formats/ptau.js";
import { Ratios } from "../vectors/pairing.js";
import type { WorkOptions } from "../vectors/spread.js";
import { type PointVectors, scalarBytes } from "../vectors/vectors.js";
import { Weights, weighable } from "../vectors/weights.js";
import { type ChainLink, checkChain, isFinal } from "./chain.js";
import { checkDelta } from "./contribute.js";
import { createInitialKey } from "./initial.js";

/** What was verified. */
export interface VerifiedKey {
  /** Hex; snarkjs's circuit hash. */
  readonly circuitHash: string;
  readonly contributions: readonly ChainLink[];
  /** Whether the last contribution is a beacon. */
  readonly final: boolean;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The parts that no contribution changes follow from the circuit and the powers of tau. */
function checkFixedParts(zkey: Zkey, initial: Zkey): void {
  ensure(
    zkey.nVars === initial.nVars &&
      zkey.nPublic === initial.nPublic &&
      zkey.domainSize === initial.domainSize,
    "setup/other-circuit",
    `the key is for a circuit of ${zkey.nVars} wires, ${zkey.nPublic} public signals and a domain of ${zkey.domainSize}; ` +
      `this one has ${initial.nVars}, ${initial.nPublic} and ${initial.domainSize}`,
  );
  const parts = ["coefficients", "alpha1", "beta1", "beta2", "gamma2", "ic", "a", "b1", "b2"] as const;
  for (const part of parts) {
    ensure(
      equal(zkey[part], initial[part]),
      part === "coefficients" ? "setup/other-circuit" : "setup/key-points",
      `${part} of the key does not follow from this circuit and these powers of tau`,
      "The key is for another circuit, or from other powers of tau, or it was altered.",
    );
  }
}

/**
 * Σ ρᵢ ([τ^(i+N)] − [τ^i]) for i < N − 1, and ρ as weights of H: H₂ᵢ₊₁ is what the odd coset's values multiply, where
 * X^i (X^N − 1) is −2 X^i.
 */
async function weighH(ptau: PtauFile, size: number, vectors: PointVectors, options: WorkOptions) {
  const what = "checking H";
  const weights = Weights.draw(size - 1);
  const differences = async (first: number, count: number): Promise<Uint8Array> => {
    const read = (from: number): Promise<Uint8Array> => ptau.read("tauG1", from + first, count);
    return vectors.subtract(await read(size), await read(0), what, options);
  };
  const vector = { group: "g1", count: size - 1, read: differences, what } as const;
  const difference = await weights.sum(vectors, vector, options);
  const scalars = [...weights.scalars(0, size - 1), 0n];
  return { difference, coset: scalarBytes(evaluateOnOddCoset(scalars)) };
}

/**
 * Verifies a key against its circuit and powers of tau: every contribution and every point.
 * @param input `ptau`: the file that the first key was made from, itself verified (`verifyPtau`) and prepared.
 * @throws PsephosError that names the first fault: `groth16/…` for a broken file, as `createInitialKey` and `checkChain`,
 *   `setup/other-circuit`, `setup/key-points`, `setup/key-delta`, `setup/no-contribution`; the signal's reason.
 */
export async function verifyKey(
  input: { readonly zkey: Uint8Array; readonly r1cs: Uint8Array; readonly ptau: PtauFile },
  vectors: PointVectors,
  options: WorkOptions = {},
): Promise<VerifiedKey> {
  const zkey = parseZkey(input.zkey);
  const chain = parseContributions(zkey.contributions);
  const first = await createInitialKey(input, vectors, options);
  const initial = parseZkey(first.zkey);
  checkFixedParts(zkey, initial);
  ensure(
    equal(chain.circuitHash, first.circuitHash),
    "setup/other-circuit",
    "the key's circuit hash is not this circuit's",
  );
  const ratios = await Ratios.open();
  const { links, delta1 } = await checkChain(chain, ratios, options.signal);
  ensure(links.length > 0, "setup/no-contribution", "nobody has contributed to this key: its secret is 1");
  const curve = await setupCurve();
  const [generator1, generator2] = [curve.g1([1n]), curve.g2([1n])];
  checkDelta(zkey, delta1, [generator1, generator2], ratios);

  await vectors.assertOnCurve("g1", zkey.h, "section H", options);
  const divided = (after: Uint8Array, before: Uint8Array, section: string): void => {
    const bothInfinite = [after, before].every((point) => point.every((byte) => byte === 0));
    ensure(
      bothInfinite ||
        ratios.same([after, before], [generator2, zkey.delta2], `section ${section} of the key`),
      "setup/key-points",
      `section ${section} of the key is not its initial value divided by delta`,
    );
  };
  if (zkey.c.length > 0) {
    const weights = Weights.draw(zkey.c.length / G1_BYTES);
    const after = await weights.sum(vectors, weighable("g1", zkey.c, "section L"), options);
    divided(after, await weights.sum(vectors, weighable("g1", initial.c, "section L"), options), "L");
  }
  const { difference, coset } = await weighH(input.ptau, zkey.domainSize, vectors, options);
  divided(await vectors.sum("g1", zkey.h, coset, "checking H", options), difference, "H");
  return { circuitHash: bytesToHex(first.circuitHash), contributions: links, final: isFinal(chain) };
}
