/**
 * Censuses built and changed in bulk: all hashing in the kernel, on as many threads as there are; each node that
 * changes is hashed once. Memory: the census itself, 32 bytes for each leaf and node that changes, a copy of the new
 * voters, and a few portions of 128 KB in transit.
 */
import { readInteger } from "../bytes/index.js";
import { type BulkOptions, createPoseidon, type Pool, type PoolOptions } from "../engine/index.js";
import { ensure } from "../errors/index.js";
import { Census, type HashedChanges } from "./census.js";
import { CommitmentIndex } from "./commitment-index.js";
import { hashChangedNodes } from "./hash-levels.js";
import { assertWeight, type CensusEntry } from "./leaf.js";
import { Records } from "./records.js";
import { assertFits, emptyNode } from "./tree.js";
import { COMMITMENT_BYTES, columnsOf, copyColumns, isZero, type VoterColumns } from "./voters.js";

/** Voters as columns of bytes, or as a list in which `null` is an empty place. */
export type Voters = VoterColumns | readonly (CensusEntry | null)[];

/** How many threads to start and end, or a pool to use and leave open; progress counts hashes. */
export type BulkCensusOptions = (PoolOptions | { readonly pool: Pool }) & BulkOptions;

/** What to change, each voter at most once. */
export interface CensusChanges {
  /** New voters, added at the end in this order. */
  readonly append?: Voters;
  /** New weights by place. */
  readonly weights?: ReadonlyMap<number, bigint>;
  /** Places to empty. */
  readonly remove?: Iterable<number>;
}

/** Up to this many hashes are faster on this thread than starting workers. */
const WORTH_WORKERS = 4000;

const isList = (voters: Voters): voters is readonly (CensusEntry | null)[] => Array.isArray(voters);

function check(census: Census, changes: CensusChanges): HashedChanges {
  const { append = [], weights = new Map(), remove = [] } = changes;
  const appended = isList(append) ? columnsOf(append) : copyColumns(append);
  const removed = new Set(remove);
  for (const place of [...removed, ...weights.keys()])
    ensure(census.entry(place), "census/index", `no voter at place ${place}`);
  for (const [place, weight] of weights) {
    assertWeight(weight);
    ensure(
      !removed.has(place),
      "census/index",
      `place ${place} is listed both to be removed and to get a weight`,
    );
  }
  const count = appended.commitments.length / COMMITMENT_BYTES;
  assertFits(census.depth, census.size + count);
  const column = new Records(COMMITMENT_BYTES);
  column.append(appended.commitments);
  const index = new CommitmentIndex(column);
  index.reserve(count);
  for (let i = 0; i < count; i++) {
    if (isZero(appended.commitments, COMMITMENT_BYTES, i)) continue;
    const among = index.claim(i);
    const place = among >= 0 ? census.size + among : census.placeOf(column.words, i);
    ensure(
      place < 0 || removed.has(place),
      "census/duplicate",
      () => `places ${place} and ${census.size + i} have the same commitment`,
    );
  }
  return { appended, weights, removed };
}

function threadsFor({ appended, weights, removed }: HashedChanges, options: BulkCensusOptions) {
  const leaves = appended.commitments.length / COMMITMENT_BYTES + weights.size + removed.size;
  const wished = "pool" in options || options.threads !== undefined;
  return wished || leaves > WORTH_WORKERS ? options : { threads: 1 };
}

/**
 * Makes many changes to a census in one step. The census is unchanged until all is hashed, and also if this fails.
 * @throws PsephosError `census/index`, `census/duplicate`, `census/weight`, `census/commitment`, `census/columns`,
 *   `census/full`, `bytes/non-canonical`; `census/changed` if the census was changed by another call meanwhile; those of
 *   a pool; the signal's reason
 */
export async function changeCensus(
  census: Census,
  changes: CensusChanges,
  options: BulkCensusOptions = {},
): Promise<void> {
  const checked = check(census, changes);
  const { changes: before } = census;
  await using hasher = await createPoseidon(threadsFor(checked, options));
  const nodes = await hashChangedNodes(census, checked, hasher, options);
  ensure(
    census.changes === before,
    "census/changed",
    "the census was changed while another change was running",
    "Wait until one change is finished before you make the next.",
  );
  census.takeOver(checked, nodes);
}

/**
 * The root of a census whose commitments may have several places, as in a census of registrations. Nothing is kept of it.
 * @param voters in the order of their places
 * @throws PsephosError `census/depth`, `census/full`, `census/weight`, `census/columns`, `bytes/non-canonical`; those of a pool; the signal's reason
 */
export async function hashCensus(
  voters: VoterColumns,
  { depth, ...options }: BulkCensusOptions & { readonly depth: number },
): Promise<bigint> {
  const appended = copyColumns(voters);
  assertFits(depth, appended.commitments.length / COMMITMENT_BYTES);
  const changes = { appended, weights: new Map(), removed: new Set<number>() };
  await using hasher = await createPoseidon(threadsFor(changes, options));
  const levels = await hashChangedNodes(new Census(depth), changes, hasher, options);
  const { hashes } = levels[depth]!;
  return hashes.length === 0 ? emptyNode(depth) : readInteger(hashes, 0, COMMITMENT_BYTES);
}

/**
 * Builds a census.
 * @param voters in the order of their places
 * @param options `depth`: 7 (`census-7`, 2,097,152 voters) or 11 (`census-11`), or any depth from 1 to 11
 * @throws PsephosError `census/depth` and those of {@link changeCensus}
 */
export async function buildCensus(
  voters: Voters,
  { depth, ...options }: BulkCensusOptions & { readonly depth: number },
): Promise<Census> {
  const census = new Census(depth);
  await changeCensus(census, { append: voters }, options);
  return census;
}
