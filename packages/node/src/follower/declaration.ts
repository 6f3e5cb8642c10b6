/** The declaration of a process, as the contract had it when the process was created. */
import { Failure, isEvmOrigin, type Process } from "psephos";
import { type ChainReader, ContractRefusal, readProcess, readTokenSnapshot } from "psephos/contracts";
import type { Attested } from "psephos/ledger";
import { BaseError, hexToBytes, zeroAddress } from "viem";
import type { FoundEvent } from "./found.js";

type Declared = Extract<Attested, { kind: "declared" }>;
export type Created = Extract<FoundEvent, { kind: "created" }>;

/**
 * The process after the block of its creation. Only the census can change later: where no event says so, the present state will do, so that
 * a node without old states can be asked.
 * @throws PsephosError `follower/state-pruned`
 */
async function atCreation(
  client: ChainReader,
  processId: `0x${string}`,
  { contract, hash }: Created,
  events: readonly FoundEvent[],
): Promise<Process> {
  try {
    return await readProcess(client, contract, processId, hash);
  } catch (error) {
    if (error instanceof ContractRefusal || !(error instanceof BaseError)) throw error;
    if (events.every(({ kind }) => kind !== "census")) return readProcess(client, contract, processId);
    throw new Failure(
      "follower/state-pruned",
      "the node does not have the state of the block in which the process was created, and its census has changed since",
      { hint: "Give an endpoint of an archive node." },
    );
  }
}

/** What an oracle attests about a new process. @throws PsephosError as `readProcess` and `readTokenSnapshot`; `follower/state-pruned` */
export async function readDeclared(
  client: ChainReader,
  processId: `0x${string}`,
  created: Created,
  events: readonly FoundEvent[],
): Promise<Declared> {
  const process = await atCreation(client, processId, created, events);
  const { entity: _, status: _status, questionIndex: _question, ...rest } = process;
  const { instance: _instance, ...params } = rest as typeof rest & { instance?: unknown };
  const isToken = isEvmOrigin(params.censusOrigin);
  const { contract, entity, index } = created;
  const declaration = {
    contract,
    entity,
    index: BigInt(index),
    params: { ...params, token: isToken ? entity : zeroAddress },
  };
  if (!isToken) return { kind: "declared", declaration, snapshot: null };
  const { blockHash, header, accountProof } = await readTokenSnapshot(client, entity, params.evmBlockHeight);
  const snapshot = {
    blockHash,
    header: hexToBytes(header),
    accountProof: accountProof.map((node) => hexToBytes(node)),
  };
  return { kind: "declared", declaration, snapshot };
}
