/** From a circuit and the secrets of its key to the .zkey file. */
import { blake2b } from "@noble/hashes/blake2.js";
import { concatBytes } from "@noble/hashes/utils.js";
import { DEVELOPMENT_CONTRIBUTION, G1_BYTES, type ZkeyContribution } from "../../groth16/index.js";
import { type SetupCurve, setupCurve } from "../curve.js";
import { inverse, multiply } from "../field.js";
import { toUncompressed } from "../formats/points.js";
import type { R1cs } from "../formats/r1cs.js";
import { writeZkey, type ZkeyPoints } from "../formats/zkey.js";
import { GENERATOR, GeneratorMultiples } from "../vectors/multiples.js";
import { type Group, PART, PointVectors } from "../vectors/vectors.js";
import { circuitHash, hashedHCount } from "./circuit-hash.js";
import { domainLog, keyScalars, oddBasisAt, vanishingPowers } from "./qap.js";
import type { KeySecrets } from "./secrets.js";

/** The progress of making a key: `done` of `total` points. */
export type KeyProgress = (progress: { readonly done: number; readonly total: number }) => void;

export interface DevelopmentKeyOptions {
  readonly onProgress?: KeyProgress;
  readonly signal?: AbortSignal;
}

/** The key's points, and the hash of what they were before delta was contributed. */
async function makePoints(r1cs: R1cs, secrets: KeySecrets, options: DevelopmentKeyOptions) {
  const log = domainLog(r1cs);
  const { a, b, ic, l } = keyScalars(r1cs, secrets);
  const h = oddBasisAt(secrets.tau, log);
  const hashed = vanishingPowers(secrets.tau, log, hashedHCount(h.length));
  const overDelta = inverse(secrets.delta);
  const divided = (scalars: readonly bigint[]) => scalars.map((scalar) => multiply(scalar, overDelta));

  await using vectors = await PointVectors.open();
  const generators = new GeneratorMultiples(vectors);
  const total = a.length + 2 * b.length + ic.length + 2 * l.length + h.length + hashed.length;
  let before = 0;
  const make = async (group: Group, scalars: readonly bigint[]): Promise<Uint8Array> => {
    const points = await generators.times(group, scalars, "key", {
      ...options,
      onProgress: ({ done }) =>
        options.onProgress?.({ done: before + Math.min(done * PART, scalars.length), total }),
    });
    before += scalars.length;
    return points;
  };
  const single = async (group: Group, scalar: bigint) => generators.times(group, [scalar], "key");
  const points: ZkeyPoints = {
    alpha1: await single("g1", secrets.alpha),
    beta1: await single("g1", secrets.beta),
    beta2: await single("g2", secrets.beta),
    gamma2: GENERATOR.g2,
    delta1: await single("g1", secrets.delta),
    delta2: await single("g2", secrets.delta),
    ic: await make("g1", ic),
    a: await make("g1", a),
    b1: await make("g1", b),
    b2: await make("g2", b),
    l: await make("g1", divided(l)),
    h: await make("g1", divided(h)),
  };
  const g1 = (bytes: Uint8Array) => vectors.uncompressed("g1", bytes);
  const g2 = (bytes: Uint8Array) => vectors.uncompressed("g2", bytes);
  const initial = {
    alpha1: await g1(points.alpha1),
    beta1: await g1(points.beta1),
    beta2: await g2(points.beta2),
    ic: [await g1(points.ic)],
    h: [await g1(await make("g1", hashed))],
    l: [await g1(await make("g1", l))],
    a: [await g1(points.a)],
    b1: [await g1(points.b1)],
    b2: [await g2(points.b2)],
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
  return {
    deltaAfter: points.delta1,
    g1S,
    g1SX,
    g2SpX,
    transcript,
    name: DEVELOPMENT_CONTRIBUTION,
    beacon: undefined,
  };
}

/** A key's file and its inputs. */
export interface KeyFile {
  readonly zkey: Uint8Array;
  readonly points: ZkeyPoints;
  readonly domainSize: number;
  /** snarkjs's circuit hash. */
  readonly hash: Uint8Array;
}

/** The .zkey of a circuit under known secrets, with one contribution: that of delta. */
export async function makeKeyFile(
  r1cs: R1cs,
  secrets: KeySecrets,
  options: DevelopmentKeyOptions,
): Promise<KeyFile> {
  const curve = await setupCurve();
  const { points, domainSize, hash } = await makePoints(r1cs, secrets, options);
  const contribution = contribute(secrets, points, hash, curve);
  const zkey = writeZkey(r1cs, domainSize, points, { circuitHash: hash, contributions: [contribution] });
  return { zkey, points, domainSize, hash };
}
