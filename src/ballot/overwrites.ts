/** Which of a voter's votes counts (PROTOCOL 6). */

/**
 * For each nullifier, the vote with the highest nonce counts; among equal nonces, the first in order. Time decides nothing else, so
 * nobody can restore an earlier vote by sending it again.
 * @param votes in the order of arrival
 * @returns a new list, in the order in which each nullifier first arrived
 */
export function countedVotes<T extends { readonly nullifier: bigint; readonly nonce: number }>(
  votes: Iterable<T>,
): T[] {
  const counted = new Map<bigint, T>();
  for (const vote of votes) {
    const standing = counted.get(vote.nullifier);
    if (!standing || vote.nonce > standing.nonce) counted.set(vote.nullifier, vote);
  }
  return [...counted.values()];
}
