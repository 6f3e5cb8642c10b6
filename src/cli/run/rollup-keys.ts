/** The keys that a rollup command works under, compared with those that the process and its rollup name, and shown if they are insecure. */
import {
  ensureRollupKeys,
  ensureSecureKeys,
  insecureRollupKeys,
  type RollupKeyName,
  type RollupKeysAtHand,
  type TallyInstance,
} from "../../rollup/index.js";
import { type CensusKeyOptions, keyAtHand } from "../census-key.js";
import { loadVerifyingCircuit, type VerifyingCircuit } from "../circuit.js";
import type { Context } from "../context.js";
import type { Output } from "../output.js";
import type { ProcessFile } from "../process-file.js";
import type { OpenRollup } from "./rollup-support.js";

/** The circuits whose keys a command uses. */
export interface RollupCircuits {
  readonly census: VerifyingCircuit;
  readonly batch?: VerifyingCircuit;
  readonly open?: VerifyingCircuit;
}

/** Warns of keys that are insecure. */
export function warnOfInsecure(output: Output, names: readonly RollupKeyName[]): void {
  if (names.length > 0) output.warn(`INSECURE keys of the rollup: ${names.join(", ")}. For tests only.`);
}

/**
 * Compares the keys at hand with those of a process file and, where the chain is asked, of the process and the rollup's terms on chain.
 * @throws PsephosError as `ensureRollupKeys` of the rollup room
 */
export function compareKeys(
  output: Output,
  circuits: RollupCircuits,
  at: { readonly process: ProcessFile; readonly rollup?: OpenRollup | undefined },
  { insecure }: CensusKeyOptions,
): void {
  const { census, batch, open } = circuits;
  const atHand: RollupKeysAtHand = {
    census: keyAtHand(census),
    batch: batch && keyAtHand(batch),
    open: open && keyAtHand(open),
  };
  ensureRollupKeys(atHand, { process: at.process, onChain: at.rollup, insecure });
  warnOfInsecure(output, insecureRollupKeys(atHand, at.rollup?.terms));
}

/** Loads the verification keys of all three circuits, and compares them. @throws PsephosError as {@link compareKeys}, `loadVerifyingCircuit` */
export async function loadRollupKeys(
  { output, signal }: Context,
  at: {
    readonly process: ProcessFile;
    readonly instance: TallyInstance;
    readonly rollup?: OpenRollup | undefined;
  },
  options: CensusKeyOptions,
): Promise<Required<RollupCircuits>> {
  const load = (name: string) => loadVerifyingCircuit(name, output, signal, options.artifacts);
  const { instance, process } = at;
  const circuits = {
    census: await load(process.circuit),
    batch: await load(instance.name),
    open: await load(instance.open),
  };
  compareKeys(output, circuits, at, options);
  return circuits;
}

/**
 * For an entity, before it opens a rollup: refuses insecure keys unless told, and shows them.
 * @param insecureCensusKey whether the process's census key is registered as insecure
 * @throws PsephosError `rollup/insecure-key`
 */
export function checkKeysToOpen(
  output: Output,
  tally: { readonly batch: VerifyingCircuit; readonly open: VerifyingCircuit },
  insecureCensusKey: boolean,
  { insecure }: CensusKeyOptions,
): void {
  const names = insecureRollupKeys({ batch: keyAtHand(tally.batch), open: keyAtHand(tally.open) });
  const all: RollupKeyName[] = insecureCensusKey ? ["census", ...names] : names;
  ensureSecureKeys(all, insecure);
  warnOfInsecure(output, all);
}
