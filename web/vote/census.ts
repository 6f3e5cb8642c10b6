/** The census that a voter proves membership of: always whole, so that nobody learns whose path was built. */
import { CensusSnapshot } from "../../src/census/index.js";
import type { NodeProcess, OpenedNode } from "../../src/lightclient/index.js";

/** Up to this many voters the whole census is hashed before its weights are believed; up to the smaller number without threads, whose start takes longer. */
const HASHED = 100_000;
const WITHOUT_THREADS = 2000;
const TIMEOUT = 600_000;

/**
 * The census of a process: of addresses' registrations, once these are over, or the organiser's file.
 * @throws PsephosError `census/snapshot-…`, `ledger/too-early`, and those of the client
 */
export async function loadCensus(
  { client }: OpenedNode,
  { answer, declaration }: NodeProcess,
): Promise<CensusSnapshot> {
  const { preRegister } = declaration.params.mode;
  const fetched = preRegister
    ? client.registrations(answer.processId, { timeout: TIMEOUT })
    : client.census(answer.processId, { timeout: TIMEOUT });
  const snapshot = new CensusSnapshot(await fetched);
  if (snapshot.size <= WITHOUT_THREADS) snapshot.rebuild();
  else if (snapshot.size <= HASHED) await snapshot.rebuildInBulk();
  return snapshot;
}

/** The addresses that may register. @throws PsephosError as {@link loadCensus} */
export const electorateOf = async (
  { client }: OpenedNode,
  { answer }: NodeProcess,
): Promise<CensusSnapshot> => new CensusSnapshot(await client.census(answer.processId, { timeout: TIMEOUT }));
