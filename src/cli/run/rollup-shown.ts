/** What a poster shows of the votes that were put on chain: each in its slot, or the voter's later vote in its place. */
import type { Hex } from "../../bytes/index.js";
import { PsephosError } from "../../errors/index.js";
import {
  type ChainReader,
  type IncludedVote,
  type RollupAccount,
  type RollupBatch,
  readPostedBatches,
  readTurn,
  slotOf,
} from "../../evm/index.js";
import { type AcceptedVote, shownCastVote, voteLeaf, withOnChainVotes } from "../../rollup/index.js";
import type { OpenRollup } from "./rollup-support.js";

/**
 * For each vote that was put on chain the one of its nullifier that the batches hold. To be asked before anything is at
 * stake: a turn without it could never be closed.
 * @param known votes that a node accepted: needed where a batch holds another than the one that was put on chain
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
    throw new PsephosError("cli/included-missing", "a vote that was put on chain is not in the transcript", {
      hint: "Prove it again, with --contract; or name the votes of the transcript with --votes, if it counts a later vote of the same voter.",
    });
  });
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
