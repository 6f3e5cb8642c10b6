/** The declaration of a process, as the contract had it when the process was created. */
import { Failure, isEvmOrigin, type Process, PsephosError } from "psephos";
import { type ChainReader, readProcess, readTokenSnapshot } from "psephos/contracts";
import type { Attested } from "psephos/ledger";
import { type Hex, hexToBytes, zeroAddress } from "viem";
import { isEndpointFault } from "./errors.js";
import type { FoundEvent } from "./found.js";

type Declared = Extract<Attested, { kind: "declared" }>;
export type Created = Extract<FoundEvent, { kind: "created" }>;

/** What is known of a process. */
export interface KnownProcess {
  readonly processId: Hex;
  readonly created: Created;
  /** Up to the last block that was read. */
  readonly events: readonly FoundEvent[];
  /** The hash of that block. */
  readonly readTo: Hex;
}

/**
 * The process after the block of its creation. Only the census can change later: if it has not by the last block that was read, the state after
 * that block will do, which every node still has.
 * @throws PsephosError `follower/state-pruned`
 */
async function atCreation(
  client: ChainReader,
  { processId, created, events, readTo }: KnownProcess,
): Promise<Process> {
  const { contract, hash } = created;
  try {
    return await readProcess(client, contract, processId, hash);
  } catch (error) {
    if (error instanceof PsephosError || isEndpointFault(error)) throw error;
    if (events.every(({ kind }) => kind !== "census"))
      return readProcess(client, contract, processId, readTo);
    throw new Failure(
      "follower/state-pruned",
      "the node does not have the state of the block in which the process was created, and its census has changed since",
      { hint: "Give an endpoint of an archive node." },
    );
  }
}

/** What an oracle attests about a new process. @throws PsephosError as `readProcess` and `readTokenSnapshot`; `follower/state-pruned` */
export async function readDeclared(client: ChainReader, known: KnownProcess): Promise<Declared> {
  const process = await atCreation(client, known);
  const { entity: _, status: _status, questionIndex: _question, ...rest } = process;
  const { instance: _instance, ...params } = rest as typeof rest & { instance?: unknown };
  const isToken = isEvmOrigin(params.censusOrigin);
  const { contract, entity, index } = known.created;
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
