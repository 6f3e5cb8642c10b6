/**
 * In place of the @noble/curves that viem brings, in the pages' workers: its one use there, the signer of a signature, by the @noble/curves that Psephos has
 * anyway. Two copies of the curve would be a tenth of a worker. The build puts it there (`vite.config.ts`); `test/web/secp256k1.test.ts` compares both.
 */
import { secp256k1 as curve } from "@noble/curves-2/secp256k1.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";

class Signature {
  readonly #r: bigint;
  readonly #s: bigint;
  readonly #recovery: number | undefined;

  constructor(r: bigint, s: bigint, recovery?: number) {
    this.#r = r;
    this.#s = s;
    this.#recovery = recovery;
  }

  /** @param hex r ‖ s, 64 bytes */
  static fromCompact(hex: string): Signature {
    const { r, s } = curve.Signature.fromHex(hex, "compact");
    return new Signature(r, s);
  }

  addRecoveryBit(recovery: number): Signature {
    return new Signature(this.#r, this.#s, recovery);
  }

  /** @param hash 32 bytes in hex, without 0x */
  recoverPublicKey(hash: string): { toHex(compressed: boolean): string } {
    const point = new curve.Signature(this.#r, this.#s, this.#recovery).recoverPublicKey(hexToBytes(hash));
    return { toHex: (compressed) => bytesToHex(point.toBytes(compressed)) };
  }
}

export const secp256k1 = { Signature };
