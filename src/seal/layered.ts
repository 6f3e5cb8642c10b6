/**
 * Layered sealing: one sealed box around another, one for each keykeeper in ascending order of index; the lowest index is the innermost box. All keykeepers
 * must reveal their keys before a ballot opens. Keys are fresh for each process.
 */
import { ensure } from "../errors/index.js";
import { plaintextBytes, readPlaintext, writePlaintext } from "./plaintext.js";
import {
  assertBoxKey,
  createBoxKeys,
  isBoxSecretKey,
  openBox,
  SEALED_BOX_OVERHEAD,
  sealBoxWith,
} from "./sealed-box.js";

type Rules = Parameters<typeof plaintextBytes>[0];

/** The most layers: an index is one byte of `encryptionKeyIndexes`. */
const MOST_LAYERS = 256;

function assertLayers(publicKeys: readonly Uint8Array[]): void {
  ensure(
    publicKeys.length >= 1 && publicKeys.length <= MOST_LAYERS,
    "seal/layers",
    `a ballot has 1 to ${MOST_LAYERS} layers`,
  );
  for (const key of publicKeys) assertBoxKey(key);
  const texts = new Set(publicKeys.map((key) => key.join()));
  ensure(texts.size === publicKeys.length, "seal/layers", "two layers have the same key");
}

/** The bytes of a layered ballot in a process with `layers` keykeepers. */
export const layeredBytes = (rules: Rules, layers: number): number =>
  plaintextBytes(rules) + layers * SEALED_BOX_OVERHEAD;

/**
 * Seals a package in layers.
 * @param publicKeys the keykeepers' X25519 keys by ascending index, 32 bytes each
 * @throws PsephosError `seal/layers`, `seal/box-key`, `seal/voter-id`, `seal/package-too-long`
 */
export function sealLayered(
  voterId: Uint8Array,
  votePackage: Uint8Array,
  publicKeys: readonly Uint8Array[],
  rules: Rules,
): Uint8Array {
  assertLayers(publicKeys);
  let sealed = writePlaintext(voterId, votePackage, plaintextBytes(rules));
  for (const key of publicKeys) sealed = sealBoxWith(sealed, key, createBoxKeys());
  return sealed;
}

/**
 * Checks one revealed key. @throws PsephosError `seal/revealed-key`: it is not the clamped secret key of the keykeeper's public key
 */
export function assertRevealedKey(secretKey: Uint8Array, publicKey: Uint8Array): void {
  ensure(
    isBoxSecretKey(secretKey, publicKey),
    "seal/revealed-key",
    "the revealed key is not the secret key of this keykeeper's public key",
  );
}

/**
 * Makes the function that opens a process's layered ballots. The keys are checked once: with a wrong key every ballot would look invalid.
 * @param keys the revealed keys with their public keys, by ascending index
 * @returns a function that gives the package's bytes, or null if the ballot is invalid: of another length, these keys do not open it, or it belongs to
 *   another voter
 * @throws PsephosError `seal/layers`, `seal/box-key`, `seal/revealed-key`, `seal/size`
 */
export function layeredOpener(
  keys: readonly { readonly secretKey: Uint8Array; readonly publicKey: Uint8Array }[],
  rules: Rules,
): (voterId: Uint8Array, sealed: Uint8Array) => Uint8Array | null {
  assertLayers(keys.map(({ publicKey }) => publicKey));
  for (const { secretKey, publicKey } of keys) assertRevealedKey(secretKey, publicKey);
  const size = plaintextBytes(rules);
  return (voterId, sealed) => {
    if (sealed.length !== layeredBytes(rules, keys.length)) return null;
    let opened: Uint8Array | null = sealed;
    for (const { secretKey, publicKey } of keys.toReversed()) {
      opened = opened && openBox(opened, secretKey, publicKey);
    }
    return opened && readPlaintext(opened, voterId, size);
  };
}
