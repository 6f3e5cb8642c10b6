/** The blocks of batches: what one does to the state, found once and kept until it is committed. It depends on the block and the state alone. */
import { createHash } from "node:crypto";
import { Failure, PsephosError } from "psephos";
import { decodeBatch, RESULT } from "psephos/api";
import { decodeTransaction, type Facts, type Ledger, type Lists } from "psephos/ledger";
import { type MadeBlock, makeBlock } from "../blocks.js";

/** A transaction of a block of batches. */
export interface Placed {
  readonly bytes: Uint8Array;
  /** Of its batch in the block. */
  readonly batch: number;
  /** In its batch. */
  readonly index: number;
}

/** A block that was applied, and what became of each transaction of each batch. */
export interface BatchedBlock {
  readonly made: MadeBlock<Placed>;
  /** A byte of `RESULT` for each transaction of each batch. */
  readonly results: readonly Uint8Array[];
  /** The code of each refusal, for people: null for what was not refused. */
  readonly codes: readonly (readonly (string | null)[])[];
}

/** The most transactions of a block: a block that has more is not voted for. */
export const MOST_IN_BLOCK = 5_000;
/** Milliseconds between two attempts at what could not be checked, and how many there are. */
const RETRY = 500;
const ATTEMPTS = 5;

function digestOf(batches: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const batch of batches) hash.update(createHash("sha256").update(batch).digest());
  return hash.digest("hex");
}

/** Whether any transaction of a batch changed the state. */
export const changed = (results: Uint8Array): boolean => results.includes(RESULT.recorded);

/** The transactions of a block's batches; undefined if a batch is malformed or the block is too large. */
export function placesOf(batches: readonly Uint8Array[]): Placed[] | undefined {
  const places: Placed[] = [];
  for (const [batch, bytes] of batches.entries()) {
    try {
      for (const [index, one] of decodeBatch(bytes).entries()) places.push({ bytes: one, batch, index });
    } catch (error) {
      if (error instanceof PsephosError) return undefined;
      throw error;
    }
    if (places.length > MOST_IN_BLOCK) return undefined;
  }
  return places;
}

export class BlockMaker {
  readonly #ledger: Ledger;
  readonly #facts: Facts;
  #kept: { readonly height: number; readonly digest: string; readonly block: BatchedBlock } | undefined;

  constructor(ledger: Ledger, facts: Facts) {
    this.#ledger = ledger;
    this.#facts = facts;
  }

  /**
   * What the next block does.
   * @param batches whole: those of a block that nobody has to accept are tried with `placesOf` first
   * @throws PsephosError a failure, after several attempts: the block could not be checked
   */
  async make(batches: readonly Uint8Array[]): Promise<BatchedBlock> {
    const height = this.#ledger.height + 1;
    const digest = digestOf(batches);
    if (this.#kept?.height === height && this.#kept.digest === digest) return this.#kept.block;
    const places = placesOf(batches);
    if (!places) throw new Failure("comet/not-decided", "a block has a malformed batch");
    const made = await this.#attempt(places);
    const results = batches.map((bytes) => new Uint8Array(decodeBatch(bytes).length));
    const codes = results.map(({ length }) => Array.from<string | null>({ length }).fill(null));
    for (const { waiting } of made.repeated) results[waiting.batch]![waiting.index] = RESULT.repeated;
    for (const { waiting, error } of made.refused) {
      results[waiting.batch]![waiting.index] = RESULT.refused;
      codes[waiting.batch]![waiting.index] = error.code;
    }
    const block = { made, results, codes };
    this.#kept = { height, digest, block };
    return block;
  }

  /** Whether what the next block of these batches does is known. */
  has(batches: readonly Uint8Array[]): boolean {
    return this.#kept?.height === this.#ledger.height + 1 && this.#kept.digest === digestOf(batches);
  }

  /** Leaves the batches out that change nothing. The block without them does the same, so it need not be applied again. */
  async choose(batches: readonly Uint8Array[]): Promise<readonly Uint8Array[]> {
    const { made, results, codes } = await this.make(batches);
    const chosen = batches.filter((_, i) => changed(results[i]!));
    if (chosen.length < batches.length)
      this.#kept = {
        height: this.#ledger.height + 1,
        digest: digestOf(chosen),
        block: {
          made,
          results: results.filter(changed),
          codes: codes.filter((_, i) => changed(results[i]!)),
        },
      };
    return chosen;
  }

  forget(): void {
    this.#kept = undefined;
  }

  async #attempt(places: readonly Placed[]): Promise<MadeBlock<Placed>> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await makeBlock(this.#ledger, this.#facts, places);
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
        await new Promise((resolve) => setTimeout(resolve, RETRY));
      }
    }
  }
}

/** The validators that a block's last list names; undefined if none of its transactions changes the lists, or if it names nobody: the chain needs somebody. */
export function newValidators({ made }: BatchedBlock): Lists["validators"] | undefined {
  let validators: Lists["validators"] | undefined;
  for (const { waiting, outcome } of made.included) {
    if (outcome.kind !== "attest" || !outcome.final) continue;
    const tx = decodeTransaction(waiting.bytes);
    if (tx.kind !== "attest" || tx.statement.kind !== "lists") continue;
    if (tx.statement.lists.validators.length > 0) validators = tx.statement.lists.validators;
  }
  return validators;
}
