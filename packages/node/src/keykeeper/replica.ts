/** The keykeeper's own copy of the chain: it replays every block by the rules, and asks nobody what they say. */
import { Refusal } from "psephos";
import {
  type CheckedGenesis,
  type Facts,
  Ledger,
  type LedgerState,
  MemoryStore,
  type ToldBlock,
} from "psephos/ledger";
import type { Hex } from "viem";
import { bytesToHex } from "viem/utils";
import type { Checkpoint } from "./checkpoint.js";

/** Every statement is true. */
const ASSUMED: Facts = { ask: async (statements) => statements.map(() => true) };
const MOST_FRESH = 4096;

export class Replica {
  readonly #facts: Facts;
  readonly #ledger: Ledger;
  readonly #checkpoint: Checkpoint | undefined;
  readonly #checksAgain: boolean;
  #fresh: Checkpoint[] = [];

  /**
   * @param checkpoint what the chain has to have, if the keykeeper acted before
   * @param checksAgain check every proof and signature of the blocks up to the checkpoint too
   */
  constructor(
    genesis: CheckedGenesis,
    facts: Facts,
    checkpoint: Checkpoint | undefined,
    checksAgain = false,
  ) {
    this.#checksAgain = checksAgain;
    this.#facts = facts;
    this.#ledger = new Ledger(genesis, new MemoryStore());
    this.#checkpoint = checkpoint;
  }

  get height(): number {
    return this.#ledger.height;
  }

  /**
   * Whether the next block is one that this keykeeper has checked in an earlier run. Its transactions are then taken for valid: if that leads to the root
   * of the checkpoint, which fixes the whole state, it was right.
   */
  get assumes(): boolean {
    return !this.#checksAgain && this.height < (this.#checkpoint?.height ?? 0);
  }

  get stateRoot(): Hex {
    return bytesToHex(this.#ledger.stateRoot);
  }

  get state(): LedgerState {
    return this.#ledger.state;
  }

  /**
   * Applies the next block.
   * @throws PsephosError `keykeeper/other-root`: the block does not give the root that its source reports, or reports none;
   *   `keykeeper/other-history`: the chain is not the one on which the keykeeper acted before; `ledger/height`; and those of the facts
   */
  async apply(block: ToldBlock): Promise<void> {
    const applied = await this.#ledger.apply(block, this.assumes ? ASSUMED : this.#facts);
    const root = bytesToHex(applied.stateRoot);
    if (root !== block.stateRoot)
      throw new Refusal(
        "keykeeper/other-root",
        `block ${block.height} gives the state root ${root}, and the node reports ${block.stateRoot ?? "none"}`,
        { hint: "The node is wrong, or its version or its verification keys are others than here." },
      );
    if (block.height === this.#checkpoint?.height && root !== this.#checkpoint.stateRoot)
      throw new Refusal(
        "keykeeper/other-history",
        `at height ${block.height} this chain has the state root ${root}, and it had ${this.#checkpoint.stateRoot} when the keykeeper last acted`,
        {
          hint: "The chain was reset, or somebody shows another chain. If you are sure that it was reset, delete the file chain-….json of the keykeeper's folder, and no other.",
        },
      );
    applied.commit();
    this.#fresh.push({ height: block.height, stateRoot: root });
    if (this.#fresh.length > 2 * MOST_FRESH) this.#fresh.splice(0, MOST_FRESH);
  }

  /** The last heights and roots since this was called before. */
  takeFresh(): readonly Checkpoint[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }

  /** Whether the next block would take a transaction. @throws PsephosError with the rule that refuses it */
  async check(transaction: Uint8Array): Promise<void> {
    await this.#ledger.check(transaction, this.#facts);
  }
}
