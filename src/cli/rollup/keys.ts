/** The keys that a rollup command uses. They are compared with those that the process and its rollup name. Insecure ones are shown. */
import type { VotingProcess } from "../../ballot/index.js";
import {
  ensureRollupKeys,
  ensureSecureKeys,
  insecureRollupKeys,
  type OpenRollup,
  type RollupKeyName,
  type TallyInstance,
} from "../../rollup/index.js";
import { type CensusKeyOptions, keyAtHand } from "../census-key.js";
import { loadVerifyingCircuit, type VerifyingCircuit } from "../circuit.js";
import type { Context } from "../context.js";
import type { Output } from "../output.js";

/** Warns about insecure keys. */
export function warnOfInsecure(output: Output, names: readonly RollupKeyName[]): void {
  if (names.length > 0) output.warn(`INSECURE keys of the rollup: ${names.join(", ")}. For tests only.`);
}

/** What the local keys are compared with: a process file and, if a contract is given, the chain. */
interface Named {
  readonly process: VotingProcess;
  readonly rollup?: OpenRollup | undefined;
}

/**
 * Loads the census circuit's verification key, and compares it with the one that is named.
 * @throws PsephosError as `ensureRollupKeys` of the rollup room, if possible before anything is loaded; as `loadVerifyingCircuit`
 */
export async function loadCensusKey(
  { output, signal }: Context,
  { process, rollup }: Named,
  { artifacts, insecure }: CensusKeyOptions,
): Promise<VerifyingCircuit> {
  const rules = { process, onChain: rollup, insecure };
  ensureRollupKeys({}, rules);
  const census = await loadVerifyingCircuit(process.circuit, output, signal, artifacts);
  const atHand = { census: keyAtHand(census) };
  ensureRollupKeys(atHand, rules);
  warnOfInsecure(output, insecureRollupKeys(atHand, rollup?.terms));
  return census;
}

/**
 * The same for all three circuits.
 * @param at.instance the size of the tally circuits
 * @param load how these are loaded: with their proving keys, to prove
 */
export async function loadRollupKeys<T extends VerifyingCircuit>(
  context: Context,
  at: Named & { readonly instance: TallyInstance },
  options: CensusKeyOptions,
  load: (...args: Parameters<typeof loadVerifyingCircuit>) => Promise<T>,
): Promise<{ readonly census: VerifyingCircuit; readonly batch: T; readonly open: T }> {
  const { process, rollup, instance } = at;
  const { output, signal } = context;
  const census = await loadCensusKey(context, at, options);
  const batch = await load(instance.name, output, signal, options.artifacts);
  const open = await load(instance.open, output, signal, options.artifacts);
  const tally = { batch: keyAtHand(batch), open: keyAtHand(open) };
  ensureRollupKeys(tally, { process, onChain: rollup, insecure: options.insecure });
  return { census, batch, open };
}

/**
 * For an entity, before it opens a rollup: shows insecure keys, and refuses them unless they are allowed.
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
