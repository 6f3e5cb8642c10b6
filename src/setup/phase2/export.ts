/** A key's verification key, as snarkjs exports it. */
import {
  DEVELOPMENT_KEY_KIND,
  FORGEABLE_KEY_KIND,
  parseZkey,
  type VerificationKeyJson,
  verificationKeyOf,
  type Zkey,
} from "../../groth16/index.js";
import { setupCurve } from "../curve.js";
import {
  g1PointsToJson,
  g2PointToJson,
  REHEARSAL_KEY_KIND,
  type SetupVerificationKey,
} from "../verification-key.js";
import { kindOf, type RecordedKind } from "./kind.js";

/** The kind that the verification key of this key states. */
function markOf(zkey: Zkey, kind: RecordedKind | undefined): Pick<VerificationKeyJson, "keyKind"> {
  const shown = kindOf(zkey);
  if (shown === FORGEABLE_KEY_KIND || shown === DEVELOPMENT_KEY_KIND) return { keyKind: shown };
  return kind === DEVELOPMENT_KEY_KIND || kind === REHEARSAL_KEY_KIND ? { keyKind: kind } : {};
}

/**
 * The verification key in a .zkey. Its points are checked to be in their groups. It is marked INSECURE if its points show that
 * anyone can forge proofs (nobody has contributed), if the .zkey says that it is a development key, and if the caller knows that
 * it is a rehearsal key.
 * @param kind from `recordedKind` or the key's transcript. The .zkey does not always show that it is a rehearsal key, for example
 *   if its powers of tau have no beacon
 * @throws PsephosError `groth16/…` for a broken file or a point outside its group
 */
export async function exportVerificationKey(
  zkeyFile: Uint8Array,
  kind?: RecordedKind,
): Promise<SetupVerificationKey> {
  const zkey = parseZkey(zkeyFile);
  verificationKeyOf(zkey); // throws for a point outside its group
  const curve = await setupCurve();
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
    ...markOf(zkey, kind),
  };
}
