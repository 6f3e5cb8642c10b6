/** A key ceremony by the number of keykeepers, more than half of whom open the ballots: what one of them does, what the chain does, and what is sent. */
import { encodeTransaction, type Transaction } from "../../src/ledger/index.js";
import {
  ceremonyIn,
  confirmationOf,
  council,
  dealOf,
  shareOf,
  thresholdIn,
} from "../../test/support/ledger/council.js";
import { testGenesis, World } from "../../test/support/ledger/world.js";
import { given } from "../support/given-votes.js";
import { cpuTime } from "../support/measure.js";
import { type Row, rowsOf } from "./table.js";

const SIZES = [3, 7, 15] as const;

async function ceremonyOf(count: number): Promise<Record<string, number>> {
  const threshold = Math.floor(count / 2) + 1;
  const { keykeepers, members } = council(count, threshold);
  const world = new World(given, testGenesis({ lists: { ...testGenesis().lists, keykeepers } }));
  const id = await world.declare({ envelopeType: { encryptedVotes: true }, blockCount: 0 });
  let [dealing, sharing, chain, bytes, dealBytes] = [0, 0, 0, 0, 0];
  const own = async <T>(run: () => Promise<T>): Promise<[T, number]> => {
    const begun = cpuTime();
    const made = await run();
    return [made, cpuTime() - begun];
  };
  const take = async (transactions: readonly Transaction[]) => {
    bytes += transactions.reduce((sum, one) => sum + encodeTransaction(one).length, 0);
    const begun = cpuTime();
    await world.take(...transactions);
    chain += cpuTime() - begun;
  };
  const deals: Transaction[] = [];
  for (const member of members) {
    const [deal, spent] = await own(() => dealOf(world, id, member));
    deals.push(deal);
    dealing += spent;
  }
  dealBytes = encodeTransaction(deals[0]!).length;
  await take(deals);
  const until = async () => {
    const begun = cpuTime();
    await world.until(thresholdIn(world, id).deadline);
    chain += cpuTime() - begun;
  };
  await until(); // complaints
  await until(); // confirmations
  await take(await Promise.all(members.map((one) => confirmationOf(world, id, one))));
  await until();
  if (ceremonyIn(world, id).kind !== "threshold") throw new Error("it is no ceremony with a threshold");
  for (const member of members.slice(0, threshold)) {
    const [share, spent] = await own(async () => shareOf(world, id, member));
    bytes += encodeTransaction(share).length;
    sharing += spent;
  }
  return {
    "a keykeeper's deal, ms": dealing / count,
    "a keykeeper's share of the key, ms": sharing / threshold,
    "a deal, bytes": dealBytes,
    "all messages, KB": bytes / 1000,
    "the chain's work, signatures given, ms": chain,
  };
}

export async function ceremonies(): Promise<readonly Row[]> {
  await ceremonyOf(SIZES[0]); // the compiler's time is nobody's
  const measured = [];
  for (const count of SIZES) measured.push(await ceremonyOf(count));
  return rowsOf(
    SIZES.map((count) => `${count} keykeepers`),
    measured,
  );
}
