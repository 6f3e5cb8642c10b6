/** Whether a storage proof shows a holder's balance of a token. */
import { WEIGHT_LIMIT } from "../census/index.js";
import type { BalanceStatement } from "../ledger/index.js";
import { balanceOfSlot, balanceSlot, CensusOrigin, checkpointsSlot, isTokenId } from "../process/index.js";
import { slotValue } from "./storage.js";

const ADDRESS = /^0x[0-9a-f]{40}$/;
const ROOT = /^0x[0-9a-f]{64}$/;
/** A holder has at most one MiniMe checkpoint for each block: the contract accepts indexes below 2^32. */
const CHECKPOINTS = 1n << 32n;

/** The index of a MiniMe holder's last checkpoint; 0 for other tokens. Undefined unless the number of proofs is right for the kind. */
async function checkpointOf(statement: BalanceStatement): Promise<bigint | undefined> {
  const { storageRoot, origin, position, address, proofs } = statement;
  if (origin !== CensusOrigin.MINI_ME) return proofs.length === 1 ? 0n : undefined;
  if (proofs.length !== 2) return undefined;
  const count = await slotValue(storageRoot, checkpointsSlot(address, position), proofs[0]!);
  return count !== undefined && count <= CHECKPOINTS ? count - 1n : undefined;
}

/** True if the balance is the weight, 1 to 2^128 − 1. */
export async function isBalance(statement: BalanceStatement): Promise<boolean> {
  const { storageRoot, origin, position, tokenId, address, weight, proofs } = statement;
  if (!ROOT.test(storageRoot) || !ADDRESS.test(address) || !isTokenId(origin, tokenId)) return false;
  if (weight <= 0n || weight >= WEIGHT_LIMIT || position < 0n || position >> 256n > 0n) return false;
  const checkpoint = await checkpointOf(statement);
  if (checkpoint === undefined) return false;
  const slot = balanceSlot(origin, address, position, tokenId, checkpoint);
  const word = await slotValue(storageRoot, slot, proofs.at(-1)!);
  return word !== undefined && balanceOfSlot(origin, word) === weight;
}
