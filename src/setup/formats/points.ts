/**
 * The two encodings of affine points in snarkjs's files.
 *
 * Montgomery ("LEM"): each coordinate c as c·2^256 mod p, 32 bytes little-endian; x, y in G1, and
 * x0, x1, y0, y1 in G2 (real part first). Infinity is all zeros. This is what .zkey and .ptau hold.
 *
 * Uncompressed ("U"): coordinates as they are, big-endian; x, y in G1, and x1, x0, y1, y0 in G2. Infinity
 * is all zeros (no flag bit). This is what snarkjs hashes.
 */
import { BASE_FIELD_ORDER as P } from "../../engine/index.js";
import { readLE32, viewOf } from "./sections.js";

export const G1_BYTES = 64;
export const G2_BYTES = 128;

const MONTGOMERY = (1n << 256n) % P;

/** 1/2^256 mod p, by Fermat. */
const INVERSE_MONTGOMERY = ((): bigint => {
  let result = 1n;
  for (let base = MONTGOMERY, rest = P - 2n; rest > 0n; rest >>= 1n, base = (base * base) % P) {
    if (rest & 1n) result = (result * base) % P;
  }
  return result;
})();

/** The coordinates of Montgomery-encoded points, as integers in [0, p), in the order of the bytes. */
export function coordinates(points: Uint8Array): bigint[] {
  const view = viewOf(points);
  return Array.from(
    { length: points.length / 32 },
    (_, i) => (readLE32(view, 32 * i) * INVERSE_MONTGOMERY) % P,
  );
}

/** Montgomery-encoded points of the given size (64: G1, 128: G2), uncompressed. */
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
