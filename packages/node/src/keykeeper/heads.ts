/**
 * Which states the validators vouch for. A state counts if more than two thirds of the validators signed its root: all of one, three of four. So whoever stands between the keykeeper and a
 * node cannot invent empty blocks up to the end of a process. The validators are those of the genesis document; on a chain of several they are those whom the last proof names, which vouches
 * for a state by itself.
 */
import { Refusal } from "psephos";
import {
  checkHead,
  checkValidators,
  type Head,
  isOfSeveral,
  type Signers,
  signersOf,
  type ValidatorsAnswer,
} from "psephos/api";
import type { CheckedGenesis } from "psephos/ledger";
import type { Hex } from "viem";

/** Heights for which signatures are remembered. */
const REMEMBERED = 4096;

export interface Vouched {
  readonly height: number;
  readonly stateRoot: Hex;
}

export class Heads {
  readonly #genesis: CheckedGenesis;
  /** The chain with the validators of now. */
  #signers: Signers;
  /** By height, then validator: the root that it signed. */
  readonly #signed = new Map<number, Map<Hex, Hex>>();
  /** Each validator's last head that was checked: a node gives the same one again and again. */
  readonly #last = new Map<Hex, Head>();
  readonly #replayed = new Map<number, Hex>();
  #vouched: Vouched | undefined;

  /** @throws PsephosError `keykeeper/no-validators` */
  constructor(genesis: CheckedGenesis) {
    const { length } = genesis.lists.validators;
    if (length === 0)
      throw new Refusal(
        "keykeeper/no-validators",
        "the genesis document names no validator: nobody vouches for the end of a process",
        { hint: "Put the key of the node that makes the blocks into the genesis document's validators." },
      );
    this.#genesis = genesis;
    this.#signers = genesis;
  }

  /** Whether nodes are asked for proofs of the validators of now. */
  get mayChange(): boolean {
    return isOfSeveral(this.#genesis);
  }

  /**
   * Takes a node's proof of the validators of now, and of a state.
   * @throws PsephosError `api/validators`, `api/commit`, `api/trust`, `api/old-block`; `keykeeper/two-roots`
   */
  prove(answer: ValidatorsAnswer): void {
    const { validators, height, stateRoot } = checkValidators(this.#genesis, answer);
    if (height <= (this.#vouched?.height ?? -1)) return;
    this.#ensureSame(
      "more than two thirds of the validators",
      { height, stateRoot },
      this.#replayed.get(height),
    );
    this.#signers = signersOf(this.#genesis, validators);
    this.#vouch({ height, stateRoot });
  }

  /** The highest state that enough validators vouch for. */
  get vouched(): Vouched | undefined {
    return this.#vouched;
  }

  /**
   * Takes a head from a node.
   * @throws PsephosError `api/head`: no validator signed it; `keykeeper/two-roots`: its validator signed two states of one height
   */
  take(head: Head): void {
    const { height, stateRoot, validator, signature } = head;
    const last = this.#last.get(validator);
    if (last?.height === height && last.stateRoot === stateRoot && last.signature === signature) return;
    checkHead(this.#signers, head);
    this.#last.set(validator, head);
    const of = this.#signed.get(height) ?? new Map<Hex, Hex>();
    this.#signed.set(height, of);
    const before = of.get(validator) ?? this.#replayed.get(height);
    this.#ensureSame(`the validator ${validator}`, head, before);
    of.set(validator, stateRoot);
    const { validators } = this.#signers.lists;
    const agree = validators.filter((one) => of.get(one) === stateRoot).length;
    if (3 * agree > 2 * validators.length && height > (this.#vouched?.height ?? -1))
      this.#vouch({ height, stateRoot });
  }

  /** @throws PsephosError `keykeeper/two-roots` */
  #ensureSame(who: string, { height, stateRoot }: Vouched, before: Hex | undefined): void {
    if (before === undefined || before === stateRoot) return;
    throw new Refusal(
      "keykeeper/two-roots",
      `${who} signed the state root ${stateRoot} for height ${height}, and the chain that it vouches for has ${before}`,
      {
        hint: "Its signatures convict it. Nothing is revealed until people have decided which chain is the true one.",
      },
    );
  }

  #vouch(state: Vouched): void {
    this.#vouched = state;
    const oldest = state.height - REMEMBERED;
    for (const heights of [this.#signed, this.#replayed])
      for (const old of heights.keys()) if (old < oldest) heights.delete(old);
  }

  /** Takes the root of a state that was replayed, and that leads to one that is vouched for. */
  replayed({ height, stateRoot }: Vouched): void {
    this.#replayed.set(height, stateRoot);
  }
}
