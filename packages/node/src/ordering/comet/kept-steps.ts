/**
 * The first block of each set of validators, kept with the store: the engine may have forgotten it, and a node that began with a snapshot never had it. They are only a hint: whoever uses them checks
 * them from the genesis document on.
 */
import { type LightBlock, neededSteps } from "psephos/api";
import type { CheckedGenesis } from "psephos/ledger";
import type { Notes } from "../../store/index.js";

const NOTE = "comet/steps";
/** Blocks after which a change of the validators is in effect. */
const IN_EFFECT = 2;
/** Beyond it, those that nothing needs are forgotten. A proof has at most 64. */
const MOST = 48;

export const keepSteps = (notes: Notes, steps: readonly LightBlock[]): void =>
  notes.put(NOTE, Buffer.from(JSON.stringify(steps)));

export class KeptSteps {
  readonly #genesis: CheckedGenesis;
  readonly #notes: Notes;
  readonly #blockAt: (height: number) => Promise<LightBlock>;
  #steps: readonly LightBlock[];
  /** Blocks that changed the validators, and whose successors are not kept yet. */
  #changes: readonly number[] = [];
  #working: Promise<void> = Promise.resolve();

  constructor(genesis: CheckedGenesis, notes: Notes, blockAt: (height: number) => Promise<LightBlock>) {
    this.#genesis = genesis;
    this.#notes = notes;
    this.#blockAt = blockAt;
    const bytes = notes.get(NOTE);
    this.#steps = bytes ? (JSON.parse(Buffer.from(bytes).toString()) as readonly LightBlock[]) : [];
  }

  /** Ascending. */
  get steps(): readonly LightBlock[] {
    return this.#steps;
  }

  /** A block is on the disk. What the engine does not give at once is asked for at the next block. @param changed whether it changes the validators */
  committed(height: number, changed: boolean): void {
    if (changed) this.#changes = [...this.#changes, height];
    if (this.#changes.some((one) => height >= one + IN_EFFECT))
      this.#working = this.#working.then(() => this.#keep(height)).catch(() => undefined);
  }

  async #keep(height: number): Promise<void> {
    for (const change of this.#changes.filter((one) => height >= one + IN_EFFECT)) {
      const block = await this.#blockAt(change + IN_EFFECT);
      const before = this.#steps.filter(({ header }) => header.height < block.header.height);
      const kept = before.length < MOST ? before : neededSteps(this.#genesis, before, block);
      keepSteps(this.#notes, [...kept, block]);
      this.#steps = [...kept, block];
      this.#changes = this.#changes.filter((one) => one !== change);
    }
  }
}
