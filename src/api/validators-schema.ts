/** The form in which a node shows the present validators. */
import { LIGHT_BLOCK, MOST_STEPS } from "./light/forms.js";
import { listOf, type Of, object } from "./schema.js";
import { HEX_32 } from "./values.js";

export const VALIDATORS = object(
  { block: LIGHT_BLOCK, genesisHash: HEX_32, steps: listOf(LIGHT_BLOCK, MOST_STEPS) },
  "the last block that the validators signed, who they are, and the blocks in which they had changed since the genesis document",
);

/** What a node shows of the present validators; nothing of it is checked: see `checkValidators`. */
export type ValidatorsAnswer = Of<typeof VALIDATORS>;
