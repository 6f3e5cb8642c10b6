// The scalar field of BN254, by noble: what the cheats reckon with.
import { bn254 } from "@noble/curves/bn254.js";

const { Fr } = bn254.fields;

/** 1 / value mod r, and 0 for 0: the hint of circomlib's IsZero. */
export const invert = (value: bigint): bigint => (value === 0n ? 0n : Fr.inv(value));

/** A square root mod r; undefined if there is none. */
export function sqrt(value: bigint): bigint | undefined {
  try {
    return Fr.sqrt(value);
  } catch {
    return undefined;
  }
}
