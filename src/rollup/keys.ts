/**
 * The keys of a process's rollup. They are named in three places: in the process file of nodes and voters, in the process on chain, and in
 * the rollup's terms. All participants compare the three with their own keys. With another census key, the contract would refuse the proofs of
 * a node's votes, and their poster would lose the bond.
 */
import type { Hex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import type { RollupTerms } from "../evm/index.js";
import { type CensusKey, ensureCensusKey, isInsecureKind, type KeyAtHand, keyId } from "../process/index.js";

/** A local verification key, with its circuit's name. */
export interface CircuitKey extends KeyAtHand {
  readonly circuit: string;
}

/** The local verification keys, as far as they are used. */
export interface RollupKeysAtHand {
  readonly census?: KeyAtHand | undefined;
  readonly batch?: CircuitKey | undefined;
  readonly open?: CircuitKey | undefined;
}

/** What the terms of a rollup say of its keys. */
export type KeyTerms = Pick<
  RollupTerms,
  "censusKey" | "batchKey" | "openKey" | "insecureCensusKey" | "insecureBatchKey" | "insecureOpenKey"
>;

/** What the chain says of the keys of a process and its rollup. */
export interface RollupKeysOnChain {
  /** The `censusKey` of the process on chain. */
  readonly censusKey: Hex;
  readonly terms: KeyTerms;
}

export interface RollupKeyRules {
  /** What is known of the process off chain. */
  readonly process: CensusKey;
  /** Absent if the chain is not asked: then nothing is known about the tally circuits' keys. */
  readonly onChain?: RollupKeysOnChain | undefined;
  /** Accept insecure keys: for tests and rehearsals. */
  readonly insecure?: boolean | undefined;
}

/** The names of a rollup's keys, in the order in which they are listed. */
export type RollupKeyName = "census" | "batch" | "open";

const DISTRUST = "Posters to a rollup with other keys lose the bond: take no part in it.";

const isInsecure = (key: KeyAtHand | undefined): boolean => key !== undefined && isInsecureKind(key.keyKind);

/** Which keys are insecure: they say so themselves, or the chain does. */
export function insecureRollupKeys(atHand: RollupKeysAtHand, terms?: KeyTerms): RollupKeyName[] {
  const { census, batch, open } = atHand;
  const marked: readonly [RollupKeyName, boolean][] = [
    ["census", isInsecure(census) || terms?.insecureCensusKey === true],
    ["batch", isInsecure(batch) || terms?.insecureBatchKey === true],
    ["open", isInsecure(open) || terms?.insecureOpenKey === true],
  ];
  return marked.filter(([, insecure]) => insecure).map(([name]) => name);
}

/**
 * Throws if one of these keys is insecure.
 * @param names as {@link insecureRollupKeys} gives them
 * @throws PsephosError `rollup/insecure-key`
 */
export function ensureSecureKeys(names: readonly RollupKeyName[], insecure = false): void {
  ensure(
    insecure || names.length === 0,
    "rollup/insecure-key",
    () =>
      `insecure keys of the rollup: ${names.join(", ")}: anyone may be able to forge votes or their count`,
    "Take no part in a real vote under these keys. For a test or a rehearsal, add --insecure.",
  );
}

/** Compares a local key with the one that the rollup was opened with. */
function ensureTallyKey(key: CircuitKey | undefined, opened: Hex): void {
  if (key === undefined) return;
  ensure(
    keyId(key.circuit, key.keyHash) === opened,
    "rollup/other-key",
    `the rollup was opened for another key of ${key.circuit} than yours`,
    "Take the keys from the release that the organiser announced. If you have the right keys, take no part: the rollup refuses proofs made with them.",
  );
}

/**
 * Throws unless the keys of a rollup are the same in all places, and the local keys are these keys. Call it before counting,
 * signing, posting or watching.
 * @throws PsephosError `process/other-key`: the local census key is not the process's; `rollup/other-census-key`:
 *   the process on chain or the rollup's terms name another one; `rollup/other-key`: the terms name another key of a tally
 *   circuit; `rollup/insecure-key`
 */
export function ensureRollupKeys(
  atHand: RollupKeysAtHand,
  { process, onChain, insecure }: RollupKeyRules,
): void {
  if (onChain) {
    const { censusKey, terms } = onChain;
    ensure(
      process.censusKey === censusKey,
      "rollup/other-census-key",
      "the process on chain names another census key than your process file",
      DISTRUST,
    );
    ensure(
      terms.censusKey === censusKey,
      "rollup/other-census-key",
      "the rollup was opened for another census key than the process on chain names",
      DISTRUST,
    );
    ensureTallyKey(atHand.batch, terms.batchKey);
    ensureTallyKey(atHand.open, terms.openKey);
  }
  if (atHand.census) ensureCensusKey(process, atHand.census, { insecure: true });
  ensureSecureKeys(insecureRollupKeys(atHand, onChain?.terms), insecure);
}
