/**
 * Development keys: Groth16 keys made from the secrets of a public seed, without powers of tau.
 *
 * With the secrets known, every point of the key is a known multiple of a generator, so each is one
 * fixed-base multiplication instead of a sum over a powers-of-tau file: seconds instead of minutes. The
 * result is the file that snarkjs would make from powers of that tau, alpha and beta (`groth16 setup`)
 * and one contribution of that delta (`zkey contribute`). snarkjs's `zkey verify` accepts it.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { DEVELOPMENT_KEY_KIND, verificationKeyHash } from "../../groth16/index.js";
import { type SetupCurve, setupCurve } from "../curve.js";
import { publicCount, readR1cs } from "../formats/r1cs.js";
import type { ZkeyPoints } from "../formats/zkey.js";
import {
  DEVELOPMENT_KEY_WARNING,
  g1PointsToJson,
  g2PointToJson,
  type SetupVerificationKey,
} from "../verification-key.js";
import { type DevelopmentKeyOptions, makeKeyFile } from "./key-file.js";
import { DEVELOPMENT_SEED, deriveSecrets } from "./secrets.js";

/** How a development key was made; hashes in hex. */
export interface DevelopmentTranscript {
  readonly format: "psephos-setup-transcript";
  readonly version: 1;
  readonly keyKind: typeof DEVELOPMENT_KEY_KIND;
  readonly warning: string;
  readonly seed: string;
  readonly circuit: {
    readonly r1csSha256: string;
    readonly constraints: number;
    readonly wires: number;
    readonly publicSignals: number;
    readonly domainSize: number;
    /** snarkjs's circuit hash (BLAKE2b-512). */
    readonly hash: string;
  };
  readonly zkeySha256: string;
  readonly verificationKeySha256: string;
}

export interface DevelopmentKey {
  /** A .zkey file that snarkjs reads. */
  readonly zkey: Uint8Array;
  /** As snarkjs exports it from that file, and `keyKind`. */
  readonly verificationKey: SetupVerificationKey & { readonly keyKind: typeof DEVELOPMENT_KEY_KIND };
  readonly transcript: DevelopmentTranscript;
}

function verificationKeyOf(points: ZkeyPoints, curve: SetupCurve): DevelopmentKey["verificationKey"] {
  const ic = g1PointsToJson(points.ic);
  return {
    protocol: "groth16",
    curve: "bn128",
    nPublic: ic.length - 1,
    vk_alpha_1: g1PointsToJson(points.alpha1)[0]!,
    vk_beta_2: g2PointToJson(points.beta2),
    vk_gamma_2: g2PointToJson(points.gamma2),
    vk_delta_2: g2PointToJson(points.delta2),
    vk_alphabeta_12: curve.pairing(points.alpha1, points.beta2),
    IC: ic,
    keyKind: DEVELOPMENT_KEY_KIND,
  };
}

/**
 * Makes a development key, INSECURE by design: everybody who knows the seed can forge proofs. The same circuit
 * and seed give the same bytes everywhere.
 * @param input `r1cs`: the bytes of circom's .r1cs file; `seed`: any text, public.
 * @param options `onProgress` is called a few times a second; `signal` stops the work.
 * @throws PsephosError as `readR1cs`; the signal's reason when it is aborted.
 */
export async function createDevelopmentKey(
  input: { readonly r1cs: Uint8Array; readonly seed?: string },
  options: DevelopmentKeyOptions = {},
): Promise<DevelopmentKey> {
  options.signal?.throwIfAborted();
  const { seed = DEVELOPMENT_SEED } = input;
  const r1cs = readR1cs(input.r1cs);
  const r1csHash = sha256(input.r1cs);
  const secrets = deriveSecrets(seed, r1csHash);
  const { zkey, points, domainSize, hash } = await makeKeyFile(r1cs, secrets, options);
  const verificationKey = verificationKeyOf(points, await setupCurve());
  const transcript: DevelopmentTranscript = {
    format: "psephos-setup-transcript",
    version: 1,
    keyKind: DEVELOPMENT_KEY_KIND,
    warning: DEVELOPMENT_KEY_WARNING,
    seed,
    circuit: {
      r1csSha256: bytesToHex(r1csHash),
      constraints: r1cs.nConstraints,
      wires: r1cs.nWires,
      publicSignals: publicCount(r1cs),
      domainSize,
      hash: bytesToHex(hash),
    },
    zkeySha256: bytesToHex(sha256(zkey)),
    verificationKeySha256: verificationKeyHash(verificationKey),
  };
  return { zkey, verificationKey, transcript };
}
