/** What of the engine's blocks is told, as JSON, and checked against signatures. */
import { listOf, type Of, object } from "../schema.js";
import { COUNT, HEX, HEX_32 } from "../values.js";

/** The most validators of a chain. */
export const MOST_VALIDATORS = 256;

/** The most blocks between the genesis document's validators and those of a block. */
export const MOST_STEPS = 64;

/** 32 bytes, or none where the engine has nothing to hash. */
const HASH = { type: "string", pattern: "^0x(?:[0-9a-f]{64})?$" } as const;
const ADDRESS = { type: "string", pattern: "^0x(?:[0-9a-f]{40})?$" } as const;
/** With up to nine digits of a second: they are signed, and a Date would lose them. */
export const TIME = {
  type: "string",
  pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{0,8}[1-9])?Z$",
} as const;

export const BLOCK_ID = object({
  hash: HASH,
  parts: object({ hash: HASH, total: COUNT }),
});

export const HEADER = object({
  appHash: HEX,
  chainId: { type: "string", maxLength: 50 },
  consensusHash: HASH,
  dataHash: HASH,
  evidenceHash: HASH,
  height: COUNT,
  lastBlock: BLOCK_ID,
  lastCommitHash: HASH,
  lastResultsHash: HASH,
  nextValidatorsHash: HASH,
  proposer: ADDRESS,
  time: TIME,
  validatorsHash: HASH,
  version: object({ app: COUNT, block: COUNT }),
});
/** Of a block that more than two thirds of the validators agreed on, everything but its transactions. */
export type BlockHeader = Of<typeof HEADER>;

/** `vote` is 1 for a validator that was not heard, 2 for one that signed the block, 3 for one that signed that it saw none. */
export const SIGNATURE = object({
  signature: HEX,
  time: TIME,
  validator: ADDRESS,
  vote: { type: "integer", minimum: 1, maximum: 3 },
});

export const COMMIT = object({
  block: BLOCK_ID,
  height: COUNT,
  round: COUNT,
  signatures: listOf(SIGNATURE, MOST_VALIDATORS),
});
export type Commit = Of<typeof COMMIT>;

export const VALIDATOR = object({ key: HEX_32, power: COUNT });
/** A validator: its ed25519 key, and its votes. */
export type Validator = Of<typeof VALIDATOR>;

export const LIGHT_BLOCK = object({
  commit: COMMIT,
  header: HEADER,
  validators: listOf(VALIDATOR, MOST_VALIDATORS),
});
/** A header with the signatures of its validators, and who they are. */
export type LightBlock = Of<typeof LIGHT_BLOCK>;
