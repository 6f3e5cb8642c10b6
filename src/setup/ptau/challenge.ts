/** The first challenge, and the hash of all points that makes the next [snarkjs 0.7.6, `src/powersoftau_utils.js`]. */
import { createHash } from "node:crypto";
import { G1_BYTES, G2_BYTES } from "../../groth16/index.js";
import { setupCurve } from "../curve.js";
import { toUncompressed } from "../formats/points.js";
import { POWERS, type PowersName, powersCount } from "../formats/ptau.js";

/** Points read, written and hashed at a time. */
export const CHUNK = 2 ** 15;

/** The vectors in the order of the file and of the hash; [β]₂ follows them. */
export const ORDER = ["tauG1", "tauG2", "alphaTauG1", "betaTauG1"] as const satisfies readonly PowersName[];

/** The challenge of the initial powers, for the first contributor. */
export async function firstChallenge(power: number): Promise<Uint8Array> {
  const curve = await setupCurve();
  const one = {
    g1: toUncompressed(curve.g1([1n]), G1_BYTES),
    g2: toUncompressed(curve.g2([1n]), G2_BYTES),
  };
  const hasher = createHash("blake2b512").update(createHash("blake2b512").digest());
  for (const name of ORDER) {
    const point = one[POWERS[name].group];
    const block = new Uint8Array(1024 * point.length);
    for (let i = 0; i < 1024; i++) block.set(point, i * point.length);
    for (let left = powersCount(name, power); left > 0; left -= 1024)
      hasher.update(block.subarray(0, Math.min(left, 1024) * point.length));
  }
  return new Uint8Array(hasher.update(one.g2).digest());
}
