/** The form of receipts, and the values that all forms of the door share. */
import { listOf, object } from "./schema.js";

export const HEX_20 = { type: "string", pattern: "^0x[0-9a-f]{40}$" } as const;
export const HEX_32 = { type: "string", pattern: "^0x[0-9a-f]{64}$" } as const;
export const HEX_64 = { type: "string", pattern: "^0x[0-9a-f]{128}$" } as const;
export const BASE64 = { type: "string", pattern: "^[A-Za-z0-9+/]*={0,2}$" } as const;
export const COUNT = { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;
/** An integer that can be larger than 53 bits. */
export const DECIMAL = { type: "string", pattern: "^(?:0|[1-9][0-9]{0,77})$" } as const;

export const SIGNED_ROOT = {
  height: COUNT,
  signature: HEX_64,
  stateRoot: HEX_32,
  validator: HEX_32,
} as const;

/** A Merkle path as in RFC 6962. */
const INCLUSION = object({ index: COUNT, path: listOf(HEX_32, 64), size: COUNT });

export const RECEIPT = object(
  {
    entry: BASE64,
    envelopeHash: HEX_32,
    genesisHash: HEX_32,
    head: object(SIGNED_ROOT, "the state root, signed by a validator of the genesis document"),
    inLog: INCLUSION,
    inProcesses: INCLUSION,
    listsHash: HEX_32,
    processId: HEX_32,
    record: BASE64,
    type: { type: "string", enum: ["psephos-receipt"] },
    version: { type: "integer", minimum: 1, maximum: 1 },
    voterId: HEX_32,
  },
  "the vote's entry in its process's log, and the path from it to a signed state root",
);
