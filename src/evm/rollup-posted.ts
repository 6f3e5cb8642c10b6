/**
 * What was posted, read from the posters' transactions: the contract accepts batches only from plain accounts
 * that call it directly, so every leaf is in a transaction's input.
 */
import { concat, decodeFunctionData, type Hex, keccak256, numberToHex, zeroHash } from "viem";
import { getBlockNumber, getContractEvents, getTransaction, readContract } from "viem/actions";
import { ensure } from "../errors/index.js";
import { rollupAbi } from "./abi/Rollup.generated.js";
import { voteInboxAbi } from "./abi/VoteInbox.generated.js";
import type { ChainReader } from "./client.js";
import { readRollupParams } from "./rollup.js";
import type { RollupContracts } from "./rollup-deploy.js";
import { ensureSealed } from "./rollup-seal.js";
import type { IncludedVote, PostedBatch, RollupSlot } from "./rollup-types.js";

/** keccak256 of what a batch shows in the clear: leaves, bitmap, the process's parameters. */
export function batchDigest(leaves: readonly bigint[], bitmap: bigint, params: readonly bigint[]): Hex {
  return keccak256(concat([...leaves, bitmap, ...params].map((word) => numberToHex(word, { size: 32 }))));
}

/** A turn of a process's rollup, and the first block to search for its events. */
interface TurnRange {
  readonly processId: Hex;
  readonly turn: bigint;
  readonly fromBlock?: bigint;
}

/** What was read of postings, by transaction. Pass it to every call, so that no transaction is read twice. */
export type PostingsRead = Map<Hex, readonly PostedBatch[]>;

/** Transactions asked for at once. */
const AT_ONCE = 16;

/** The batches of one turn, in order. @param turn its number @param fromBlock the first block to search */
export async function readPostedBatches(
  client: ChainReader,
  contracts: RollupContracts,
  { processId, turn, fromBlock = 0n, read = new Map() }: TurnRange & { readonly read?: PostingsRead },
): Promise<PostedBatch[]> {
  const events = await getContractEvents(client, {
    address: contracts.rollup,
    abi: rollupAbi,
    eventName: "BatchesPosted",
    args: { processId, turn },
    fromBlock,
    strict: true,
  });
  const missing = events.filter(({ transactionHash }) => !read.has(transactionHash));
  const params = missing.length === 0 ? [] : await readRollupParams(client, contracts, processId);
  const readPosting = async ({ transactionHash, args }: (typeof events)[number]) => {
    const { input } = await getTransaction(client, { hash: transactionHash });
    const call = decodeFunctionData({ abi: rollupAbi, data: input });
    ensure(
      call.functionName === "post" && BigInt(call.args[2].length) === args.count,
      "evm/posted",
      "a transaction does not contain the posting that its event reports",
    );
    const batches = call.args[2];
    const digests = batches.map(({ leaves, bitmap }) => batchDigest(leaves, bitmap, params));
    read.set(
      transactionHash,
      batches.map((batch) => ({ ...batch, first: args.first, digests })),
    );
  };
  for (let at = 0; at < missing.length; at += AT_ONCE) {
    await Promise.all(missing.slice(at, at + AT_ONCE).map(readPosting));
  }
  return events
    .sort((a, b) => (a.args.first < b.args.first ? -1 : 1))
    .flatMap(({ transactionHash }) => read.get(transactionHash)!);
}

/** The slots of a turn that were demanded, answered or not, as indices: batch · slots + slot. */
export async function readDemandedSlots(
  client: ChainReader,
  { rollup }: RollupContracts,
  { processId, turn, fromBlock = 0n }: TurnRange,
): Promise<bigint[]> {
  const filter = { address: rollup, abi: rollupAbi, args: { processId, turn }, fromBlock } as const;
  const events = await getContractEvents(client, { ...filter, eventName: "SlotDemanded", strict: true });
  return events.map(({ args }) => args.index);
}

/** The tally that a turn was closed with; nothing while it is not closed. */
export async function readClosedTally(
  client: ChainReader,
  { rollup }: RollupContracts,
  { processId, turn, fromBlock = 0n }: TurnRange,
): Promise<readonly bigint[] | undefined> {
  const filter = { address: rollup, abi: rollupAbi, args: { processId, turn }, fromBlock } as const;
  const [closed] = await getContractEvents(client, { ...filter, eventName: "TallyClosed", strict: true });
  return closed?.args.tally;
}

/** A slot of a posted batch, as challenges need it. */
export function slotOf(batches: readonly PostedBatch[], batch: number, slot: number): RollupSlot {
  const { first, digests, leaves, bitmap } = batches[batch]!;
  return { first, digests, batch: BigInt(batch), slot: BigInt(slot), leaves, bitmap };
}

/**
 * Votes that were put on chain: of each nullifier the last one, whose nonce is the highest.
 * @param seal given when signing or posting under it: then no node can hide one of the votes
 * @throws PsephosError `evm/included`: they are not those that the contract's digest is of, as the node gives it; `evm/seal`: they
 *   are not those that were sealed
 */
export async function readIncludedVotes(
  client: ChainReader,
  contracts: RollupContracts,
  { processId, fromBlock = 0n, seal }: { processId: Hex; fromBlock?: bigint; seal?: Hex | undefined },
): Promise<IncludedVote[]> {
  const { inbox } = contracts;
  const at = { address: inbox, abi: voteInboxAbi } as const;
  const blockNumber = await getBlockNumber(client, { cacheTime: 0 });
  const range = { args: { processId }, fromBlock, toBlock: blockNumber } as const;
  const events = await getContractEvents(client, {
    ...at,
    ...range,
    eventName: "VoteIncluded",
    strict: true,
  });
  const digest = events.reduce(
    (sum, { args }) => keccak256(concat([sum, numberToHex(args.leaf, { size: 32 })])),
    zeroHash as Hex,
  );
  const call = { ...at, functionName: "inclusionsOf", args: [processId], blockNumber } as const;
  ensure(
    (await readContract(client, call)).digest === digest,
    "evm/included",
    "the node does not give all votes that were put on chain",
    "Ask another Ethereum node, with --rpc.",
  );
  if (seal) await ensureSealed(client, contracts, { processId, fromBlock }, { seal, digest });
  const last = new Map(events.map(({ args }) => [args.nullifier, { ...args.vote, proof: args.proof }]));
  return [...last.values()];
}

/** A ballot that was published on chain. */
export interface PublishedBallot {
  readonly nullifier: bigint;
  readonly voteHash: bigint;
  /** `Σ votes[k] · 256^k` over the process's maxCount fields. */
  readonly packed: bigint;
  readonly nonce: bigint;
}

/** The ballots that were published. */
export async function readPublishedBallots(
  client: ChainReader,
  { inbox }: RollupContracts,
  { processId, fromBlock = 0n }: { processId: Hex; fromBlock?: bigint },
): Promise<PublishedBallot[]> {
  const filter = { address: inbox, abi: voteInboxAbi, args: { processId }, fromBlock } as const;
  const events = await getContractEvents(client, { ...filter, eventName: "BallotPublished", strict: true });
  return events.map(({ args: { nullifier, voteHash, packed, nonce } }) => ({
    nullifier,
    voteHash,
    packed,
    nonce,
  }));
}
