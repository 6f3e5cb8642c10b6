/** The sizes of the tally circuits, as the rollup contract is deployed with them. */
import type { RollupInstance } from "../evm/index.js";
import { firstState, stateHash, TALLY_INSTANCES } from "../rollup/index.js";

/** In the order in which the contract numbers them. */
export const rollupInstances = (): RollupInstance[] =>
  TALLY_INSTANCES.map((size) => ({
    batchCircuit: size.name,
    openCircuit: size.open,
    slots: size.slots,
    fields: size.fields,
    values: size.values,
    firstState: stateHash(firstState(size)),
  }));
