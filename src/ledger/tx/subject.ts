/** What a transaction is about. */
import type { Hex } from "../../bytes/index.js";
import type { Transaction } from "./types.js";

/** The process that a transaction is about; 32 zero bytes for an attestation about the chain's lists. */
export const subjectOf = (tx: Transaction): Hex => (tx.kind === "attest" ? tx.subject : tx.processId);
