/** Whether a package in the clear is the ballot that was proved. */
import { openBallot } from "../ballot/index.js";
import type { Poseidon } from "../engine/index.js";
import type { OpeningStatement } from "../ledger/index.js";

/** @param hash a faster Poseidon, for many */
export const isOpening = ({ votePackage, ...proven }: OpeningStatement, hash?: Poseidon): boolean =>
  openBallot(votePackage, proven, hash) !== null;
