/** The keykeepers of a ceremony, as the genesis document lists them. A keykeeper's place is its index in the list, counted from 1. */
import { ensure } from "../../errors/index.js";
import { Group, randomScalar, readPoint } from "./group.js";

export interface Keykeepers {
  /** ristretto255 keys, 32 bytes each, in the list's order. */
  readonly publicKeys: readonly Uint8Array[];
  /** Shares that open the ballots. */
  readonly threshold: number;
  /** Holders that must confirm a key. */
  readonly confirmations: number;
}

/** The most keykeepers: a place is one byte. */
const MOST = 255;

/** A keykeeper's fresh keys. The secret key stays with the keykeeper; the public key goes into the genesis document. */
export function createKeykeeperKeys(): { readonly secretKey: bigint; readonly publicKey: Uint8Array } {
  const secretKey = randomScalar();
  return { secretKey, publicKey: Group.BASE.multiply(secretKey).toBytes() };
}

/** Confirmations where the genesis document names none: `t + ⌈(n − t) / 2⌉`. */
export const defaultConfirmations = (count: number, threshold: number): number =>
  threshold + Math.ceil((count - threshold) / 2);

/** @throws PsephosError `seal/keykeepers`, `seal/point` */
export function assertKeykeepers({ publicKeys, threshold, confirmations }: Keykeepers): void {
  const count = publicKeys.length;
  ensure(count >= 1 && count <= MOST, "seal/keykeepers", `a ceremony has 1 to ${MOST} keykeepers`);
  ensure(
    Number.isInteger(threshold) && threshold >= 1 && threshold <= count,
    "seal/keykeepers",
    "the threshold is an integer from 1 to the number of keykeepers",
  );
  ensure(
    Number.isInteger(confirmations) && confirmations >= threshold && confirmations <= count,
    "seal/keykeepers",
    "the confirmations are an integer from the threshold to the number of keykeepers",
  );
  for (const key of publicKeys) readPoint(key, "a keykeeper's key");
  const texts = new Set(publicKeys.map((key) => key.join()));
  ensure(texts.size === count, "seal/keykeepers", "two keykeepers have the same key");
}

/** @throws PsephosError `seal/place` */
export function assertPlace(place: number, { publicKeys }: Keykeepers): void {
  ensure(
    Number.isInteger(place) && place >= 1 && place <= publicKeys.length,
    "seal/place",
    `a keykeeper's place is an integer from 1 to ${publicKeys.length}`,
  );
}
