/** Which of a voter's votes counts (PROTOCOL 6). */

/**
 * Of each nullifier's votes the one with the highest nonce; of equal nonces, the first in order. Time decides nothing else, so
 * nobody can put an earlier vote back by sending it again.
 * @param votes in the order in which they came
 * @returns a new list, in the order in which the nullifiers first came
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
