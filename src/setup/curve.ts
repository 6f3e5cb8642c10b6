/**
 * What the setup asks of snarkjs's own arithmetic, ffjavascript: the points and scalars that snarkjs draws from a hash, its
 * form of a pairing's value, and single products. Long vectors are the engine's (`vectors/`).
 *
 * Points come and go as the files hold them: affine, in Montgomery form, 64 bytes in G1 and 128 in G2. Nothing here is constant-time.
 */
import { concatBytes } from "@noble/hashes/utils.js";
import { buildBn128, ChaCha, type WasmCurve } from "ffjavascript";
import { G1_BYTES, G2_BYTES, viewOf } from "../groth16/index.js";

/** Operations of BN254, a point or a few at a time. */
export interface SetupCurve {
  /** [s]G1 for each scalar s in [0, r). */
  g1(scalars: readonly bigint[]): Uint8Array;
  /** [s]G2 for each scalar s in [0, r). */
  g2(scalars: readonly bigint[]): Uint8Array;
  /** [scalar]P for a point of either group. */
  multiply(point: Uint8Array, scalar: bigint): Uint8Array;
  /** [scalar]P for the point P of G2 that snarkjs's `hashToG2` makes of the first 32 bytes of `hash`. */
  hashToG2(hash: Uint8Array, scalar: bigint): Uint8Array;
  /**
   * The secrets that snarkjs draws from 32 bytes of seed, then as many points of G1: what a beacon stands for.
   * The same seed gives the same.
   */
  drawSecrets(seed: Uint8Array, count: number): { scalars: bigint[]; points: Uint8Array[] };
  /** e(p, q), as snarkjs writes it in `vk_alphabeta_12`. */
  pairing(p: Uint8Array, q: Uint8Array): string[][][];
}

/** snarkjs's random numbers from the first 32 bytes of a seed. */
function stream(seed: Uint8Array): ChaCha {
  const view = viewOf(seed);
  return new ChaCha(Array.from({ length: 8 }, (_, i) => view.getUint32(4 * i)));
}

async function build(): Promise<SetupCurve> {
  const curve: WasmCurve = await buildBn128(true);
  const multiples = (group: WasmCurve["G1"], size: number) => (scalars: readonly bigint[]) =>
    concatBytes(
      ...scalars.map((scalar) => group.toAffine(group.timesScalar(group.gAffine.slice(0, size), scalar))),
    );
  return {
    g1: multiples(curve.G1, G1_BYTES),
    g2: multiples(curve.G2, G2_BYTES),
    multiply(point, scalar) {
      const group = point.length === G1_BYTES ? curve.G1 : curve.G2;
      return group.toAffine(group.timesScalar(point, scalar));
    },
    hashToG2(hash, scalar) {
      const point = curve.G2.fromRng(stream(hash));
      return curve.G2.toAffine(curve.G2.timesScalar(point, scalar));
    },
    drawSecrets(seed, count) {
      const rng = stream(seed);
      const each = <T>(draw: () => T): T[] => Array.from({ length: count }, draw);
      const scalars = each(() => curve.Fr.toObject(curve.Fr.fromRng(rng)));
      return { scalars, points: each(() => curve.G1.toAffine(curve.G1.fromRng(rng))) };
    },
    pairing(p, q) {
      const parts = curve.Gt.toObject(curve.pairing(p, q));
      return parts.map((six) => six.map((two) => two.map(String)));
    },
  };
}

let built: Promise<SetupCurve> | undefined;

/** The curve, built once. */
export function setupCurve(): Promise<SetupCurve> {
  built ??= build();
  return built;
}
