/** What a poster shows of the votes that were put on chain: each in its slot, or the voter's later vote in its place. */
import type { Hex } from "../../bytes/index.js";
import { ensure, Refusal } from "../../errors/index.js";
import {
  type ChainReader,
  type IncludedVote,
  type PublishedBallot,
  type RollupAccount,
  type RollupBatch,
  readPostedBatches,
  readTurn,
  slotOf,
} from "../../evm/index.js";
import {
  type AcceptedVote,
  type OpenRollup,
  shownCastVote,
  voteLeaf,
  withOnChainVotes,
} from "../../rollup/index.js";

/**
 * For each vote that was put on chain the one of its nullifier that the batches hold. To be asked before anything is at
 * stake: a turn without it could never be closed.
 * @param known votes that a node accepted, none with a nonce above the process's: needed where a batch holds another than the one
 *   that was put on chain
 * @throws PsephosError `cli/included-missing`
 */
export function standIns(
  included: readonly IncludedVote[],
  known: readonly AcceptedVote[],
  batches: readonly Pick<RollupBatch, "leaves">[],
): AcceptedVote[] {
  const leaves = new Set(batches.flatMap((batch) => batch.leaves));
  return withOnChainVotes([], included, [], 0).map((vote) => {
    const others = known.filter(
      ({ nullifier, nonce }) => nullifier === vote.nullifier && nonce >= vote.nonce,
    );
    const held = [vote, ...others].find((candidate) => leaves.has(voteLeaf(candidate)));
    if (held) return held;
    throw new Refusal("cli/included-missing", "a vote that was put on chain is not in the transcript", {
      hint: "Prove it again, with --contract; or name the votes of the transcript with --votes, if it counts a later vote of the same voter.",
    });
  });
}

/**
 * Throws unless the batches open every ballot that was published: anybody voids them over one that they do not. To be
 * asked before anything is at stake.
 * @param known votes of the transcript: those of all slots that are not opened have to be among them
 * @throws PsephosError `cli/ballot-unopened`; `cli/votes-needed`: it cannot be told
 */
export function ensureOpened(
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
      "cli/ballot-unopened",
      "a ballot that was published is not opened in the transcript",
      "Prove it again, with --contract, now that the opening window is over; the oracles sign again, too.",
    );
  }
  ensure(
    unopened.size === 0,
    "cli/votes-needed",
    `ballots were published, and the transcript leaves ${unopened.size} unopened whose votes are not known here`,
    "Name the votes of the transcript with --votes: without them nobody sees whether one of these ballots is among the published ones.",
  );
}

/** Shows each of these votes in its slot. @returns gas */
export async function showIncluded(
  account: RollupAccount,
  rollup: OpenRollup,
  at: { readonly client: ChainReader; readonly processId: Hex; readonly mustShow: readonly AcceptedVote[] },
): Promise<bigint> {
  const { client, processId, mustShow } = at;
  const { number } = await readTurn(client, rollup.contracts, processId);
  const posted = { processId, turn: BigInt(number), fromBlock: rollup.terms.openingEnd };
  const batches = await readPostedBatches(client, rollup.contracts, posted);
  let gas = 0n;
  for (const vote of mustShow) {
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
