/**
 * Which states the validators vouch for. A state counts if more than two thirds of the genesis document's validators signed its root: all of one, three of
 * four. So whoever stands between the keykeeper and a node cannot invent empty blocks up to the end of a process.
 */
import { Refusal } from "psephos";
import { checkHead, type Head } from "psephos/api";
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
  readonly #needed: number;
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
    this.#needed = Math.floor((2 * length) / 3) + 1;
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
    checkHead(this.#genesis, head);
    this.#last.set(validator, head);
    const of = this.#signed.get(height) ?? new Map<Hex, Hex>();
    this.#signed.set(height, of);
    const before = of.get(validator) ?? this.#replayed.get(height);
    if (before !== undefined && before !== stateRoot)
      throw new Refusal(
        "keykeeper/two-roots",
        `the validator ${validator} signed the state root ${stateRoot} for height ${height}, and the chain that it vouches for has ${before}`,
        {
          hint: "Its signatures convict it. Nothing is revealed until people have decided which chain is the true one.",
        },
      );
    of.set(validator, stateRoot);
    const agree = [...of.values()].filter((root) => root === stateRoot).length;
    if (agree >= this.#needed && height > (this.#vouched?.height ?? -1))
      this.#vouched = { height, stateRoot };
    const oldest = (this.#vouched?.height ?? 0) - REMEMBERED;
    for (const heights of [this.#signed, this.#replayed])
      for (const old of heights.keys()) if (old < oldest) heights.delete(old);
  }

  /** Takes the root of a state that was replayed, and that leads to one that is vouched for. */
  replayed({ height, stateRoot }: Vouched): void {
    this.#replayed.set(height, stateRoot);
  }
}
