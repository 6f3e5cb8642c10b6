/**
 * The transactions of a rollup that was settled: what was opened, put on chain, posted and closed. Any node of the chain gives the same ones.
 * docs/audit.md has the list.
 */
import { decodeFunctionData, encodeFunctionData, type Hex } from "viem";
import { getContractEvents } from "viem/actions";
import { ensure, PsephosError } from "../errors/index.js";
import { rollupAbi } from "./abi/Rollup.generated.js";
import { rollupBookAbi } from "./abi/RollupBook.generated.js";
import { voteInboxAbi } from "./abi/VoteInbox.generated.js";
import type { ChainReader } from "./client.js";
import { isFinal, readTerms, readTurn } from "./rollup.js";
import type { RollupContracts } from "./rollup-deploy.js";
import { decodeSignedCall, readSignedTransaction, type SignedCall } from "./signed-transactions.js";

/** Only the calls that show how the result came about. */
const ABI = [...rollupBookAbi, ...voteInboxAbi, ...rollupAbi] as const;

/** A call of a rollup's contracts. */
export type RollupCall = ReturnType<typeof decodeFunctionData<typeof ABI>>;

/** The call in a transaction's input; undefined if it is none of a rollup's contracts, or not in the form that every ABI encoder writes. */
export function decodeRollupCall(data: Hex): RollupCall | undefined {
  try {
    const call = decodeFunctionData({ abi: ABI, data });
    return encodeFunctionData({ abi: ABI, ...call } as never) === data ? call : undefined;
  } catch {
    return undefined;
  }
}

/** A signed transaction with the call in it. */
export interface RollupTransaction extends SignedCall {
  readonly call: RollupCall;
}

/** @throws PsephosError `evm/transaction`: it is malformed, or calls none of a rollup's contracts in the plain form */
export async function decodeRollupTransaction(bytes: Uint8Array): Promise<RollupTransaction> {
  const signed = await decodeSignedCall(bytes);
  const call = decodeRollupCall(signed.data);
  ensure(call, "evm/transaction", "a signed transaction is no plain call of a rollup's contracts");
  return { ...signed, call };
}

/** Blocks that are searched in one request for the opening, which is before the closing block. */
const RANGE = 2000n;

interface Place {
  readonly transactionHash: Hex;
  readonly blockNumber: bigint;
  readonly transactionIndex: number;
}

async function openingEvents(
  client: ChainReader,
  { book }: RollupContracts,
  [processId, closing]: readonly [Hex, bigint],
): Promise<Place[]> {
  const filter = {
    address: book,
    abi: rollupBookAbi,
    eventName: "RollupOpened",
    args: { processId },
  } as const;
  for (let toBlock = closing; toBlock >= 0n; toBlock -= RANGE) {
    const fromBlock = toBlock >= RANGE ? toBlock - RANGE + 1n : 0n;
    const found = await getContractEvents(client, { ...filter, fromBlock, toBlock, strict: true });
    if (found.length > 0) return found;
  }
  return [];
}

/** The transactions of all events of this process that the result follows from. */
async function placesOf(client: ChainReader, contracts: RollupContracts, processId: Hex): Promise<Place[]> {
  const terms = await readTerms(client, contracts, processId);
  const turn = BigInt((await readTurn(client, contracts, processId)).number);
  const inbox = { address: contracts.inbox, abi: voteInboxAbi, args: { processId } } as const;
  const rollup = { address: contracts.rollup, abi: rollupAbi, args: { processId, turn } } as const;
  const early = { fromBlock: terms.closing, toBlock: terms.openingEnd, strict: true } as const;
  const late = { fromBlock: terms.openingEnd, strict: true } as const;
  const found = await Promise.all([
    openingEvents(client, contracts, [processId, terms.closing]),
    getContractEvents(client, { ...inbox, ...early, eventName: "VoteIncluded" }),
    getContractEvents(client, { ...inbox, ...early, eventName: "BallotPublished" }),
    getContractEvents(client, { ...rollup, ...late, eventName: "TurnBegan" }),
    getContractEvents(client, { ...rollup, ...late, eventName: "BatchesPosted" }),
    getContractEvents(client, { ...rollup, ...late, eventName: "TallyClosed" }),
  ]);
  const places = new Map(found.flat().map((place) => [place.transactionHash, place]));
  return [...places.values()].sort((a, b) =>
    a.blockNumber === b.blockNumber
      ? a.transactionIndex - b.transactionIndex
      : Number(a.blockNumber - b.blockNumber),
  );
}

/** The bytes of a transaction, if it is a plain call of one of these contracts. @throws PsephosError `evm/other-transaction` */
async function plainTransaction(
  client: ChainReader,
  contracts: readonly Hex[],
  hash: Hex,
): Promise<Uint8Array | undefined> {
  try {
    const bytes = await readSignedTransaction(client, hash);
    const { to } = await decodeRollupTransaction(bytes);
    return contracts.includes(to) ? bytes : undefined;
  } catch (error) {
    if (error instanceof PsephosError && error.code === "evm/transaction") return undefined;
    throw error;
  }
}

/** Transactions asked for at once. */
const AT_ONCE = 8;

/**
 * The transactions of a final rollup, in the chain's order: its opening, what voters included and published, and the turn that became final. What a contract sent for
 * its account is left out: its input is in no plain form. The calls of the turn are always plain accounts'.
 * @returns signed transactions, byte for byte
 * @throws PsephosError `evm/not-final`; `evm/other-transaction`: the node gives others
 */
export async function readRollupTransactions(
  client: ChainReader,
  contracts: RollupContracts,
  processId: Hex,
): Promise<Uint8Array[]> {
  ensure(
    await isFinal(client, contracts, processId),
    "evm/not-final",
    "the rollup of the process is not final",
    "Make the bundle when its tally can no longer be challenged; `psephos rollup status` shows when.",
  );
  const places = await placesOf(client, contracts, processId);
  const named = Object.values(contracts);
  const found: (Uint8Array | undefined)[] = [];
  for (let at = 0; at < places.length; at += AT_ONCE) {
    const some = places.slice(at, at + AT_ONCE);
    const read = some.map(({ transactionHash }) => plainTransaction(client, named, transactionHash));
    found.push(...(await Promise.all(read)));
  }
  return found.filter((bytes) => bytes !== undefined);
}
