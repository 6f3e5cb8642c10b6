/** The seal over what voters put on chain, which oracles sign. */
import { zeroHash } from "viem";
import { getBlockNumber } from "viem/actions";
import type { Hex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { type ChainReader, type RollupAccount, readInbox } from "../evm/index.js";
import type { OpenRollup } from "./opened.js";

/**
 * The seal of a process's inclusions. Sends a transaction that makes it if nobody has made it yet.
 * @param account sends the transaction
 * @returns 32 bytes
 * @throws PsephosError `rollup/inclusion-open`: votes or ballots can still be put on chain
 */
export async function sealInclusions(
  client: ChainReader,
  { contracts, terms }: OpenRollup,
  { processId, account }: { readonly processId: Hex; readonly account: RollupAccount },
): Promise<Hex> {
  const { openingEnd } = terms;
  ensure(
    (await getBlockNumber(client, { cacheTime: 0 })) >= openingEnd,
    "rollup/inclusion-open",
    `votes or ballots can still be put on chain, until block ${openingEnd}`,
    `Sign from block ${openingEnd} on: an earlier signature would leave out later votes, or leave later ballots unopened.`,
  );
  const { inclusions } = readInbox(client, contracts);
  const { seal } = await inclusions(processId);
  if (seal !== zeroHash) return seal;
  try {
    await account.sealInclusion(processId);
  } catch (error) {
    if ((error as { rule?: string }).rule !== "AlreadySealed") throw error;
  }
  return (await inclusions(processId)).seal;
}
