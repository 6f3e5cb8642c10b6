/**
 * Whether the engine's mempool takes a batch. The proofs of a transaction are checked when it arrives; after each block a little of the state decides, because
 * the engine asks again for everything that waits. What waits for longer is checked by all rules again: a vote that no block can record any more, for example
 * because its process is full, would keep others from blocks that take the oldest first. A vote reserves its voter's place until the next block, so that a second one with no higher number
 * cannot wait beside it: the engine would take both. Of a batch at least half has to be good: more that is refused would travel through the network, and fill blocks, at no cost.
 * What is good in a batch that is not taken comes again in another one, from the node that waits for it.
 */
import { type PsephosError, Refusal } from "psephos";
import { decodeBatch } from "psephos/api";
import {
  decodeTransaction,
  type Facts,
  type Ledger,
  type Outcome,
  type ProcessView,
  processView,
  SupersededVote,
  transactionId,
  voteOf,
} from "psephos/ledger";
import type { Hex } from "viem";
import { factsOfCheck } from "../gather-facts.js";
import type { Waiting } from "../pool.js";
import { isVote } from "../votes.js";

/** A vote's place: at most one vote of a voter can be the next. */
interface Claim {
  readonly processId: Hex;
  readonly voterId: Hex;
  readonly nonce: number;
}

/** A transaction whose proofs hold. */
interface Proved {
  /** Null for what is no vote. */
  readonly claim: Claim | null;
  /** The last block when all rules took it. */
  readonly height: number;
}

/** What is said of a batch: a code for each refusal, null for what is taken. */
export interface BatchVerdict {
  readonly taken: boolean;
  readonly codes: readonly (string | null)[];
}

/** What shows, beside a malformed transaction, that nobody checked the batch before it was sent. */
const FALSE: ReadonlySet<string> = new Set([
  "ledger/ballot-mismatch",
  "ledger/not-eligible",
  "ledger/proof-refused",
  "ledger/signature",
  "ledger/too-long",
]);
/** Transactions whose proofs are known to hold. */
const MOST_PROVED = 200_000;
/** Blocks after which what still waits is checked by all rules again. */
const STALE = 4;

/** Facts of what was proved before. */
const PROVED: Facts = { ask: async (statements) => statements.map(() => true) };

const toHex = (bytes: Uint8Array): Hex => `0x${Buffer.from(bytes).toString("hex")}`;

const claimOf = (outcome: Outcome, nonce: number): Claim | null =>
  outcome.kind === "vote" ? { processId: outcome.processId, voterId: outcome.voterId, nonce } : null;

const nonceOf = (bytes: Uint8Array): number => {
  const tx = decodeTransaction(bytes);
  return isVote(tx) ? tx.nonce : 0;
};

export class Mempool {
  readonly #ledger: Ledger;
  readonly #facts: Facts;
  readonly #proved = new Map<Hex, Proved>();
  /** Since the last block: the vote that has each voter's place. */
  readonly #claims = new Map<string, { readonly id: Hex; readonly nonce: number }>();
  /** Since the last block: what the engine has. */
  readonly #present = new Set<Hex>();
  /** Processes, as of the last block. */
  readonly #processes = new Map<Hex, ProcessView | undefined>();

  /** @param facts gathered */
  constructor(ledger: Ledger, facts: Facts) {
    this.#ledger = ledger;
    this.#facts = facts;
  }

  /** Whether the engine has a transaction, as far as it asked since the last block. */
  has(id: Hex): boolean {
    return this.#present.has(id);
  }

  /** What this node checked itself, before it sends it. */
  addProved({ id, vote }: Waiting): void {
    this.#remember(
      id,
      vote ? { processId: vote.vote.processId, voterId: vote.voterId, nonce: vote.vote.nonce } : null,
    );
  }

  /** A block was committed: what waits is asked for again. @param recorded its transactions */
  committed(recorded: Iterable<Hex>): void {
    for (const id of recorded) this.#proved.delete(id);
    this.#claims.clear();
    this.#present.clear();
    this.#processes.clear();
  }

  /** @throws PsephosError a failure: it could not be checked */
  async check(batch: Uint8Array): Promise<BatchVerdict> {
    let transactions: Uint8Array[];
    try {
      transactions = decodeBatch(batch);
    } catch (error) {
      return { taken: false, codes: [(error as PsephosError).code] };
    }
    const ids = transactions.map((bytes) => toHex(transactionId(bytes)));
    const refusals = await Promise.all(transactions.map((bytes, i) => this.#refusalOf(bytes, ids[i]!)));
    const codes = refusals.map((refusal) => refusal?.code ?? null);
    const isFalse = codes.some(
      (code, i) => code !== null && (FALSE.has(code) || !isWellFormed(transactions[i]!)),
    );
    const good = codes.filter((code) => code === null).length;
    const taken = !isFalse && 2 * good >= codes.length;
    if (taken) for (const [i, code] of codes.entries()) if (code === null) this.#present.add(ids[i]!);
    return { taken, codes };
  }

  async #refusalOf(bytes: Uint8Array, id: Hex): Promise<PsephosError | undefined> {
    try {
      let proved = this.#proved.get(id);
      if (proved === undefined || this.#ledger.height >= proved.height + STALE)
        proved = await this.#prove(id, bytes);
      else if (proved.claim === null) ensureChanges(await this.#ledger.check(bytes, PROVED));
      else this.#ensureOpen(proved.claim);
      if (proved.claim) this.#reserve(id, proved.claim);
      return undefined;
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }

  async #prove(id: Hex, bytes: Uint8Array): Promise<Proved> {
    const outcome = await this.#ledger.check(bytes, factsOfCheck(this.#facts));
    ensureChanges(outcome);
    return this.#remember(id, claimOf(outcome, nonceOf(bytes)));
  }

  #remember(id: Hex, claim: Claim | null): Proved {
    const proved = { claim, height: this.#ledger.height };
    this.#proved.set(id, proved);
    if (this.#proved.size > MOST_PROVED) this.#proved.delete(this.#proved.keys().next().value!);
    return proved;
  }

  #processOf(id: Hex): ProcessView | undefined {
    if (!this.#processes.has(id)) this.#processes.set(id, processView(this.#ledger.state, id));
    return this.#processes.get(id);
  }

  /** Whether a proved vote can still be recorded, as far as the state alone shows. */
  #ensureOpen({ processId, voterId, nonce }: Claim): void {
    const process = this.#processOf(processId);
    if (process?.phase !== "open") throw new Refusal("ledger/ended", "the process takes no votes any more");
    const counting = voteOf(this.#ledger.state, process, voterId);
    if (counting && counting.entry.nonce >= nonce)
      throw new SupersededVote(counting.entry.nonce, process.declaration.params.maxVoteOverwrites);
  }

  #reserve(id: Hex, { processId, voterId, nonce }: Claim): void {
    const key = `${processId}/${voterId}`;
    const holder = this.#claims.get(key);
    if (holder && holder.id !== id && holder.nonce >= nonce) {
      const most = this.#processOf(processId)?.declaration.params.maxVoteOverwrites ?? nonce;
      throw new SupersededVote(holder.nonce, most);
    }
    this.#claims.set(key, { id, nonce });
  }
}

function isWellFormed(bytes: Uint8Array): boolean {
  try {
    decodeTransaction(bytes);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** A transaction that is recorded already changes nothing. */
function ensureChanges(outcome: Outcome): void {
  if (outcome.repeated) throw new Refusal("api/batch", "the transaction is recorded already");
}
