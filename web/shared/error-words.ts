/** An error as a person needs it: what it means, and what to do. Its own message is for the organiser. */
import type { MessageKey, Words } from "./i18n.js";
import type { ErrorShown } from "./rpc.js";

const WORDS: Readonly<Record<string, MessageKey>> = {
  "api/answer": "error-node-down",
  "api/failed": "error-busy",
  "api/genesis": "error-wrong-network",
  "api/head": "error-receipt",
  "api/old-block": "error-node-down",
  "api/receipt": "error-receipt",
  "api/timeout": "error-busy",
  "api/unreachable": "error-node-down",
  "api/url": "error-link",
  "artifacts/manifest-hash": "error-link",
  "artifacts/memory": "error-memory",
  "artifacts/unavailable": "error-proofs",
  "ballot/envelope": "send-file-wrong",
  "ballot/not-canonical": "send-file-wrong",
  "census/identity-file": "file-wrong",
  "census/signature": "error-wallet-kind",
  "census/signer": "error-wallet",
  "census/wallet-not-deterministic": "error-wallet-kind",
  "engine/out-of-memory": "error-memory",
  "ledger/canceled": "error-canceled",
  "ledger/ended": "error-ended",
  "ledger/no-process": "error-no-election",
  "ledger/not-started": "error-not-open",
  "ledger/paused": "error-paused",
  "ledger/proof": "error-receipt",
  "ledger/registered": "error-registered",
  "ledger/registration-over": "error-registration-over",
  "ledger/superseded": "error-superseded",
  "lightclient/process": "error-lies",
  "lightclient/validators": "error-lies",
  "process/other-key": "error-other-key",
  "service/no-content": "error-text-missing",
  "service/no-receipt": "check-unfound",
  "shared/link": "error-link",
  "shared/passphrase": "passphrase-wrong",
  "shared/storage": "error-storage",
  "shared/wallet": "error-wallet",
  "shared/wallet-chain": "error-wallet-chain",
  "shared/wallet-declined": "error-wallet-declined",
  "shared/worker": "error-worker",
  "voter/canceled": "error-canceled",
  "voter/census-root": "error-census",
  "voter/invalid-ballot": "ballot-wrong",
  "voter/not-in-census": "error-not-listed",
  "voter/not-open": "error-not-open",
  "voter/other-process": "send-file-wrong",
};

/** By the room, where a code has no sentence of its own. */
const ROOMS: Readonly<Record<string, MessageKey>> = {
  artifacts: "error-proofs",
  census: "error-census",
  groth16: "error-proofs",
  ledger: "error-refused",
  lightclient: "error-key",
  oblivious: "error-node-down",
  ordering: "error-busy",
  process: "error-text",
  seal: "error-key",
  service: "error-busy",
  store: "error-busy",
};

export const errorKey = ({ code, forged }: ErrorShown): MessageKey =>
  forged ? "error-forged" : (WORDS[code] ?? ROOMS[code.split("/")[0]!] ?? "error-unexpected");

export const errorWords = (error: ErrorShown, { t }: Words, values: Record<string, string> = {}): string =>
  t(errorKey(error), values);

/** What the check of a receipt throws: it says nothing about the vote. */
const OF_A_RECEIPT: ReadonlySet<string> = new Set(["ledger/cbor", "ledger/form", "ledger/proof"]);

/** Whether nobody knows, after this error of sending a vote, if it arrived: everything but a rule that refuses it. */
export const isUncertain = ({ code }: ErrorShown): boolean =>
  !/^(ballot|ledger|voter)\//.test(code) || OF_A_RECEIPT.has(code);

/** Whether the page's caller ended the work itself: nothing to tell. */
export const isAborted = ({ code }: ErrorShown): boolean => code === "aborted" || code === "api/aborted";
