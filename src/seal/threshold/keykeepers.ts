/** The keykeepers of a ceremony, as the genesis document lists them. A keykeeper's place is its index in the list, counted from 1. */
import type { Hex } from "../../bytes/index.js";
import { ensure } from "../../errors/index.js";
import { Group, randomScalar, readPoint, readScalar, writeScalar } from "./group.js";

export interface Keykeepers {
  /** ristretto255 keys, 32 bytes each, in the list's order. */
  readonly publicKeys: readonly Uint8Array[];
  /** Their addresses in the same order, lower case: they sign deals and confirmations. */
  readonly addresses: readonly Hex[];
  /** How many shares open the ballots. */
  readonly threshold: number;
  /** How many keykeepers must confirm a key. */
  readonly confirmations: number;
}

/** The most keykeepers: a key's shares need n·t multiplications, and every node does them within a block. */
const MOST = 32;

/** A keykeeper's fresh keys. The secret key stays with the keykeeper; the public key goes into the genesis document. */
export function createKeykeeperKeys(): { readonly secretKey: bigint; readonly publicKey: Uint8Array } {
  const secretKey = randomScalar();
  return { secretKey, publicKey: Group.BASE.multiply(secretKey).toBytes() };
}

/** A keykeeper's secret key as 32 little-endian bytes, for a file that only the keykeeper can read. */
export const keykeeperSecretBytes = (secretKey: bigint): Uint8Array => writeScalar(secretKey);

/** The keys from 32 stored bytes. @throws PsephosError `seal/scalar`: they are not a scalar from 1 to ℓ − 1 */
export function keykeeperKey(bytes: Uint8Array): {
  readonly secretKey: bigint;
  readonly publicKey: Uint8Array;
} {
  const secretKey = readScalar(bytes, "a keykeeper's key");
  ensure(secretKey !== 0n, "seal/scalar", "a keykeeper's key is not zero");
  return { secretKey, publicKey: Group.BASE.multiply(secretKey).toBytes() };
}

/** The number of confirmations if the genesis document names none: `t + ⌈(n − t) / 2⌉`. */
export const defaultConfirmations = (count: number, threshold: number): number =>
  threshold + Math.ceil((count - threshold) / 2);

/** @throws PsephosError `seal/keykeepers`, `seal/point` */
export function assertKeykeepers({ publicKeys, addresses, threshold, confirmations }: Keykeepers): void {
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
  ensure(
    addresses.length === count &&
      new Set(addresses).size === count &&
      addresses.every((address) => /^0x[0-9a-f]{40}$/.test(address)),
    "seal/keykeepers",
    "each keykeeper has an address of its own, in lower-case hex",
  );
}

/** @throws PsephosError `seal/place` */
export function assertPlace(place: number, { publicKeys }: Keykeepers): void {
  ensure(
    Number.isInteger(place) && place >= 1 && place <= publicKeys.length,
    "seal/place",
    `a keykeeper's place is an integer from 1 to ${publicKeys.length}`,
  );
}

/** The place of the keykeeper with this address. @throws PsephosError `seal/not-keykeeper` */
export function placeOf(signer: Hex, { addresses }: Keykeepers): number {
  const place = addresses.indexOf(signer) + 1;
  ensure(place > 0, "seal/not-keykeeper", `${signer} is not a keykeeper of this ceremony`);
  return place;
}
