/** The census of a process with PRE_REGISTER, made again from the registrations in the blocks: no node keeps a file of it. */
import type { Hex } from "../bytes/index.js";
import { scalarToHex } from "../bytes/index.js";
import { Census, type CensusEntry } from "../census/index.js";
import { ensure } from "../errors/index.js";
import { decodeTransaction } from "../ledger/index.js";
import { keyId } from "../process/index.js";
import type { OpenedNode } from "./node.js";
import type { NodeProcess } from "./process.js";

/** The most blocks of one request. */
const PAGE = 1000;

/** The registrations of a process: their census, and the number of each address's last one. */
export interface RegisteredCensus {
  readonly census: Census;
  readonly numbers: ReadonlyMap<Hex, number>;
}

/**
 * Reads all blocks. A node writes only transactions that the rules accepted, so a voter's last registration has its number; whether the node left one out,
 * or showed one that is none, the root tells.
 * @param onBlock is told the height of the last block that was read
 * @throws PsephosError `lightclient/registrations`: the blocks do not give the root that the process has, or the census key is not of the chain
 */
export async function registeredCensus(
  { client, genesis }: OpenedNode,
  { answer, declaration }: NodeProcess,
  onBlock: (height: number) => void = () => {},
): Promise<RegisteredCensus> {
  const entries: CensusEntry[] = [];
  const places = new Map<Hex, number>();
  const numbers = new Map<Hex, number>();
  for (let from = 1; ; ) {
    const blocks = await client.blocks({ from, count: PAGE });
    for (const bytes of blocks.flatMap(({ transactions }) => transactions)) {
      const tx = decodeTransaction(bytes);
      if (tx.kind !== "register" || tx.processId !== answer.processId) continue;
      const place = places.get(tx.voter) ?? entries.length;
      places.set(tx.voter, place);
      numbers.set(tx.voter, tx.nonce);
      entries[place] = { commitment: tx.commitment, weight: tx.weight };
    }
    from += blocks.length;
    onBlock(from - 1);
    if (blocks.length < PAGE) break;
  }
  const { censusKey } = declaration.params;
  const key = genesis.censusKeys.find(({ circuit, keyHash }) => keyId(circuit, keyHash) === censusKey);
  const census = key && new Census(key.depth, entries);
  ensure(
    census && scalarToHex(census.root) === answer.registeredRoot,
    "lightclient/registrations",
    "the blocks that the node shows do not have the registrations of the process",
    "Somebody may have registered at this moment: try again. If that does not help, ask another node of the chain.",
  );
  return { census, numbers };
}
