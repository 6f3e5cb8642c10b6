/** From a circuit and the secrets of its key to the .zkey file. */
import { setImmediate } from "node:timers/promises";
import { blake2b } from "@noble/hashes/blake2.js";
import { concatBytes } from "@noble/hashes/utils.js";
import { G1_BYTES, type ZkeyContribution } from "../../groth16/index.js";
import { type SetupCurve, setupCurve } from "../curve.js";
import { inverse, multiply } from "../field.js";
import { toUncompressed } from "../formats/points.js";
import type { R1cs } from "../formats/r1cs.js";
import { writeZkey, type ZkeyPoints } from "../formats/zkey.js";
import { circuitHash, hashedHCount } from "./circuit-hash.js";
import { domainLog, keyScalars, oddBasisAt, vanishingPowers } from "./qap.js";
import type { KeySecrets } from "./secrets.js";

/** The name of the one contribution in a development key's file: what snarkjs shows of it. */
export const DEVELOPMENT_CONTRIBUTION = "INSECURE development key: its secrets are public";

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

  constructor(
    total: number,
    readonly options: DevelopmentKeyOptions,
  ) {
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
async function makePoints(
  r1cs: R1cs,
  secrets: KeySecrets,
  curve: SetupCurve,
  options: DevelopmentKeyOptions,
) {
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

/** A key's file and what it was made of. */
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
  const { points, domainSize, hash } = await makePoints(r1cs, secrets, curve, options);
  const contribution = contribute(secrets, points, hash, curve);
  const zkey = writeZkey(r1cs, domainSize, points, { circuitHash: hash, contributions: [contribution] });
  return { zkey, points, domainSize, hash };
}
