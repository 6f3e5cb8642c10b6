/** The part of ffjavascript 0.3.1 that the tests compare with. Points are bytes: coordinates little-endian, Montgomery. */
declare module "ffjavascript" {
  export interface WasmGroup {
    /** The generator, affine. */
    readonly gAffine: Uint8Array;
    readonly F: { readonly n8: number };
    fromRng(rng: ChaCha): Uint8Array;
    timesScalar(point: Uint8Array, scalar: bigint): Uint8Array;
    toAffine(point: Uint8Array): Uint8Array;
  }

  export interface WasmCurve {
    readonly G1: WasmGroup;
    readonly G2: WasmGroup;
    readonly Gt: { toObject(element: Uint8Array): bigint[][][] };
    readonly Fr: { fromRng(rng: ChaCha): Uint8Array; toObject(element: Uint8Array): bigint };
    pairing(g1: Uint8Array, g2: Uint8Array): Uint8Array;
  }

  /** The stream of random numbers that snarkjs expands a seed of eight 32-bit words with. */
  export class ChaCha {
    constructor(seed: readonly number[]);
  }

  /** @param singleThread true: no workers, nothing to close. */
  export function buildBn128(singleThread: true): Promise<WasmCurve>;
}
