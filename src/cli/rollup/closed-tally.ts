import type { Hex } from "../../bytes/index.js";
import { type ChainReader, type RollupTurn, readClosedTally } from "../../evm/index.js";
import type { OpenRollup } from "../../rollup/index.js";

/** The tally of a closed turn. Only the blocks that can contain it are searched, since nodes refuse to search a whole chain. */
export async function closedTally(
  client: ChainReader,
  { contracts, terms }: OpenRollup,
  processId: Hex,
  { number, closed }: RollupTurn,
) {
  if (!closed) return undefined;
  const at = { processId, turn: BigInt(number), fromBlock: terms.openingEnd };
  return readClosedTally(client, contracts, at);
}
