/**
 * Development keys: a Groth16 key made from secrets that a public seed gives, without powers of tau.
 *
 * With the secrets known, every point of the key is a known multiple of a generator, so each is one
 * fixed-base multiplication instead of a sum over a powers-of-tau file: seconds instead of minutes. What comes
 * out is the file that snarkjs would have made from powers of that tau, alpha and beta (`groth16 setup`)
 * and one contribution of that delta (`zkey contribute`); its own `zkey verify` accepts it against them.
 */
import { setImmediate } from "node:timers/promises";
import { blake2b } from "@noble/hashes/blake2.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes } from "@noble/hashes/utils.js";
import { type SetupCurve, setupCurve } from "../curve.js";
import { inverse, multiply } from "../field.js";
import { G1_BYTES, toUncompressed } from "../formats/points.js";
import { publicCount, type R1cs, readR1cs } from "../formats/r1cs.js";
import { writeZkey, type ZkeyContribution, type ZkeyPoints } from "../formats/zkey.js";
import {
  DEVELOPMENT_KEY_KIND,
  DEVELOPMENT_KEY_WARNING,
  g1PointsToJson,
  g2PointToJson,
  type SetupVerificationKey,
  verificationKeyHash,
} from "../verification-key.js";
import { circuitHash, hashedHCount } from "./circuit-hash.js";
import { domainLog, keyScalars, oddBasisAt, vanishingPowers } from "./qap.js";
import { DEVELOPMENT_SEED, deriveSecrets, type KeySecrets } from "./secrets.js";

/** The name of the one contribution in a development key's file: what snarkjs shows of it. */
export const DEVELOPMENT_CONTRIBUTION = "INSECURE development key: its secrets are public";

/** What says, beside a development key, how it was made; hashes in hex. */
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

/** How far the making of a key is: `done` of `total` points. */
export type KeyProgress = (progress: { readonly done: number; readonly total: number }) => void;

export interface DevelopmentKeyOptions {
  readonly onProgress?: KeyProgress;
  readonly signal?: AbortSignal;
}

/** Points made between two looks at the event loop. */
const STEP = 4096;

/** Makes vectors of points step by step, telling how far it is. */
class PointMaker {
  #done = 0;
  readonly #total: number;

  constructor(total: number, readonly options: DevelopmentKeyOptions) {
    this.#total = total;
  }

  async make(multiples: (scalars: readonly bigint[]) => Uint8Array, scalars: readonly bigint[]) {
    const parts: Uint8Array[] = [];
    for (let start = 0; start < scalars.length; start += STEP) {
      const step = scalars.slice(start, start + STEP);
      parts.push(multiples(step));
      this.#done += step.length;
      this.options.onProgress?.({ done: this.#done, total: this.#total });
      await setImmediate();
      this.options.signal?.throwIfAborted();
    }
    return concatBytes(...parts);
  }
}

/** The key's points, and the hash of what they were before delta was contributed. */
async function makePoints(r1cs: R1cs, secrets: KeySecrets, curve: SetupCurve, options: DevelopmentKeyOptions) {
  const log = domainLog(r1cs);
  const { a, b, ic, l } = keyScalars(r1cs, secrets);
  const h = oddBasisAt(secrets.tau, log);
  const hashed = vanishingPowers(secrets.tau, log, hashedHCount(h.length));
  const overDelta = inverse(secrets.delta);
  const divided = (scalars: readonly bigint[]) => scalars.map((scalar) => multiply(scalar, overDelta));

  const total = a.length + 2 * b.length + ic.length + 2 * l.length + h.length + hashed.length;
  const maker = new PointMaker(total, options);
  const inG1 = (scalars: readonly bigint[]) => maker.make(curve.g1, scalars);
  const icPoints = await inG1(ic);
  const aPoints = await inG1(a);
  const b1Points = await inG1(b);
  const b2Points = await maker.make(curve.g2, b);

  const single = (scalar: bigint) => curve.g1([scalar]);
  const single2 = (scalar: bigint) => curve.g2([scalar]);
  const points: ZkeyPoints = {
    alpha1: single(secrets.alpha),
    beta1: single(secrets.beta),
    beta2: single2(secrets.beta),
    gamma2: single2(1n),
    delta1: single(secrets.delta),
    delta2: single2(secrets.delta),
    ic: icPoints,
    a: aPoints,
    b1: b1Points,
    b2: b2Points,
    l: await inG1(divided(l)),
    h: await inG1(divided(h)),
  };
  const initial = {
    ...points,
    generator1: single(1n),
    generator2: single2(1n),
    l: await inG1(l),
    h: await inG1(hashed),
  };
  return { points, domainSize: h.length, hash: circuitHash(initial, h.length) };
}

/** The contribution that turns delta from 1 into the key's own, as `snarkjs zkey contribute` records it. */
function contribute(
  { delta, contribution }: KeySecrets,
  points: ZkeyPoints,
  hash: Uint8Array,
  curve: SetupCurve,
): ZkeyContribution {
  const g1S = curve.g1([contribution]);
  const g1SX = curve.g1([multiply(contribution, delta)]);
  const shown = [g1S, g1SX].map((point) => toUncompressed(point, G1_BYTES));
  const transcript = blake2b(concatBytes(hash, ...shown), { dkLen: 64 });
  const g2SpX = curve.hashToG2(transcript, delta);
  return { deltaAfter: points.delta1, g1S, g1SX, g2SpX, transcript, name: DEVELOPMENT_CONTRIBUTION };
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
 * Makes a development key, INSECURE by design: whoever knows the seed can forge proofs. The same circuit
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
  const curve = await setupCurve();
  const { points, domainSize, hash } = await makePoints(r1cs, secrets, curve, options);
  const zkey = writeZkey(r1cs, domainSize, points, hash, [contribute(secrets, points, hash, curve)]);
  const verificationKey = verificationKeyOf(points, curve);
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
