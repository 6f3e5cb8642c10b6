/**
 * Proofs under the development key, made from its secrets, which are public: no prover has to run for a second or more for each vote. Every verifier takes them, and checks them as long as
 * any others.
 *
 *     A = a·G₁, B = b·G₂ for random a and b, and C = ((a·b − α·β − Σ icᵢ·sᵢ) / δ)·G₁, for the public signals s and the scalars ic of the key
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bn254 } from "@noble/curves-2/bn254.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { nullifierOf } from "../../src/census/index.js";
import type { Prover } from "../../src/groth16/index.js";
import { keyScalars } from "../../src/setup/dev/qap.js";
import { DEVELOPMENT_SEED, deriveSecrets } from "../../src/setup/dev/secrets.js";
import { readR1cs } from "../../src/setup/formats/r1cs.js";

const { Fr } = bn254.fields;

const random = (): bigint => Fr.fromBytes(bn254.utils.randomSecretKey());

/** Makes valid proofs of votes in place of the prover. @param circuit `census-7` or `census-11` */
export function forgingProver(circuit: string): Pick<Prover, "prove"> {
  const file = readFileSync(join(import.meta.dirname, "../../build", circuit, `${circuit}.r1cs`));
  const secrets = deriveSecrets(DEVELOPMENT_SEED, sha256(file));
  const { ic } = keyScalars(readR1cs(file), secrets);
  const fixed = Fr.mul(secrets.alpha, secrets.beta);
  return {
    prove: async (input) => {
      const { secret, ...stated } = input as Readonly<Record<string, bigint>>;
      const { censusRoot, scope, voteHash, weight, envelopeHash } = stated;
      const nullifier = nullifierOf(scope!, secret!);
      const signals = [nullifier, censusRoot!, scope!, voteHash!, weight!, envelopeHash!];
      const [a, b] = [random(), random()];
      const claimed = signals.reduce((sum, one, i) => Fr.add(sum, Fr.mul(ic[i + 1]!, one)), ic[0]!);
      const c = Fr.div(Fr.sub(Fr.mul(a, b), Fr.add(fixed, claimed)), secrets.delta);
      const g1 = (scalar: bigint) => bn254.G1.Point.BASE.multiply(scalar).toAffine();
      const [A, B, C] = [g1(a), bn254.G2.Point.BASE.multiply(b).toAffine(), g1(c)];
      const pair = ({ c0, c1 }: { readonly c0: bigint; readonly c1: bigint }): [string, string] => [
        `${c0}`,
        `${c1}`,
      ];
      return {
        proof: {
          pi_a: [`${A.x}`, `${A.y}`, "1"],
          pi_b: [pair(B.x), pair(B.y), ["1", "0"]],
          pi_c: [`${C.x}`, `${C.y}`, "1"],
          protocol: "groth16",
          curve: "bn128",
        },
        publicSignals: signals.map(String),
      };
    },
  };
}
