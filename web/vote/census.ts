/** The census that a voter proves membership of: always whole, so that nobody learns whose path was built. */
import { scalarToHex } from "../../src/bytes/index.js";
import { CensusSnapshot } from "../../src/census/index.js";
import { ensure } from "../../src/errors/index.js";
import type { NodeProcess, OpenedNode } from "../../src/lightclient/index.js";

/** Up to this many voters the whole census is hashed before its weights are believed; up to the smaller number without threads, whose start takes longer. */
const HASHED = 100_000;
const WITHOUT_THREADS = 2000;
const TIMEOUT = 600_000;

/** An election at a node. */
export interface Place {
  readonly node: OpenedNode;
  readonly shown: NodeProcess;
}

async function hashed(file: Uint8Array): Promise<CensusSnapshot> {
  const snapshot = new CensusSnapshot(file);
  if (snapshot.size <= WITHOUT_THREADS) snapshot.rebuild();
  else if (snapshot.size <= HASHED) await snapshot.rebuildInBulk();
  return snapshot;
}

/**
 * The census of a process: of addresses' registrations, once these are over, or the organiser's file.
 * @throws PsephosError `census/snapshot-…`, `ledger/too-early`, and those of the client
 */
export async function loadCensus({ node: { client }, shown }: Place): Promise<CensusSnapshot> {
  const { answer, declaration } = shown;
  const fetched = declaration.params.mode.preRegister
    ? client.registrations(answer.processId, { timeout: TIMEOUT })
    : client.census(answer.processId, { timeout: TIMEOUT });
  return hashed(await fetched);
}

/** The root of the census that addresses vote or register by. */
export function rootByName({ shown: { answer } }: Place): string {
  const { roots, params } = answer;
  return (roots.find(({ until }) => until === 0) ?? roots.at(-1))?.root ?? params.censusRoot;
}

/** The addresses that may register, or vote by name. @throws PsephosError `voter/census-root`, and as {@link loadCensus} */
export async function electorateOf(place: Place): Promise<CensusSnapshot> {
  const { client } = place.node;
  const electorate = await hashed(await client.census(place.shown.answer.processId, { timeout: TIMEOUT }));
  ensure(
    scalarToHex(electorate.root) === rootByName(place),
    "voter/census-root",
    "the node's list of voters is not the one that the process names",
    "Ask another node of the chain.",
  );
  return electorate;
}
