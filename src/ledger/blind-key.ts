/** Keys for blind signatures: each is for one process, since a signature got in one would be a vote in another. */
import { fixedHex, type Hex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { CensusOrigin } from "../process/index.js";
import type { Declaration } from "./declaration.js";
import type { Draft } from "./store.js";

const HEAD_DIGITS = 2 + 2 * 4;

/** Whether a census root is `0x`, uint32 most voters and a modulus of 3,072 bits; the other form of origin 3 is a compressed key of 33 bytes. */
export const isBlindRoot = (root: string): boolean => root.length === HEAD_DIGITS + 2 * 384;

/** Takes a blind key for a process. @throws PsephosError `ledger/blind-key`: another process has it */
export function claimBlindKey(draft: Draft, { params }: Declaration, processId: Hex): void {
  if (params.censusOrigin !== CensusOrigin.OFF_CHAIN_CA || !isBlindRoot(params.censusRoot)) return;
  const key = `blind-key/${params.censusRoot.slice(HEAD_DIGITS)}`;
  ensure(
    draft.get(key) === undefined,
    "ledger/blind-key",
    "another process has this blind key already",
    "Make a new key for each process: `psephos authority new`.",
  );
  draft.put(key, fixedHex(processId, 32, "processId"));
}
