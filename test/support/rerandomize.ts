// What anybody can do with a Groth16 proof: other bytes for the same statement. (A, B, C) → (sA, s⁻¹B, C).
import { bn254 } from "@noble/curves/bn254.js";
import { hexToBytes } from "@noble/hashes/utils.js";

const FACTOR = 123_456_789n;

/** Another proof of the same statement, without its witness. @param words A.x A.y B.x1 B.x0 B.y1 B.y0 C.x C.y */
export function rerandomized(words: readonly bigint[]): bigint[] {
  const [ax, ay, bx1, bx0, by1, by0, ...c] = words as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const { G1, G2, fields } = bn254;
  const a = G1.Point.fromAffine({ x: ax, y: ay }).multiply(FACTOR).toAffine();
  const b = G2.Point.fromAffine({ x: { c0: bx0, c1: bx1 }, y: { c0: by0, c1: by1 } })
    .multiply(fields.Fr.inv(FACTOR))
    .toAffine();
  return [a.x, a.y, b.x.c1, b.x.c0, b.y.c1, b.y.c0, ...c];
}

/** The bytes of a proof's words. */
export const proofBytes = (words: readonly bigint[]): Uint8Array =>
  hexToBytes(words.map((word) => word.toString(16).padStart(64, "0")).join(""));
