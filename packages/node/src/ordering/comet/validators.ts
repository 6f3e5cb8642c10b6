/** The validators that the engine has, each with one vote: those of the genesis document, and then those of the lists that oracles attest. */
import { Refusal } from "psephos";
import type { CheckedGenesis, LedgerState, Lists } from "psephos/ledger";
import { presentLists } from "psephos/ledger";
import type { Hex } from "viem";
import type { Notes } from "../../store/index.js";
import type { ValidatorUpdate } from "./generated/tendermint/abci/types_pb.js";

type Keys = Lists["validators"];

const NOTE = "comet/validators";

interface Noted {
  /** The block that changed them. */
  readonly height: number;
  readonly before: Keys;
  readonly after: Keys;
}

const updateOf = (key: Hex, power: bigint) => ({
  pubKey: { sum: { case: "ed25519" as const, value: Buffer.from(key.slice(2), "hex") } },
  power,
});

/** What the engine has to be told: who joins, and who leaves. */
export const validatorUpdates = (before: Keys, after: Keys) => [
  ...before.filter((key) => !after.includes(key)).map((key) => updateOf(key, 0n)),
  ...after.filter((key) => !before.includes(key)).map((key) => updateOf(key, 1n)),
];

export class Validators {
  readonly #genesis: CheckedGenesis;
  readonly #notes: Notes;
  readonly #height: () => number;

  /** @param height of the last committed block */
  constructor(genesis: CheckedGenesis, notes: Notes, height: () => number) {
    this.#genesis = genesis;
    this.#notes = notes;
    this.#height = height;
  }

  /** After the last committed block. */
  get present(): Keys {
    const bytes = this.#notes.get(NOTE);
    if (!bytes) return this.#genesis.lists.validators;
    const { height, before, after } = JSON.parse(Buffer.from(bytes).toString()) as Noted;
    // The note is written before its block: a node that was killed between the two has it too early.
    return height > this.#height() ? before : after;
  }

  /** Notes the validators after the block at `height`, before it is written. */
  put(height: number, after: Keys | undefined): void {
    if (!after) return;
    const noted: Noted = { height, before: this.present, after };
    this.#notes.put(NOTE, Buffer.from(JSON.stringify(noted)));
  }

  /** After a restored snapshot. @throws PsephosError `comet/genesis`: the lists name nobody, so who validates is not known */
  restore(state: LedgerState): void {
    const { validators } = presentLists(state);
    if (validators.length === 0)
      throw new Refusal("comet/genesis", "the present lists of this chain name no validator", {
        hint: "Join from the first block on: a snapshot does not say who validates.",
      });
    this.#notes.put(
      NOTE,
      Buffer.from(JSON.stringify({ height: 0, before: validators, after: validators } satisfies Noted)),
    );
  }

  /** @throws PsephosError `comet/genesis`: the engine begins with other validators than the genesis document names */
  ensureGiven(given: readonly ValidatorUpdate[]): void {
    const keys = given.map(({ pubKey, power }) =>
      pubKey?.sum.case === "ed25519" && power === 1n
        ? `0x${Buffer.from(pubKey.sum.value).toString("hex")}`
        : "",
    );
    const own = this.#genesis.lists.validators;
    if (own.length === 0 || keys.length !== own.length || !own.every((key) => keys.includes(key)))
      throw new Refusal(
        "comet/genesis",
        "the engine begins with other validators than the genesis document names",
        {
          hint: "Let `psephos-node start` write the engine's files. The genesis document of such a chain names its validators.",
        },
      );
  }
}
