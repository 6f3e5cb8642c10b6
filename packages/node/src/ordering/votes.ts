/** Votes of one voter that are under way at the same time. */
import { type LedgerState, processView, SupersededVote, type Transaction, type Vote } from "psephos/ledger";
import type { Hex } from "viem";

export const isVote = (tx: Transaction): tx is Vote => tx.kind === "anonymous" || tx.kind === "named";

/** The voter's id, where the vote alone tells it: the nullifier, 32 bytes. */
export const ownVoterId = (tx: Transaction): Hex | undefined =>
  tx.kind === "anonymous" ? `0x${tx.nullifier.toString(16).padStart(64, "0")}` : undefined;

const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** Whether two votes of one voter state the same: only their evidence may differ. */
export const statesSame = (a: Vote, b: Vote): boolean =>
  a.nonce === b.nonce &&
  a.weight === b.weight &&
  (a.kind === "anonymous" ? a.voteHash : 0n) === (b.kind === "anonymous" ? b.voteHash : 0n) &&
  a.encryptionKeyIndexes.join() === b.encryptionKeyIndexes.join() &&
  equal(a.votePackage, b.votePackage);

/** Refuses a vote that cannot replace a waiting one, as the state machine refuses it when that one is recorded. @throws SupersededVote */
export function ensureHigher(state: LedgerState, vote: Vote, waiting: Vote): void {
  if (vote.nonce > waiting.nonce) return;
  const process = processView(state, vote.processId);
  throw new SupersededVote(waiting.nonce, process?.declaration.params.maxVoteOverwrites ?? waiting.nonce);
}
