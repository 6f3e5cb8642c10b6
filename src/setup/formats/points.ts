/**
 * Points as snarkjs hashes them ("uncompressed"): affine coordinates, not in Montgomery form, big-endian; x, y in G1, and
 * x1, x0, y1, y0 in G2 (imaginary part first). Infinity is all zeros. The files hold the same points
 * little-endian, in Montgomery form and with the real part first.
 */
import { coordinates, viewOf } from "../../groth16/index.js";

/** Converts points of files, of the given size (64: G1, 128: G2), to the uncompressed form. */
export function toUncompressed(points: Uint8Array, pointBytes: number): Uint8Array {
  const result = new Uint8Array(points.length);
  const view = viewOf(result);
  const parts = pointBytes / 64; // of a coordinate: 1 in F_p, 2 in F_p²
  coordinates(points).forEach((value, i) => {
    // The parts of a coordinate change places: real first here, last there.
    const at = i - (i % parts) + (parts - 1 - (i % parts));
    for (let limb = 0; limb < 4; limb++) {
      view.setBigUint64(32 * at + 8 * limb, value >> BigInt(192 - 64 * limb));
    }
  });
  return result;
}
