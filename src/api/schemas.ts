/** The forms of requests and answers, and their types. */
import { listOf, type Of, object, orNull } from "./schema.js";
import {
  BASE64,
  CONTENT_HASH,
  COUNT,
  DECIMAL,
  FLAG,
  HEX,
  HEX_20,
  HEX_32,
  SIGNED_ROOT,
  TEXT,
} from "./values.js";

/** Every answer that is not what was asked for: the rule's code, a sentence, and what to do. */
export const ERROR_BODY = {
  type: "object",
  properties: {
    code: { type: "string", pattern: "^[a-z0-9]+/[a-z0-9-]+$", maxLength: 100 },
    message: TEXT,
    hint: { ...TEXT, description: "what to do about it" },
    counts: { ...COUNT, description: "of ledger/superseded: the number of the vote that counts" },
  },
  required: ["code", "message", "hint"],
  additionalProperties: false,
} as const;

export const HEAD = object({ ...SIGNED_ROOT, time: COUNT });

export const CHAIN = object({
  genesisHash: HEX_32,
  head: { ...HEAD, description: "the last durable block; time is the node's clock, in milliseconds" },
  processes: COUNT,
  accepting: { ...FLAG, description: "whether the node takes transactions now" },
  reason: orNull(ERROR_BODY),
});

const SUMMARY = {
  processId: HEX_32,
  number: COUNT,
  phase: { type: "string", enum: ["waiting", "open", "paused", "ended", "canceled", "counted"] },
  start: { ...orNull(COUNT), description: "the height from which votes are taken, if it is known" },
  end: { ...orNull(COUNT), description: "the first height that takes no more votes, if it is known" },
  votes: { ...COUNT, description: "votes in the log, overwritten ones too" },
} as const;

export const PROCESSES = object({ processes: listOf(object(SUMMARY), 1000), total: COUNT });

const FLAGS = {
  mode: object({
    autoStart: FLAG,
    interruptible: FLAG,
    dynamicCensus: FLAG,
    encryptedMetadata: FLAG,
    preRegister: FLAG,
  }),
  envelopeType: object({
    serial: FLAG,
    anonymous: FLAG,
    encryptedVotes: FLAG,
    uniqueValues: FLAG,
    costFromWeight: FLAG,
  }),
} as const;

const PARAMS = object({
  ...FLAGS,
  censusOrigin: COUNT,
  token: HEX_20,
  startBlock: COUNT,
  blockCount: COUNT,
  questionCount: COUNT,
  maxCount: COUNT,
  maxValue: COUNT,
  maxVoteOverwrites: COUNT,
  maxTotalCost: COUNT,
  costExponent: COUNT,
  evmBlockHeight: DECIMAL,
  balancePosition: DECIMAL,
  tokenId: DECIMAL,
  censusKey: HEX_32,
  settlement: HEX_20,
  paramsSignature: HEX_32,
  metadata: TEXT,
  censusRoot: { ...TEXT, description: "as declared; the present ones are in roots" },
  censusUri: TEXT,
});

export const PROCESS = object({
  ...SUMMARY,
  contract: HEX_20,
  entity: HEX_20,
  index: DECIMAL,
  params: PARAMS,
  status: { type: "string", enum: ["READY", "ENDED", "CANCELED", "PAUSED", "RESULTS"] },
  question: { ...COUNT, description: "the open question of a process that opens them one by one" },
  scope: { ...HEX_32, description: "of the open question" },
  roots: listOf(object({ root: TEXT, until: COUNT }), 65_536),
  voters: COUNT,
  registered: COUNT,
  registeredRoot: HEX_32,
  keyAt: { ...COUNT, description: "the height from which ballots may be sealed; 0 before it" },
  withoutKey: FLAG,
  rollup: { type: "string", enum: ["none", "open", "included"] },
  counted: orNull(object({ size: COUNT, root: HEX_32, resultsHash: HEX_32 })),
});

const PLACE = { type: "integer", minimum: 1, maximum: 255 } as const;
const PLACES = listOf(PLACE, 255);

const CEREMONY = object({
  kind: { type: "string", enum: ["threshold", "layered"] },
  round: COUNT,
  phase: { type: "string", enum: ["deal", "complain", "confirm", "done", "failed"] },
  deadline: { ...COUNT, description: "the height at which the present part ends" },
  keykeepers: listOf(HEX_20, 255),
  threshold: { ...COUNT, description: "how many keykeepers open the ballots" },
  confirmations: COUNT,
  deals: listOf(object({ place: PLACE, deal: BASE64 }), 255),
  removed: { ...PLACES, description: "dealers that a true complaint removed" },
  confirmed: PLACES,
  publicKeys: { ...listOf(HEX_32, 255), description: "what ballots are sealed for; empty before the key" },
  revealed: listOf(object({ place: PLACE, secret: HEX }), 255),
});

export const KEYS = object({
  processId: HEX_32,
  ceremony: { ...orNull(CEREMONY), description: "null if ballots are not sealed" },
  missing: {
    ...listOf(
      object({
        place: PLACE,
        keykeeper: HEX_20,
        message: { type: "string", enum: ["deal", "confirmation", "reveal"] },
        by: { ...orNull(COUNT), description: "the height by which it must come; null if there is no limit" },
      }),
      255,
    ),
    description: "the keykeepers whose messages the process waits for",
  },
});

/** The messages of keykeepers that processes wait for. */
export const MISSING = object({
  height: COUNT,
  missing: listOf(
    object({
      processId: HEX_32,
      round: COUNT,
      place: PLACE,
      keykeeper: HEX_20,
      message: { type: "string", enum: ["deal", "confirmation", "reveal"] },
      needed: { ...COUNT, description: "how many keykeepers' messages the process needs" },
      by: { ...orNull(COUNT), description: "the height by which it must come; null if there is no limit" },
      late: {
        ...FLAG,
        description: "half of the time for it has passed, or three blocks after the end of the process",
      },
    }),
    1_000_000,
  ),
});

/** An oracle's signature over the votes of a rollup, as `psephos rollup sign` writes it. */
export const VOTES_SIGNATURE = object({
  signer: HEX_20,
  votesDigest: HEX_32,
  voteCount: DECIMAL,
  signature: { type: "string", pattern: "^0x[0-9a-f]{130}$" },
});

export const LOG = object({
  from: COUNT,
  size: COUNT,
  entries: listOf(
    object({
      index: COUNT,
      height: COUNT,
      voterId: HEX_32,
      weight: DECIMAL,
      nonce: COUNT,
      voteHash: HEX_32,
      envelopeHash: HEX_32,
      transaction: HEX_32,
      votePackage: orNull(BASE64),
    }),
    1000,
  ),
});

/** A transaction that the node has checked, and that waits for its block. */
export const VERIFIED = object({
  id: { ...HEX_32, description: "SHA-256 of the transaction" },
  state: { type: "string", enum: ["verified"] },
});

export const RECORDED = object({
  id: HEX_32,
  state: { type: "string", enum: ["recorded"] },
  height: COUNT,
});

/** The answers to a registration, an attestation or a keykeeper's message. */
export const SUBMITTED = { anyOf: [VERIFIED, RECORDED] } as const;

/** The result of each line of a batch, in its order. */
export const BATCH = object({
  results: listOf({ anyOf: [VERIFIED, RECORDED, object({ error: ERROR_BODY })] }, 1000),
});

export const RECEIPT_QUERY = object({ processId: HEX_32, voterId: HEX_32, envelopeHash: HEX_32 });

export const CONTENT = object({ hash: CONTENT_HASH, bytes: COUNT });

export const HEALTH = object({
  status: { type: "string", enum: ["ok"] },
  height: COUNT,
  version: TEXT,
});

/** A server-sent event: a block, or the state of a transaction. */
export const EVENT = {
  anyOf: [
    object({ kind: { type: "string", enum: ["block"] }, head: HEAD, transactions: COUNT }),
    object({
      kind: { type: "string", enum: ["transaction"] },
      id: HEX_32,
      state: { type: "string", enum: ["received", "verified"] },
    }),
    object({
      kind: { type: "string", enum: ["recorded"] },
      id: HEX_32,
      height: COUNT,
    }),
    object({ kind: { type: "string", enum: ["refused"] }, id: HEX_32, error: ERROR_BODY }),
  ],
} as const;

export type ErrorBody = Of<typeof ERROR_BODY>;
export type HeadAnswer = Of<typeof HEAD>;
export type ChainAnswer = Of<typeof CHAIN>;
export type ProcessesAnswer = Of<typeof PROCESSES>;
export type ProcessAnswer = Of<typeof PROCESS>;
export type KeysAnswer = Of<typeof KEYS>;
export type VotesSignatureAnswer = Of<typeof VOTES_SIGNATURE>;
export type MissingAnswer = Of<typeof MISSING>;
export type LogAnswer = Of<typeof LOG>;
export type VerifiedAnswer = Of<typeof VERIFIED>;
export type RecordedAnswer = Of<typeof RECORDED>;
export type BatchAnswer = Of<typeof BATCH>;
export type ReceiptQuery = Of<typeof RECEIPT_QUERY>;
export type ContentAnswer = Of<typeof CONTENT>;
export type HealthAnswer = Of<typeof HEALTH>;
export type NodeEvent = Of<typeof EVENT>;
