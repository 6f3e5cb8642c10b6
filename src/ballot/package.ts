/** Vote packages: the ballot as the voter seals it, a small JSON document (PROTOCOL 4). */
import { bytesToHex, randomBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Poseidon } from "../engine/index.js";
import { ensure, PsephosError, Refusal } from "../errors/index.js";
import { assertVotes, NONCE_BYTES, nonceToInteger, voteHash } from "./vote-hash.js";

export interface VotePackage {
  readonly type: "snark-vote" | "poll-vote";
  /** 62 lower-case hex digits; it keeps the ballot's hash from revealing the ballot. A poll vote in the clear may have none. */
  readonly nonce?: string;
  /** One value per field, 0 … 255. */
  readonly votes: readonly number[];
}

/** An opened ballot: what a voteHash is the hash of, together with the nullifier. */
export interface OpenedBallot {
  /** One value per field, 0 … 255; 1 to 100 of them. */
  readonly votes: readonly number[];
  /** The ballot's nonce, in [0, 2^248). */
  readonly nonce: bigint;
}

/** The longest package that is read: a ballot of 100 fields stays below 600 bytes. */
const MAX_BYTES = 2048;

/** A package around `votes` with a fresh nonce from the platform's CSPRNG. @throws PsephosError `ballot/votes` */
export function createVotePackage(votes: readonly number[]): VotePackage & { readonly nonce: string } {
  assertVotes(votes);
  return { type: "snark-vote", nonce: bytesToHex(randomBytes(NONCE_BYTES)), votes: [...votes] };
}

/** The package's UTF-8 bytes, its keys in the order type, nonce, votes. */
export function encodeVotePackage(ballot: VotePackage): Uint8Array {
  return utf8ToBytes(packageText(ballot));
}

function packageText({ type, nonce, votes }: VotePackage): string {
  return JSON.stringify({ type, ...(nonce === undefined ? {} : { nonce }), votes });
}

/**
 * Reads a package. Other keys than type, nonce and votes are refused, because they could contain a mark that
 * makes a ballot recognisable. So could white space, another order of the keys, a key twice or another spelling of
 * a number.
 * @throws PsephosError `ballot/package`, `ballot/votes`, `ballot/nonce`; `ballot/not-canonical`: the bytes are not those that
 *   {@link encodeVotePackage} writes
 */
export function decodeVotePackage(bytes: Uint8Array): VotePackage {
  ensure(bytes.length <= MAX_BYTES, "ballot/package", `a vote package has at most ${MAX_BYTES} bytes`);
  let text: string;
  let document: unknown;
  try {
    // A byte order mark is not removed, so it is refused.
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    document = JSON.parse(text);
  } catch {
    throw new Refusal("ballot/package", "the vote package is not JSON in UTF-8");
  }
  ensure(
    typeof document === "object" && document !== null && !Array.isArray(document),
    "ballot/package",
    "the vote package is not a JSON object",
  );
  const { type, nonce, votes, ...others } = document as Record<string, unknown>;
  ensure(
    type === "snark-vote" || type === "poll-vote",
    "ballot/package",
    "the package's type is neither snark-vote nor poll-vote",
  );
  ensure(Object.keys(others).length === 0, "ballot/package", "the vote package has an unknown key");
  assertVotes(votes);
  if (type === "snark-vote" || nonce !== undefined) nonceToInteger(nonce);
  const read: VotePackage = { type, votes, ...(nonce === undefined ? {} : { nonce: nonce as string }) };
  ensure(packageText(read) === text, "ballot/not-canonical", "the vote package is not in canonical form");
  return read;
}

/** The package of an opened ballot, in canonical form. */
export function packageOf({ votes, nonce }: OpenedBallot): Uint8Array {
  const digits = nonce.toString(16).padStart(2 * NONCE_BYTES, "0");
  return encodeVotePackage({ type: "snark-vote", nonce: digits, votes });
}

/**
 * Opens a snark vote's package against the hash in its proof.
 * @param proven the hash and the nullifier that the proof shows
 * @returns the ballot, or `null` if the package is malformed or not the ballot that this voter proved
 */
export function openBallot(
  bytes: Uint8Array,
  proven: { readonly voteHash: bigint; readonly nullifier: bigint },
  hash?: Poseidon,
): OpenedBallot | null {
  try {
    const { type, nonce, votes } = decodeVotePackage(bytes);
    if (type !== "snark-vote" || nonce === undefined) return null;
    if (voteHash(votes, nonce, proven.nullifier, hash) !== proven.voteHash) return null;
    return { votes, nonce: nonceToInteger(nonce) };
  } catch (error) {
    if (error instanceof PsephosError) return null;
    throw error;
  }
}
