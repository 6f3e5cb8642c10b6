/** After the end, keykeepers publish their shares, and t of them give the secret key. */
import { equalBytes } from "@noble/ciphers/utils.js";
import { ensure } from "../../errors/index.js";
import { Group, lagrangeAtZero, mod, readPoint, readScalar, writeScalar } from "./group.js";
import type { CeremonyKey } from "./key.js";

export interface RevealedShare {
  /** The keykeeper's place, from 1. */
  readonly place: number;
  /** s_j, 32 bytes, little-endian. */
  readonly share: Uint8Array;
}

/** What a keykeeper publishes. @param share from `keyShare` */
export const revealShare = (place: number, share: bigint): RevealedShare => ({
  place,
  share: writeScalar(share),
});

/** Checks a revealed share. @throws PsephosError `seal/place`, `seal/scalar`; `seal/share`: it is not this keykeeper's share */
export function checkShare({ place, share }: RevealedShare, { verificationKeys }: CeremonyKey): bigint {
  ensure(
    Number.isInteger(place) && place >= 1 && place <= verificationKeys.length,
    "seal/place",
    `a keykeeper's place is an integer from 1 to ${verificationKeys.length}`,
  );
  const value = readScalar(share, "a revealed share");
  const image = Group.BASE.multiplyUnsafe(value).toBytes();
  ensure(
    equalBytes(image, verificationKeys[place - 1]!),
    "seal/share",
    `this is not the share of keykeeper ${place}`,
  );
  return value;
}

/**
 * The secret key x with `x·G = Y`, from t shares.
 * @param shares at least t, of different keykeepers; further shares are checked and not used
 * @throws PsephosError `seal/shares` (too few, or one keykeeper twice), `seal/place`, `seal/scalar`, `seal/share`, `seal/key`
 */
export function combineShares(shares: readonly RevealedShare[], key: CeremonyKey, threshold: number): bigint {
  const places = shares.map(({ place }) => place);
  ensure(new Set(places).size === places.length, "seal/shares", "two shares are of the same keykeeper");
  ensure(
    places.length >= threshold,
    "seal/shares",
    `${places.length} shares are revealed, and ${threshold} are needed`,
  );
  const values = shares.map((share) => checkShare(share, key)).slice(0, threshold);
  const factors = lagrangeAtZero(places.slice(0, threshold));
  const secret = values.reduce((sum, value, i) => mod(sum + value * factors[i]!), 0n); // x = Σ λ_j·s_j
  const expected = readPoint(key.publicKey, "the ceremony's key");
  ensure(
    secret !== 0n && Group.BASE.multiplyUnsafe(secret).equals(expected),
    "seal/key",
    "the shares do not give the ceremony's key",
  );
  return secret;
}
