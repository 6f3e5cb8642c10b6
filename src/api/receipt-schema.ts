/** The form of receipts. */
import { INCLUSION } from "./proof-json.js";
import { object } from "./schema.js";
import { BASE64, HEX_32, SIGNED_ROOT } from "./values.js";

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
