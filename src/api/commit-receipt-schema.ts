/** The form of a receipt that the validators signed. */
import { HEADER, LIGHT_BLOCK, MOST_STEPS } from "./light/forms.js";
import { INCLUSION } from "./proof-json.js";
import { listOf, object, orNull } from "./schema.js";
import { BASE64, COUNT, HEX_32 } from "./values.js";

export const COMMIT_RECEIPT = object(
  {
    block: LIGHT_BLOCK,
    entry: BASE64,
    envelopeHash: HEX_32,
    genesisHash: HEX_32,
    inLog: INCLUSION,
    inProcesses: INCLUSION,
    listsHash: HEX_32,
    processId: HEX_32,
    record: BASE64,
    recorded: orNull(
      object({
        at: COUNT,
        batch: BASE64,
        code: COUNT,
        data: BASE64,
        header: HEADER,
        inBlock: INCLUSION,
        inResults: INCLUSION,
        next: LIGHT_BLOCK,
      }),
    ),
    steps: listOf(LIGHT_BLOCK, MOST_STEPS),
    type: { type: "string", enum: ["psephos-commit-receipt"] },
    version: { type: "integer", minimum: 1, maximum: 1 },
    voterId: HEX_32,
  },
  "the vote's entry in its process's log, and the path from it to a block that more than two thirds of the validators signed",
);
