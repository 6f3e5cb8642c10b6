/** A key's verification key, as snarkjs exports it. */
import { parseContributions, parseZkey, verificationKeyOf } from "../../groth16/index.js";
import { setupCurve } from "../curve.js";
import { DEVELOPMENT_CONTRIBUTION } from "../dev/key-file.js";
import {
  DEVELOPMENT_KEY_KIND,
  g1PointsToJson,
  g2PointToJson,
  type SetupVerificationKey,
} from "../verification-key.js";

/**
 * The verification key in a .zkey, its points shown to be in their groups; marked INSECURE when the .zkey says that it
 * is a development key.
 * @throws PsephosError `groth16/…` for a broken file or a point outside its group
 */
export async function exportVerificationKey(zkeyFile: Uint8Array): Promise<SetupVerificationKey> {
  const zkey = parseZkey(zkeyFile);
  verificationKeyOf(zkey); // throws for a point outside its group
  const curve = await setupCurve();
  const { contributions } = parseContributions(zkey.contributions);
  const insecure = contributions.some(({ name }) => name === DEVELOPMENT_CONTRIBUTION);
  return {
    protocol: "groth16",
    curve: "bn128",
    nPublic: zkey.nPublic,
    vk_alpha_1: g1PointsToJson(zkey.alpha1)[0]!,
    vk_beta_2: g2PointToJson(zkey.beta2),
    vk_gamma_2: g2PointToJson(zkey.gamma2),
    vk_delta_2: g2PointToJson(zkey.delta2),
    vk_alphabeta_12: curve.pairing(zkey.alpha1, zkey.beta2),
    IC: g1PointsToJson(zkey.ic),
    ...(insecure ? { keyKind: DEVELOPMENT_KEY_KIND } : {}),
  };
}
