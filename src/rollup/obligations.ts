/**
 * What a poster owes for votes and ballots that voters put on chain: each included vote is shown in its slot, or a later
 * vote of its voter in its place; each published ballot is opened.
 */
import type { AcceptedVote } from "../ballot/index.js";
import type { Hex } from "../bytes/index.js";
import { ensure, Refusal } from "../errors/index.js";
import {
  type ChainReader,
  type IncludedVote,
  type PublishedBallot,
  type RollupAccount,
  type RollupBatch,
  readPostedBatches,
  readTurn,
  slotOf,
} from "../evm/index.js";
import type { OpenRollup } from "./opened.js";
import { shownCastVote, withOnChainVotes } from "./posting.js";
import { voteLeaf } from "./votes.js";

/**
 * For each included vote, the vote of the same nullifier that the batches count: itself, or a known one whose nonce is not
 * lower. Call it before the bond is put up: a turn without such a vote can never be closed.
 * @param known votes that a node accepted, none with a nonce above the process's; only needed where the batches count a
 *   later vote than the included one
 * @throws PsephosError `rollup/included-missing`
 */
export function findIncluded(
  included: readonly IncludedVote[],
  known: readonly AcceptedVote[],
  batches: readonly Pick<RollupBatch, "leaves">[],
): AcceptedVote[] {
  const leaves = new Set(batches.flatMap((batch) => batch.leaves));
  return withOnChainVotes([], included, [], 0).map((vote) => {
    const others = known.filter(
      ({ nullifier, nonce }) => nullifier === vote.nullifier && nonce >= vote.nonce,
    );
    const counted = [vote, ...others].find((candidate) => leaves.has(voteLeaf(candidate)));
    if (counted) return counted;
    throw new Refusal("rollup/included-missing", "a vote that was put on chain is not in the transcript", {
      hint: "Prove the transcript again with the votes on chain. If it counts a later vote of the same voter, give the transcript's votes.",
    });
  });
}

/**
 * Throws unless the batches open every published ballot. Call it before the bond is put up: anybody can end a turn that
 * leaves a published ballot unopened.
 * @param known votes of the transcript: the votes of all unopened slots have to be among them
 * @throws PsephosError `rollup/ballot-unopened`; `rollup/votes-needed`: the votes of some unopened slots are unknown
 */
export function ensurePublishedOpened(
  published: readonly PublishedBallot[],
  known: readonly AcceptedVote[],
  batches: readonly Pick<RollupBatch, "leaves" | "bitmap">[],
): void {
  const unopened = new Set(
    batches.flatMap(({ leaves, bitmap }) =>
      leaves.filter((leaf, slot) => leaf !== 0n && ((bitmap >> BigInt(slot)) & 1n) === 0n),
    ),
  );
  if (published.length === 0 || unopened.size === 0) return;
  const hashes = new Set(published.map(({ voteHash }) => voteHash));
  for (const vote of known) {
    ensure(
      !unopened.delete(voteLeaf(vote)) || !hashes.has(vote.voteHash),
      "rollup/ballot-unopened",
      "the transcript leaves a published ballot unopened",
      "Prove the transcript again with the ballots on chain, now that the opening window is over. The oracles have to sign again.",
    );
  }
  ensure(
    unopened.size === 0,
    "rollup/votes-needed",
    `ballots were published, and the transcript leaves ${unopened.size} ballots unopened whose votes are not known here`,
    "Give the transcript's votes: they show whether one of the unopened ballots was published.",
  );
}

/**
 * Shows each of these votes in its slot. Votes that are shown already are skipped.
 * @param votes as {@link findIncluded} returns them, all in posted batches
 * @returns gas
 */
export async function showIncludedVotes(
  account: RollupAccount,
  { contracts, terms }: OpenRollup,
  {
    client,
    processId,
    votes,
  }: { readonly client: ChainReader; readonly processId: Hex; readonly votes: readonly AcceptedVote[] },
): Promise<bigint> {
  const { number } = await readTurn(client, contracts, processId);
  const posted = { processId, turn: BigInt(number), fromBlock: terms.openingEnd };
  const batches = await readPostedBatches(client, contracts, posted);
  let gas = 0n;
  for (const vote of votes) {
    const leaf = voteLeaf(vote);
    const batch = batches.findIndex(({ leaves }) => leaves.includes(leaf));
    const slot = slotOf(batches, batch, batches[batch]!.leaves.indexOf(leaf));
    try {
      gas += (await account.showIncluded(processId, slot, shownCastVote(vote))).gasUsed;
    } catch (error) {
      if ((error as { rule?: string }).rule !== "AlreadyShown") throw error;
    }
  }
  return gas;
}
