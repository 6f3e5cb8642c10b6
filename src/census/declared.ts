/** Whether a census file is the one that a process declares: root, hash in its URI, weights. */

import { scalarToHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { CensusOrigin, checkContentHash, isTreeOrigin, type ProcessParams } from "../process/index.js";
import { CensusSnapshot } from "./snapshot.js";

/**
 * Reads a census file and checks it against the declaration that names it.
 * @param bytes a snapshot
 * @throws PsephosError `census/not-a-tree` (the origin has no census file), `census/root`, `census/weights` (a weight other than 1
 *   in a census of equal votes), `process/content-hash`, and what {@link CensusSnapshot} throws
 */
export function censusOfDeclaration(
  bytes: Uint8Array,
  declared: Pick<ProcessParams, "censusOrigin" | "censusRoot" | "censusUri">,
): CensusSnapshot {
  const { censusOrigin, censusRoot, censusUri } = declared;
  ensure(
    isTreeOrigin(censusOrigin),
    "census/not-a-tree",
    "this process has no census file: its census is not a tree",
  );
  const census = new CensusSnapshot(bytes);
  ensure(
    scalarToHex(census.root) === censusRoot,
    "census/root",
    () => `the census root of this file is ${scalarToHex(census.root)}, but the process declares another one`,
    "Put the root of this file into censusRoot, or give the census file that has the declared root.",
  );
  if (censusUri !== "") checkContentHash(bytes, censusUri, "the census file");
  if (censusOrigin === CensusOrigin.OFF_CHAIN_TREE) {
    for (let i = 0; i < census.size; i++) {
      const weight = census.entry(i)?.weight ?? 1n;
      ensure(
        weight === 1n,
        "census/weights",
        () =>
          `place ${i} of this census has a weight other than 1, but in OFF_CHAIN_TREE every vote has weight 1`,
        "Declare OFF_CHAIN_TREE_WEIGHTED, or build the census without weights.",
      );
    }
  }
  return census;
}
