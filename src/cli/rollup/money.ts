/** What `withdraw` and `settle` pay out: bonds, rewards and refunds, each to its owner. */

import { formatEther, zeroAddress } from "viem";
import { getBlockNumber } from "viem/actions";
import type { Hex } from "../../bytes/index.js";
import {
  type ChainWriter,
  isFinal,
  RollupAccount,
  readClaim,
  readDemand,
  readDemandsOf,
  readTurn,
} from "../../evm/index.js";
import type { OpenRollup } from "../../rollup/index.js";
import type { Context } from "../context.js";

/** Credits money that the contract still keeps: a final turn's bond, and the bonds of the account's demands in void turns. */
async function creditAll(
  { output }: Context,
  client: ChainWriter,
  [{ contracts, terms }, processId]: readonly [OpenRollup, Hex],
): Promise<void> {
  const account = new RollupAccount(client, contracts);
  const before = await readTurn(client, contracts, processId);
  const final = await isFinal(client, contracts, processId);
  if (final && !before.released) {
    await output.step("Releasing the poster's bond", () => account.release(processId));
  }
  if ((await getBlockNumber(client, { cacheTime: 0 })) < terms.openingEnd) return;
  const { number } = before;
  const mine = { processId, account: client.account.address, fromBlock: terms.openingEnd };
  for (const { turn, index } of await readDemandsOf(client, contracts, mine)) {
    if (turn >= BigInt(number)) continue;
    if ((await readDemand(client, contracts, [processId, turn, index])).demander === zeroAddress) continue;
    await output.step(`Taking back the bond of the demand for slot ${index}`, () =>
      account.refundDemand(processId, turn, index),
    );
  }
}

/** Pays out all that the account is owed. @returns wei */
export async function collect(
  context: Context,
  client: ChainWriter,
  [rollup, processId]: readonly [OpenRollup, Hex],
): Promise<bigint> {
  await creditAll(context, client, [rollup, processId]);
  const { address } = client.account;
  const owed = await readClaim(client, rollup.contracts, address);
  if (owed === 0n) return owed;
  await context.output.step(`Withdrawing ${formatEther(owed)} ether`, () =>
    new RollupAccount(client, rollup.contracts).withdraw(address),
  );
  return owed;
}
