/**
 * The hash that binds a census proof to its envelope (PROTOCOL 6). Without it a relay could replace a
 * sealed package with another one, or give an old vote a higher number.
 */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concatBytes } from "@noble/hashes/utils.js";
import { hashToField, uintBytes } from "../bytes/index.js";
import { ensure } from "../errors/index.js";

/** The largest number of an overwrite, as in the process contract. */
export const MAX_OVERWRITES = 255;

/** Bytes of `keccak256`. */
const DIGEST_BYTES = 32;

/** The parts of an envelope that its hash covers. */
export interface EnvelopeContent {
  /** The number of the overwrite: 0 for the first vote, at most 255. */
  readonly nonce: number;
  /** The keys that the package is sealed for, 0 … 255, ascending; none for a ballot in the clear. */
  readonly encryptionKeyIndexes: readonly number[];
  /** The package's bytes, as sent. */
  readonly votePackage: Uint8Array;
}

/** The same parts as digests, for when the package itself is not known. */
export interface EnvelopeDigests {
  readonly nonce: number;
  /** `keccak256` of the key indexes, one byte each: 32 bytes. */
  readonly keysDigest: Uint8Array;
  /** `keccak256` of the package's bytes, as sent: 32 bytes. */
  readonly packageDigest: Uint8Array;
}

/** Throws `ballot/nonce-range` unless `nonce` is an integer from 0 to 255. */
export function assertOverwrite(nonce: unknown): asserts nonce is number {
  ensure(
    Number.isInteger(nonce) && (nonce as number) >= 0 && (nonce as number) <= MAX_OVERWRITES,
    "ballot/nonce-range",
    `the number of an overwrite is an integer from 0 to ${MAX_OVERWRITES}`,
  );
}

/** Throws `ballot/key-indexes` unless these are integers from 0 to 255, each greater than the one before. */
export function assertKeyIndexes(indexes: unknown): asserts indexes is readonly number[] {
  ensure(
    Array.isArray(indexes) &&
      Array.from(indexes).every(
        (index, i) =>
          Number.isInteger(index) && index >= 0 && index <= 255 && (i === 0 || index > indexes[i - 1]),
      ),
    "ballot/key-indexes",
    "the indexes of encryption keys are different integers from 0 to 255, in ascending order",
  );
}

/** The two digests of an envelope, and its nonce. @throws PsephosError `ballot/nonce-range`, `ballot/key-indexes` */
export function envelopeDigests({
  nonce,
  encryptionKeyIndexes,
  votePackage,
}: EnvelopeContent): EnvelopeDigests {
  assertOverwrite(nonce);
  assertKeyIndexes(encryptionKeyIndexes);
  return {
    nonce,
    keysDigest: keccak_256(Uint8Array.from(encryptionKeyIndexes)),
    packageDigest: keccak_256(votePackage),
  };
}

/**
 * `hashToField(uint64(nonce) ‖ keccak256(encryptionKeyIndexes) ‖ keccak256(votePackage))`, big-endian.
 * @throws PsephosError `ballot/nonce-range`, `ballot/key-indexes`
 */
export function envelopeHash(envelope: EnvelopeContent): bigint {
  return hashOfDigests(envelopeDigests(envelope));
}

/** The same from the digests. @throws PsephosError `ballot/nonce-range`, `ballot/digest` */
export function hashOfDigests({ nonce, keysDigest, packageDigest }: EnvelopeDigests): bigint {
  assertOverwrite(nonce);
  ensure(
    keysDigest.length === DIGEST_BYTES && packageDigest.length === DIGEST_BYTES,
    "ballot/digest",
    `a digest of an envelope has ${DIGEST_BYTES} bytes`,
  );
  return hashToField(concatBytes(uintBytes(nonce, 8, "the nonce"), keysDigest, packageDigest));
}
