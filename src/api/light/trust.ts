/**
 * From validators that are trusted to those of a later block (CometBFT v0.38, spec/light-client/verification): the validators of the genesis document are the beginning. A
 * later set is believed if more than two thirds of it agreed on its block and, unless the trusted block named it as the next one, more than a third of the
 * trusted set did too: at least one of these is honest, as long as fewer than a third of them are not.
 */
import { toHex } from "../../bytes/index.js";
import { ensure, PsephosError } from "../../errors/index.js";
import type { CheckedGenesis } from "../../ledger/index.js";
import { checkCommit, totalPower } from "./commit.js";
import { type LightBlock, MOST_STEPS, type Validator } from "./forms.js";
import { inOrder, validatorsHash } from "./header.js";

const HASH_IN_ID = 20;

/** The engine's name of a voting chain. It is in every signature of a validator. */
export const consensusChainId = ({ hash }: Pick<CheckedGenesis, "hash">): string =>
  `psephos-${toHex(hash.subarray(0, HASH_IN_ID)).slice(2)}`;

/** The validators that a voting chain begins with, in the engine's order: one vote each. */
export const genesisValidators = ({ lists }: Pick<CheckedGenesis, "lists">): Validator[] =>
  inOrder(lists.validators.map((key) => ({ key, power: 1 })));

/** What is trusted of a block. */
interface Trusted {
  readonly height: number;
  readonly validators: readonly Validator[];
  /** The hash of the next block's validators, if it is known. */
  readonly next: string | undefined;
}

function step(chainId: string, trusted: Trusted, block: LightBlock): Trusted {
  const { header, validators } = block;
  ensure(header.height > trusted.height, "api/trust", "the blocks of a proof are not in ascending order");
  const signers = checkCommit(chainId, block);
  const isNext = header.height === trusted.height + 1 && header.validatorsHash === trusted.next;
  const isSame = header.validatorsHash === validatorsHash(trusted.validators);
  if (!isNext && !isSame) {
    const power = totalPower(trusted.validators.filter(({ key }) => signers.has(key)));
    ensure(
      3 * power > totalPower(trusted.validators),
      "api/trust",
      `the validators of block ${header.height} are not known: not more than a third of those before agreed on it`,
      "Ask for the proof again: it must have the blocks in which the validators changed.",
    );
  }
  return { height: header.height, validators, next: header.nextValidatorsHash };
}

/**
 * Checks a block by the genesis document alone.
 * @param steps blocks in which the validators had changed, ascending, before the block; none if they never changed
 * @throws PsephosError `api/commit`, `api/trust`
 */
export function checkTrust(
  genesis: Pick<CheckedGenesis, "hash" | "lists">,
  steps: readonly LightBlock[],
  block: LightBlock,
): void {
  ensure(steps.length <= MOST_STEPS, "api/trust", `a proof has at most ${MOST_STEPS} steps`);
  const chainId = consensusChainId(genesis);
  const first: Trusted = { height: 0, validators: genesisValidators(genesis), next: undefined };
  [...steps, block].reduce((trusted, one) => step(chainId, trusted, one), first);
}

/** Whether {@link checkTrust} takes a block. */
export function isTrusted(
  genesis: Pick<CheckedGenesis, "hash" | "lists">,
  steps: readonly LightBlock[],
  block: LightBlock,
): boolean {
  try {
    checkTrust(genesis, steps, block);
    return true;
  } catch (error) {
    if (error instanceof PsephosError) return false;
    throw error;
  }
}

/** Those of the steps to a block that is trusted with all of them, without which it is not. */
export const neededSteps = (
  genesis: Pick<CheckedGenesis, "hash" | "lists">,
  steps: readonly LightBlock[],
  block: LightBlock,
): readonly LightBlock[] =>
  steps.reduce<readonly LightBlock[]>((kept, one) => {
    const without = kept.filter((other) => other !== one);
    return isTrusted(genesis, without, block) ? without : kept;
  }, steps);
