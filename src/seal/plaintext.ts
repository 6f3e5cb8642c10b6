/**
 * The content of a sealed ballot: `voter id (32) ‖ uint16 length ‖ package ‖ zeros`, with one length for all ballots of a process, so that
 * the size of a ciphertext reveals nothing. The voter id prevents a voter from casting another voter's sealed ballot (Cortier and Smyth 2011).
 */
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { uintBytes } from "../bytes/index.js";
import { ensure } from "../errors/index.js";

/** Bytes of a voter id: a nullifier, or `keccak256(address ‖ scope)`. */
export const VOTER_ID_BYTES = 32;
const LENGTH_BYTES = 2;
const HEAD = VOTER_ID_BYTES + LENGTH_BYTES;

/** Bytes of a package without its votes: type, nonce of 62 digits, keys and brackets. */
const PACKAGE_FRAME = utf8ToBytes(
  JSON.stringify({ type: "snark-vote", nonce: "0".repeat(62), votes: [] }),
).length;

/**
 * The bytes of a plaintext in a process: enough for the longest package of a valid ballot.
 * @param maxCount fields of a ballot, 1 … 100
 * @param maxValue the largest value of a field, 0 … 255
 * @throws PsephosError `seal/size`
 */
export function plaintextBytes({
  maxCount,
  maxValue,
}: {
  readonly maxCount: number;
  readonly maxValue: number;
}): number {
  ensure(
    Number.isInteger(maxCount) && maxCount >= 1 && maxCount <= 100,
    "seal/size",
    "maxCount is an integer from 1 to 100",
  );
  ensure(
    Number.isInteger(maxValue) && maxValue >= 0 && maxValue <= 255,
    "seal/size",
    "maxValue is an integer from 0 to 255",
  );
  const votes = maxCount * String(maxValue).length + (maxCount - 1);
  return HEAD + PACKAGE_FRAME + votes;
}

/**
 * Writes a plaintext.
 * @param voterId 32 bytes
 * @param votePackage the package's bytes
 * @param size from {@link plaintextBytes}
 * @throws PsephosError `seal/voter-id`, `seal/package-too-long`
 */
export function writePlaintext(voterId: Uint8Array, votePackage: Uint8Array, size: number): Uint8Array {
  ensure(
    voterId instanceof Uint8Array && voterId.length === VOTER_ID_BYTES,
    "seal/voter-id",
    `a voter id has ${VOTER_ID_BYTES} bytes`,
  );
  const room = size - HEAD;
  ensure(
    votePackage.length <= room,
    "seal/package-too-long",
    `a sealed package of this process has at most ${room} bytes, this one has ${votePackage.length}`,
  );
  const zeros = new Uint8Array(room - votePackage.length);
  return concatBytes(
    voterId,
    uintBytes(votePackage.length, LENGTH_BYTES, "the package's length"),
    votePackage,
    zeros,
  );
}

/**
 * The package of a plaintext.
 * @returns null unless the plaintext has this size, names this voter, and has only zeros after the package
 */
export function readPlaintext(plaintext: Uint8Array, voterId: Uint8Array, size: number): Uint8Array | null {
  if (plaintext.length !== size || voterId.length !== VOTER_ID_BYTES) return null;
  if (voterId.some((byte, i) => plaintext[i] !== byte)) return null;
  const length = (plaintext[VOTER_ID_BYTES]! << 8) | plaintext[VOTER_ID_BYTES + 1]!;
  if (length > size - HEAD) return null;
  if (plaintext.subarray(HEAD + length).some((byte) => byte !== 0)) return null;
  return plaintext.slice(HEAD, HEAD + length);
}
