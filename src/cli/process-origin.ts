/**
 * The part of `process.json` that says where the process comes from: what its id and its scope are made of, the kind of its
 * census, and the keys of its rollup. `process show --out` writes it from the chain; a file without it is complete, too.
 */
import { zeroAddress } from "viem";
import type { VotingProcess } from "../ballot/index.js";
import { addressBytes, fixedHex, type Hex, scalarToHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import {
  type ChainReader,
  ContractRefusal,
  readProcessIdParts,
  readRollupContracts,
  readTerms,
} from "../evm/index.js";
import { CensusOrigin, isTreeOrigin, type Process, processId, scope } from "../process/index.js";

/** As the file has it. */
export interface ProcessOrigin {
  /** The account that made the process; 20 bytes. */
  readonly entity: Hex;
  /** How many processes the entity had made before. */
  readonly index: number;
  /** Number of the process contract's instance in the registry of namespaces. */
  readonly namespace: number;
  readonly chainId: number;
  /** `scope` of the contract, the process and the question: 0x and 64 hex digits. */
  readonly scope: Hex;
  readonly censusOrigin: keyof typeof CensusOrigin;
  /** Key ids that the rollup was opened with; absent where no rollup is open. */
  readonly rollupKeys?: { readonly batch: Hex; readonly open: Hex };
}

/** Its keys in the file. */
export const ORIGIN_KEYS = [
  ...["entity", "index", "namespace", "chainId", "scope", "censusOrigin", "rollupKeys"],
];

/** The keys of the rollup that the process names, if it is open. */
async function readRollupKeys(client: ChainReader, settlement: Hex, id: Hex) {
  if (settlement === zeroAddress) return {};
  try {
    const terms = await readTerms(client, await readRollupContracts(client, settlement), id);
    return { rollupKeys: { batch: terms.batchKey, open: terms.openKey } };
  } catch (error) {
    if (error instanceof ContractRefusal && error.rule === "NotOpen") return {};
    throw error;
  }
}

/**
 * Reads it from the chain.
 * @param at.processes the process contract that was asked for the process
 * @param at.questionIndex of the file
 * @throws PsephosError `evm/process-id`
 */
export async function readOrigin(
  client: ChainReader,
  process: Process & { readonly instance: Hex },
  at: { readonly processes: Hex; readonly processId: Hex; readonly questionIndex: number },
): Promise<ProcessOrigin> {
  const { processId: id, questionIndex } = at;
  const { entity, index, namespace, chainId } = await readProcessIdParts(client, at.processes, id, process);
  const [name] = Object.entries(CensusOrigin).find(([, value]) => value === process.censusOrigin)!;
  return {
    ...{ entity, index: Number(index), namespace, chainId },
    scope: scalarToHex(scope({ contract: process.instance, processId: id, questionIndex })),
    censusOrigin: name as keyof typeof CensusOrigin,
    ...(await readRollupKeys(client, process.settlement, id)),
  };
}

const isNumber = (value: unknown, limit: number): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < limit;

/**
 * Throws unless what a file says of this agrees with the rest of the file. Parts may be missing.
 * @param document the file, with all its keys
 * @throws PsephosError `cli/process`, without the file's name; `bytes/address`, `bytes/hex`
 */
export function checkOrigin(
  document: Readonly<Record<string, unknown>>,
  process: Pick<VotingProcess, "processId" | "scope">,
): void {
  const must = (condition: unknown, message: string) => ensure(condition, "cli/process", message);
  const { entity, index, namespace, chainId, censusOrigin, rollupKeys } = document;
  const parts = { index, namespace, chainId };
  for (const [key, value] of Object.entries(parts)) {
    const limit = key === "index" ? Number.MAX_SAFE_INTEGER : 2 ** 32;
    must(value === undefined || isNumber(value, limit), `${key} is an integer from 0 to ${limit - 1}`);
  }
  if (entity !== undefined) addressBytes(entity, "entity");
  const all = [entity, index, namespace, chainId];
  if (!all.includes(undefined)) {
    const id = processId({ ...parts, entity } as Parameters<typeof processId>[0]);
    must(id === process.processId, "processId does not follow from entity, index, namespace and chainId");
  }
  must(
    document.scope === undefined || document.scope === scalarToHex(process.scope),
    "scope does not follow from contract, processId and questionIndex",
  );
  const origin = CensusOrigin[censusOrigin as keyof typeof CensusOrigin];
  must(
    censusOrigin === undefined ||
      (Object.hasOwn(CensusOrigin, censusOrigin as string) && isTreeOrigin(origin)),
    "censusOrigin is OFF_CHAIN_TREE or OFF_CHAIN_TREE_WEIGHTED",
  );
  if (rollupKeys === undefined) return;
  must(
    typeof rollupKeys === "object" && rollupKeys !== null && `${Object.keys(rollupKeys)}` === "batch,open",
    "rollupKeys has two keys: batch and open",
  );
  for (const [key, value] of Object.entries(rollupKeys as object)) fixedHex(value, 32, `rollupKeys.${key}`);
}
