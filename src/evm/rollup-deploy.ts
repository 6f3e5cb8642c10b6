/**
 * Deploying the rollup, in addition to what `deployAll` deploys:
 *
 *     Poseidon of 3 and of 4 inputs             no owner; circomlibjs's bytecode
 *     RollupBook(processes, genesis, namespaces, verifiers, instances)
 *     VoteInbox(book, poseidon3, poseidon4)
 *     Rollup(inbox)                             over the inbox's book
 *     results.registerSettlement(rollup)        by the owner of the results contract
 *
 * None of them has an owner, and nothing in them can be changed.
 */
import type { Hex } from "viem";
import { readContract } from "viem/actions";
import { resultsAbi } from "./abi/Results.generated.js";
import { rollupAbi } from "./abi/Rollup.generated.js";
import { rollupBookAbi } from "./abi/RollupBook.generated.js";
import { voteInboxAbi } from "./abi/VoteInbox.generated.js";
import { rollupBytecode } from "./bytecode/Rollup.generated.js";
import { rollupBookBytecode } from "./bytecode/RollupBook.generated.js";
import { voteInboxBytecode } from "./bytecode/VoteInbox.generated.js";
import { type ChainReader, type ChainWriter, send } from "./client.js";
import { type Deployment, deploy } from "./deploy.js";
import { poseidon3Bytecode, poseidon4Bytecode } from "./poseidon-contracts.generated.js";

/** A size of the tally circuits that rollups can be opened with. */
export interface RollupInstance {
  /** Names of the circuits, as their verifiers are registered. */
  readonly batchCircuit: string;
  readonly openCircuit: string;
  readonly slots: number;
  readonly fields: number;
  readonly values: number;
  /** The state before the first batch. */
  readonly firstState: bigint;
}

/** Where a rollup's contracts are. */
export interface RollupContracts {
  readonly rollup: Hex;
  readonly book: Hex;
  readonly inbox: Hex;
}

/**
 * Deploys the rollup's contracts, and lets new processes name them.
 * @param client the owner of the results contract
 * @param instances in the order that `openRollup` numbers them
 */
export async function deployRollup(
  client: ChainWriter,
  contracts: Pick<Deployment, "processes" | "genesis" | "namespaces" | "verifiers" | "results">,
  instances: readonly RollupInstance[],
): Promise<RollupContracts> {
  const { processes, genesis, namespaces, verifiers, results } = contracts;
  const poseidon3 = await deploy(client, [], poseidon3Bytecode);
  const poseidon4 = await deploy(client, [], poseidon4Bytecode);
  const sizes = instances.map(({ slots, fields, values, ...rest }) => ({
    ...rest,
    slots: BigInt(slots),
    fields: BigInt(fields),
    values: BigInt(values),
  }));
  const bookArgs = [processes, genesis, namespaces, verifiers, sizes];
  const book = await deploy(client, rollupBookAbi, rollupBookBytecode, bookArgs);
  const inboxArgs = [book, poseidon3, poseidon4];
  const inbox = await deploy(client, voteInboxAbi, voteInboxBytecode, inboxArgs);
  const rollup = await deploy(client, rollupAbi, rollupBytecode, [inbox]);
  const call = { address: results, abi: resultsAbi, functionName: "registerSettlement" } as const;
  await send(client, { ...call, args: [rollup] });
  return { rollup, book, inbox };
}

const lower = (address: Hex) => address.toLowerCase() as Hex;

/** The other contracts of a rollup, from the one that processes name as their settlement. */
export async function readRollupContracts(client: ChainReader, rollup: Hex): Promise<RollupContracts> {
  const at = { address: rollup, abi: rollupAbi } as const;
  const [book, inbox] = await Promise.all([
    readContract(client, { ...at, functionName: "book" }),
    readContract(client, { ...at, functionName: "inbox" }),
  ]);
  return { rollup: lower(rollup), book: lower(book), inbox: lower(inbox) };
}
