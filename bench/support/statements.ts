/**
 * Statements with proofs, as many as are wanted, for a key of five signals (as census-7's) whose secrets are known:
 * thousands of different proofs in a second. To a verifier they are proofs like all others.
 */
import { BASE_FIELD_ORDER, SCALAR_FIELD_ORDER } from "../../src/bytes/index.js";
import type { Claim, VerificationKeyJson } from "../../src/groth16/index.js";
import { Random } from "../../test/engine/support/random.js";
import { Multiplier, SyntheticKey } from "../../test/support/synthetic-groth16.js";

export const SIGNALS = 5;

/** A claim in both forms: bytes and integers, and snarkjs's JSON. */
export interface Statements {
  readonly verificationKey: VerificationKeyJson;
  readonly claims: readonly Claim[];
  readonly json: readonly Claim[];
}

function words(bytes: Uint8Array): string[] {
  return Array.from({ length: bytes.length / 32 }, (_, i) =>
    BigInt(`0x${Buffer.from(bytes.subarray(32 * i, 32 * i + 32)).toString("hex")}`).toString(),
  );
}
const g1 = (bytes: Uint8Array) => {
  const [x = "", y = ""] = words(bytes);
  return [x, y, "1"] as const;
};
const g2 = (bytes: Uint8Array) => {
  const [x1 = "", x0 = "", y1 = "", y0 = ""] = words(bytes);
  return [
    [x0, x1],
    [y0, y1],
    ["1", "0"],
  ] as const;
};

export async function statements(count: number): Promise<Statements> {
  const random = new Random(7);
  const draw = () => random.bigint(SCALAR_FIELD_ORDER - 1n) + 1n;
  const key = new SyntheticKey(await Multiplier.create(), SIGNALS, draw);
  const claims = Array.from({ length: count }, () => {
    const publicSignals = Array.from({ length: SIGNALS }, draw);
    return { proof: key.prove(publicSignals).proof, publicSignals };
  });
  const { alpha, beta, gamma, delta, ic } = key.points;
  return {
    verificationKey: {
      protocol: "groth16",
      curve: "bn128",
      nPublic: SIGNALS,
      vk_alpha_1: g1(alpha),
      vk_beta_2: g2(beta),
      vk_gamma_2: g2(gamma),
      vk_delta_2: g2(delta),
      IC: ic.map(g1),
    },
    claims,
    json: claims.map(({ proof, publicSignals }) => ({
      proof: {
        pi_a: g1(proof.subarray(0, 64)),
        pi_b: g2(proof.subarray(64, 192)),
        pi_c: g1(proof.subarray(192)),
        protocol: "groth16",
        curve: "bn128",
      },
      publicSignals: publicSignals.map(String),
    })),
  };
}

/** The same claim with C negated: well-formed, and it does not hold. */
export function spoiled(claim: Claim): Claim {
  const proof = Uint8Array.from(claim.proof as Uint8Array);
  const y = BigInt(`0x${Buffer.from(proof.subarray(224)).toString("hex")}`);
  proof.set(Buffer.from((BASE_FIELD_ORDER - y).toString(16).padStart(64, "0"), "hex"), 224);
  return { ...claim, proof };
}
