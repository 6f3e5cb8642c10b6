/** Whether a package in the clear is the ballot that was proved. */
import { openBallot } from "../ballot/index.js";
import type { OpeningStatement } from "../ledger/index.js";

export const isOpening = ({ votePackage, ...proven }: OpeningStatement): boolean =>
  openBallot(votePackage, proven) !== null;
