/** Keys for blind signatures: each belongs to one process, because a signature from one process would be a vote in another. */
import { sha256 } from "@noble/hashes/sha2.js";
import { fixedHex, type Hex, toHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { CensusOrigin, readAuthorityRoot } from "../process/index.js";
import type { Declaration } from "./declaration.js";
import type { Draft } from "./store.js";

/** Assigns a blind key to a process. @throws PsephosError `ledger/blind-key`: another process already has it */
export function claimBlindKey(draft: Draft, { params }: Declaration, processId: Hex): void {
  const authority =
    params.censusOrigin === CensusOrigin.OFF_CHAIN_CA ? readAuthorityRoot(params.censusRoot) : undefined;
  if (authority?.kind !== "blind") return;
  const key = `blind-key/${toHex(sha256(authority.modulus)).slice(2)}`;
  ensure(
    draft.get(key) === undefined,
    "ledger/blind-key",
    "another process already has this blind key",
    "Make a new key for each process: `psephos authority new`.",
  );
  draft.put(key, fixedHex(processId, 32, "processId"));
}
