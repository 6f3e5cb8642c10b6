/** ffjavascript's BN254, single-threaded: the field and its transforms that snarkjs computes with. */

/** Fr of ffjavascript: elements are 32 bytes, little-endian, x·2^256 mod r. */
export interface ReferenceField {
  /** w[k]: the root of unity of order 2^k. */
  readonly w: readonly Uint8Array[];
  readonly one: Uint8Array;
  e(value: bigint): Uint8Array;
  toObject(element: Uint8Array): bigint;
  add(a: Uint8Array, b: Uint8Array): Uint8Array;
  sub(a: Uint8Array, b: Uint8Array): Uint8Array;
  mul(a: Uint8Array, b: Uint8Array): Uint8Array;
  fft(values: Uint8Array): Promise<Uint8Array>;
  ifft(values: Uint8Array): Promise<Uint8Array>;
  batchApplyKey(values: Uint8Array, first: Uint8Array, step: Uint8Array): Promise<Uint8Array>;
  batchFromMontgomery(values: Uint8Array): Promise<Uint8Array>;
  batchToMontgomery(values: Uint8Array): Promise<Uint8Array>;
}

export async function referenceField(): Promise<ReferenceField> {
  const { buildBn128 } = await import("ffjavascript");
  const curve = await buildBn128(true);
  return (curve as unknown as { Fr: ReferenceField }).Fr;
}
