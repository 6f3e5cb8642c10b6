/** Which of a voter's votes counts (PROTOCOL 6). Time decides nothing, so nobody can restore an earlier vote by sending it again. */

/** The vote with the higher nonce counts; of equal nonces, the one that came first. */
const replaces = (vote: { readonly nonce: number }, counting: { readonly nonce: number }): boolean =>
  vote.nonce > counting.nonce;

/**
 * For each nullifier, the vote that counts.
 * @param votes in the order of arrival
 * @returns a new list, in the order in which each nullifier first arrived
 */
export function countedVotes<T extends { readonly nullifier: bigint; readonly nonce: number }>(
  votes: Iterable<T>,
): T[] {
  const counted = new Map<bigint, T>();
  for (const vote of votes) {
    const counting = counted.get(vote.nullifier);
    if (!counting || replaces(vote, counting)) counted.set(vote.nullifier, vote);
  }
  return [...counted.values()];
}

/** What a vote's proof or signature states, its voter and process aside. */
export interface VoteStatement {
  readonly nonce: number;
  readonly weight: bigint;
  readonly voteHash: bigint;
  readonly envelopeHash: bigint;
}

const STATED = ["weight", "voteHash", "envelopeHash"] as const;

/**
 * What a vote is beside the vote of the same voter that counts so far: it is the `same` statement, whatever its proof; or it `replaces` that
 * vote; or it is `superseded` by it, and changes nothing.
 */
export function standingOf(vote: VoteStatement, counting: VoteStatement): "same" | "replaces" | "superseded" {
  if (STATED.every((part) => vote[part] === counting[part])) return "same";
  return replaces(vote, counting) ? "replaces" : "superseded";
}

/** Why a process does not allow a vote's number, in a sentence; undefined if it does. @param most `maxVoteOverwrites` */
export function overwriteFault({ nonce }: { readonly nonce: number }, most: number): string | undefined {
  if (nonce <= most) return undefined;
  return most === 0
    ? "this vote is an overwrite, but the process allows none"
    : `this vote is overwrite ${nonce}, but the process allows at most ${most}`;
}
