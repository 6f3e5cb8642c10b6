/**
 * Who validates a chain of several now: a late block that more than two thirds of its validators signed, and the blocks that lead to them from the validators of the genesis
 * document. Its header also has the state root after the block before it. So whoever has the genesis document knows whose heads count, after any change of the validators.
 */
import type { Hex } from "../bytes/index.js";
import { fixedHex, toHex } from "../bytes/index.js";
import { ensure, ensureAble } from "../errors/index.js";
import type { CheckedGenesis } from "../ledger/index.js";
import { checkTrust, type LightBlock } from "./light/index.js";
import type { ValidatorsAnswer } from "./validators-schema.js";

/** Validators, and a state that more than two thirds of them agreed on. */
export interface ProvenValidators {
  /** Their ed25519 keys. */
  readonly validators: readonly Hex[];
  /** The height of the state: that of the block before the one that they signed. */
  readonly height: number;
  readonly stateRoot: Hex;
  /** When the block was made, by their clocks: milliseconds since 1970. */
  readonly time: number;
}

/** Milliseconds: an older block says who validated then, not who does now. */
const VALIDATORS_AGE = 24 * 3_600_000;

/** The keys that count as a chain's validators, in the place of those of its genesis document. */
export type Signers = Pick<CheckedGenesis, "hash" | "lists">;

export const signersOf = ({ hash, lists }: Signers, validators: readonly Hex[]): Signers => ({
  hash,
  lists: { ...lists, validators },
});

/** The form of an answer. */
export const validatorsAnswer = (
  { hash }: Pick<CheckedGenesis, "hash">,
  block: LightBlock,
  steps: readonly LightBlock[],
): ValidatorsAnswer => ({ block, genesisHash: toHex(hash), steps: [...steps] });

/**
 * Checks what a node shows of the present validators with the genesis document alone.
 * @param now milliseconds since 1970
 * @throws PsephosError `api/validators`: it is of another chain; `api/commit`, `api/trust`; `api/old-block`: its block is of another day
 */
export function checkValidators(
  genesis: Signers,
  { block, genesisHash, steps }: ValidatorsAnswer,
  now = Date.now(),
): ProvenValidators {
  ensure(
    genesisHash === toHex(genesis.hash),
    "api/validators",
    "the validators are those of another voting chain",
    "Check that the node and the genesis document belong to the same chain.",
  );
  checkTrust(genesis, steps, block);
  const { header, validators } = block;
  const time = Date.parse(header.time);
  ensureAble(
    Math.abs(now - time) <= VALIDATORS_AGE,
    "api/old-block",
    `the last block that the node shows was made at ${header.time}: who validates now is not known`,
    "The node hides later blocks, or the chain stands still, or this machine's clock is wrong. Ask another node.",
  );
  return {
    validators: validators.filter(({ power }) => power > 0).map(({ key }) => key),
    height: header.height - 1,
    stateRoot: toHex(fixedHex(header.appHash, 32, "a root")),
    time,
  };
}
