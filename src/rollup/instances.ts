/** The sizes of the tally circuit: `tally_batch`, and the `tally_open` that opens its last state. */
import { Refusal } from "../errors/index.js";

/** One size of the tally circuit. */
export interface TallyInstance {
  /** Name of the batch circuit, as in `circuits/instances.json`. */
  readonly name: string;
  /** Name of the circuit that opens the last state. */
  readonly open: string;
  /** Votes of a batch; a power of 8. */
  readonly slots: number;
  /** The most fields of a ballot. */
  readonly fields: number;
  /** A field's values are 0 … values − 1; a power of 2. */
  readonly values: number;
}

/** What elections use. */
export const TALLY_64: TallyInstance = {
  name: "tally-64",
  open: "tally-open-64",
  slots: 64,
  fields: 8,
  values: 16,
};

/** A small one, for tests. */
export const TALLY_8: TallyInstance = {
  name: "tally-8",
  open: "tally-open-8",
  slots: 8,
  fields: 4,
  values: 4,
};

/** All of them, in the order in which the rollup contract numbers them. */
export const TALLY_INSTANCES: readonly TallyInstance[] = [TALLY_64, TALLY_8];

/** The instance called `name`. @throws PsephosError `rollup/instance` */
export function tallyInstance(name: string): TallyInstance {
  const found = TALLY_INSTANCES.find((instance) => instance.name === name);
  if (found) return found;
  throw new Refusal("rollup/instance", `there is no tally circuit called "${name}"`, {
    hint: `There are ${TALLY_INSTANCES.map(({ name }) => name).join(" and ")}.`,
  });
}
