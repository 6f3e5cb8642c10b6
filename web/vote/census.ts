/** The census that a voter proves membership of: always whole, so that nobody learns whose path was built. */
import type { Hex } from "../../src/bytes/index.js";
import { CensusSnapshot, writeSnapshot } from "../../src/census/index.js";
import { type NodeProcess, type OpenedNode, registeredCensus } from "../../src/lightclient/index.js";

export interface LoadedCensus {
  readonly snapshot: CensusSnapshot;
  /** With PRE_REGISTER: the number of the last registration of each address. */
  readonly registrations?: ReadonlyMap<Hex, number>;
}

/** Up to this many voters the whole census is hashed before its weights are believed. */
const HASHED = 100_000;
const TIMEOUT = 600_000;

/**
 * The census of a process: its file, or what the blocks say was registered.
 * @throws PsephosError `census/snapshot-…`, `lightclient/registrations`, and those of the client
 */
export async function loadCensus(node: OpenedNode, shown: NodeProcess): Promise<LoadedCensus> {
  if (shown.declaration.params.mode.preRegister) {
    const { census, numbers } = await registeredCensus(node, shown);
    return { snapshot: new CensusSnapshot(writeSnapshot(census)), registrations: numbers };
  }
  const snapshot = new CensusSnapshot(await node.client.census(shown.answer.processId, { timeout: TIMEOUT }));
  if (snapshot.size <= HASHED) await snapshot.rebuildInBulk();
  return { snapshot };
}

/** The addresses that may register. @throws PsephosError as {@link loadCensus} */
export const electorateOf = async (
  { client }: OpenedNode,
  { answer }: NodeProcess,
): Promise<CensusSnapshot> => new CensusSnapshot(await client.census(answer.processId, { timeout: TIMEOUT }));
