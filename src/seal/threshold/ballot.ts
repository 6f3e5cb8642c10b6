/**
 * Ballots sealed for a ceremony's key Y (ElGamal with a symmetric cipher): `R ‖ XChaCha20-Poly1305(plaintext)`, with `R = r·G` and the key
 * `HKDF-SHA256(r·Y; genesis hash, scope, round, Y, R)`. The nonce is zero: every key seals one ballot.
 */
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { scalarToBytes, uintBytes } from "../../bytes/index.js";
import { ensure, PsephosError } from "../../errors/index.js";
import { plaintextBytes, readPlaintext, writePlaintext } from "../plaintext.js";
import { type CeremonyContext, contextBytes } from "./context.js";
import { Group, ORDER, POINT_BYTES, type Point, randomScalar, readPoint } from "./group.js";

const TAG_BYTES = 16;
const NONCE = new Uint8Array(24);

/** The election that a ballot belongs to. */
export interface SealedElection {
  readonly context: CeremonyContext;
  /** The scope of the question, a scalar of BN254. */
  readonly scope: bigint;
  /** Y, 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly rules: Parameters<typeof plaintextBytes>[0];
}

/** The bytes of a sealed ballot of an election with these rules. */
export const sealedBytes = (rules: SealedElection["rules"]): number =>
  POINT_BYTES + plaintextBytes(rules) + TAG_BYTES;

function ballotKey(shared: Point, { context, scope, publicKey }: SealedElection, r: Uint8Array): Uint8Array {
  contextBytes(context);
  const info = concatBytes(
    context.genesisHash,
    scalarToBytes(scope),
    uintBytes(context.round, 1, "the round"),
    publicKey,
    r,
  );
  return hkdf(sha256, shared.toBytes(), utf8ToBytes("psephos/sealed-ballot/1"), info, 32);
}

/** A sealed ballot with the given ephemeral secret: {@link sealBallot} draws it. */
export function sealBallotWith(
  election: SealedElection,
  voterId: Uint8Array,
  votePackage: Uint8Array,
  ephemeral: bigint,
): Uint8Array {
  const key = readPoint(election.publicKey, "the ceremony's key");
  const plaintext = writePlaintext(voterId, votePackage, plaintextBytes(election.rules));
  const r = Group.BASE.multiply(ephemeral).toBytes();
  const cipher = xchacha20poly1305(ballotKey(key.multiply(ephemeral), election, r), NONCE);
  return concatBytes(r, cipher.encrypt(plaintext));
}

/**
 * Seals a package. The key must have been checked by `checkConfirmations`.
 * @param voterId 32 bytes
 * @throws PsephosError `seal/point`, `seal/context`, `seal/voter-id`, `seal/package-too-long`
 */
export function sealBallot(
  election: SealedElection,
  voterId: Uint8Array,
  votePackage: Uint8Array,
): Uint8Array {
  return sealBallotWith(election, voterId, votePackage, randomScalar());
}

/** Opens one ballot: the package's bytes, or null if the ballot is invalid. */
export type BallotOpener = (voterId: Uint8Array, sealed: Uint8Array) => Uint8Array | null;

/**
 * Makes the function that opens an election's ballots. The key is checked once: with a wrong key every ballot would look invalid.
 * @param secret x, from `combineShares`. It is public at that time, so the multiplication is neither constant-time nor blinded
 * @returns a function that gives null for an invalid ballot: of another length, with a point R that is not canonical, sealed for another
 *   election or key, or belonging to another voter
 * @throws PsephosError `seal/key`: x is not the secret key of Y; `seal/point`, `seal/context`, `seal/size`
 */
export function ballotOpener(election: SealedElection, secret: bigint): BallotOpener {
  const key = readPoint(election.publicKey, "the ceremony's key");
  ensure(
    typeof secret === "bigint" &&
      secret > 0n &&
      secret < ORDER &&
      Group.BASE.multiplyUnsafe(secret).equals(key),
    "seal/key",
    "this is not the secret key of the ceremony's key",
  );
  contextBytes(election.context);
  const size = plaintextBytes(election.rules);
  return (voterId, sealed) => {
    if (sealed.length !== sealedBytes(election.rules)) return null;
    const r = Uint8Array.from(sealed.subarray(0, POINT_BYTES));
    const point = pointOrNull(r);
    if (point === null) return null;
    const cipher = xchacha20poly1305(ballotKey(point.multiplyUnsafe(secret), election, r), NONCE);
    const plaintext = decryptOrNull(cipher, sealed.subarray(POINT_BYTES));
    return plaintext && readPlaintext(plaintext, voterId, size);
  };
}

function pointOrNull(bytes: Uint8Array): Point | null {
  try {
    return readPoint(bytes, "a ballot's point");
  } catch (error) {
    if (error instanceof PsephosError && error.code === "seal/point") return null;
    throw error;
  }
}

/** Null if the tag is wrong: the only reason for the cipher to refuse bytes that are long enough. */
function decryptOrNull(
  cipher: { decrypt(bytes: Uint8Array): Uint8Array },
  sealed: Uint8Array,
): Uint8Array | null {
  try {
    return cipher.decrypt(sealed);
  } catch {
    return null;
  }
}
