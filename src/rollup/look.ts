/** One look at a rollup's turn: what each posted leaf is, among the votes that the watcher knows, and what to do about it. */
import { isAddressEqual, zeroAddress } from "viem";
import type { AcceptedVote } from "../ballot/index.js";
import { type Hex, randomBelow } from "../bytes/index.js";
import type { Poseidon } from "../engine/index.js";
import type { Refusal } from "../errors/index.js";
import {
  type ChainReader,
  type PostedBatch,
  type PostingsRead,
  type RollupAccount,
  type RollupContracts,
  type RollupTerms,
  type RollupTurn,
  readDemand,
  readPublishedBallots,
  slotOf,
} from "../evm/index.js";
import { proofWords, shownCastVote, shownVote } from "./posting.js";
import { voteLeaf } from "./votes.js";

/** What a watcher works with. */
export interface WatchOptions {
  readonly client: ChainReader;
  readonly contracts: RollupContracts;
  readonly processId: Hex;
  /** Every vote that the watcher's node accepted, or saw on chain. One with a nonce that is too high is not known. */
  readonly votes: readonly AcceptedVote[];
  /** Whether a vote's census proof holds; asked of posted votes. One whose proof does not hold is not known. */
  readonly holds: (vote: AcceptedVote) => Promise<boolean>;
  /** Calls the contract; without one, what should be done is told and not done. */
  readonly account?: { readonly calls: RollupAccount; readonly address: Hex };
  /** The most demands to make, of slots that are not foreseeable; all unless told. Each may cost its bond. */
  readonly mostDemands?: number;
  /** Kept from one look to the next, it saves reading and hashing what an earlier one did. */
  readonly memory?: WatchMemory;
}

/** What looks at one process's rollup have read and hashed. */
export class WatchMemory {
  readonly postings: PostingsRead = new Map();
  readonly #leaves = new WeakMap<AcceptedVote, bigint>();

  leafOf(vote: AcceptedVote, hash: Poseidon): bigint {
    const leaf = this.#leaves.get(vote) ?? voteLeaf(vote, hash);
    this.#leaves.set(vote, leaf);
    return leaf;
  }
}

/** What a look came upon, and did if it could. */
export interface WatchAction {
  /**
   * `demand`: ask for a vote that nobody knows; `show-ignored`: show that a published ballot was left unopened; `end-unanswered`: end the
   * turn for a demand that nobody answered in time; `end-late`: end a turn that was not closed in time; `answer`: answer a demand.
   */
  readonly kind: "demand" | "show-ignored" | "end-unanswered" | "end-late" | "answer";
  /** Where: batch and slot; absent for what concerns the turn as a whole. */
  readonly batch?: number;
  readonly slot?: number;
  readonly transaction?: Hex;
  /** Why it was not done, if it was tried: mostly because somebody else was faster. */
  readonly refused?: Refusal;
}

/** Something to do about a slot, found but not yet done. */
export interface Finding {
  readonly kind: WatchAction["kind"];
  readonly batch?: number;
  readonly slot?: number;
  act(calls: RollupAccount): Promise<{ transactionHash: Hex }>;
  /** Whether it ends the turn, so that there is nothing more to look at. */
  readonly ends: boolean;
}

/** One look's knowledge. */
export class Look {
  readonly #options: WatchOptions;
  readonly #terms: RollupTerms;
  readonly #turn: RollupTurn;
  readonly #block: bigint;
  readonly #batches: readonly PostedBatch[];
  readonly #demanded: ReadonlySet<bigint>;
  readonly #known: ReadonlyMap<bigint, AcceptedVote>;
  /** voteHashes of the ballots on chain, read when the first one matters. */
  #published: Promise<ReadonlySet<bigint>> | undefined;

  constructor(
    options: WatchOptions,
    at: {
      terms: RollupTerms;
      turn: RollupTurn;
      block: bigint;
      batches: readonly PostedBatch[];
      /** Slots that were demanded, by their indices. */
      demanded: readonly bigint[];
    },
    memory: WatchMemory,
    hash: Poseidon,
  ) {
    this.#options = options;
    this.#terms = at.terms;
    this.#turn = at.turn;
    this.#block = at.block;
    this.#batches = at.batches;
    this.#demanded = new Set(at.demanded);
    // One whose nonce is too high is no vote: nobody can answer with it, so it is demanded as one that nobody knows.
    const votes = options.votes.filter(({ nonce }) => nonce <= at.terms.maxVoteOverwrites);
    this.#known = new Map(votes.map((vote) => [memory.leafOf(vote, hash), vote]));
  }

  get #isPoster(): boolean {
    const { account } = this.#options;
    return account !== undefined && isAddressEqual(account.address, this.#turn.poster);
  }

  get #canChallenge(): boolean {
    return !this.#turn.closed || this.#block < this.#turn.deadline;
  }

  /** Counts of what was compared. */
  count(): { compared: number; missing: number } {
    const posted = new Set(this.#batches.flatMap(({ leaves }) => leaves.filter((leaf) => leaf !== 0n)));
    const missing = [...this.#known.keys()].filter((leaf) => !posted.has(leaf)).length;
    return { compared: posted.size, missing: this.#turn.closed ? missing : 0 };
  }

  /** Everything that should be done, in the order of the slots. */
  async *findings(): AsyncGenerator<Finding> {
    const { processId } = this.#options;
    if (!this.#turn.closed && this.#block >= this.#turn.deadline && !this.#isPoster) {
      yield { kind: "end-late", ends: true, act: (calls) => calls.challengeLate(processId) };
    }
    for (const { batch, slot, leaf } of this.#slots()) {
      const finding = await this.#findingAt(batch, slot, leaf);
      if (finding) yield finding;
    }
  }

  /** The slots that hold a vote, from the first on; where not all may be demanded, from one that no poster foresees. */
  #slots(): { batch: number; slot: number; leaf: bigint }[] {
    const slots = this.#batches.flatMap(({ leaves }, batch) =>
      leaves.map((leaf, slot) => ({ batch, slot, leaf })).filter(({ leaf }) => leaf !== 0n),
    );
    if (this.#options.mostDemands === undefined || slots.length === 0) return slots;
    const start = randomBelow(slots.length);
    return [...slots.slice(start), ...slots.slice(0, start)];
  }

  async #findingAt(batch: number, slot: number, leaf: bigint): Promise<Finding | undefined> {
    const vote = this.#known.get(leaf);
    if (vote === undefined || !(await this.#options.holds(vote))) return this.#unknown(batch, slot);
    return (await this.#answer(batch, slot, vote)) ?? this.#ignored(batch, slot, vote);
  }

  /** The demand for a slot; the slots without one are known, so that only the others are asked for. */
  async #demandAt(batch: number, slot: number) {
    const { client, contracts, processId } = this.#options;
    const index = BigInt(batch * this.#terms.slots + slot);
    if (!this.#demanded.has(index)) return { index };
    const key = [processId, BigInt(this.#turn.number), index] as const;
    return { index, demand: await readDemand(client, contracts, key) };
  }

  /** Whoever answers gets the bond; and an honest tally is not void because its poster does not answer. */
  async #answer(batch: number, slot: number, vote: AcceptedVote): Promise<Finding | undefined> {
    const { index, demand } = await this.#demandAt(batch, slot);
    if (!demand || demand.demander === zeroAddress || this.#block >= demand.deadline) return undefined;
    const act = (calls: RollupAccount) =>
      calls.answer(this.#options.processId, index, shownCastVote(vote), proofWords(vote.proof));
    return { kind: "answer", batch, slot, ends: false, act };
  }

  async #unknown(batch: number, slot: number): Promise<Finding | undefined> {
    const { processId } = this.#options;
    const { index, demand } = await this.#demandAt(batch, slot);
    if (!demand) {
      if (!this.#canChallenge || this.#isPoster) return undefined;
      const { demandBond } = this.#terms;
      const act = (calls: RollupAccount) =>
        calls.demand(processId, slotOf(this.#batches, batch, slot), demandBond);
      return { kind: "demand", batch, slot, ends: false, act };
    }
    if (demand.demander === zeroAddress || this.#block < demand.deadline) return undefined;
    if (this.#isPoster) return undefined;
    const act = (calls: RollupAccount) => calls.challengeUnanswered(processId, index);
    return { kind: "end-unanswered", batch, slot, ends: true, act };
  }

  async #readPublished(): Promise<ReadonlySet<bigint>> {
    const { client, contracts, processId } = this.#options;
    const ballots = await readPublishedBallots(client, contracts, {
      processId,
      fromBlock: this.#terms.closing,
    });
    return new Set(ballots.map(({ voteHash }) => voteHash));
  }

  async #ignored(batch: number, slot: number, vote: AcceptedVote): Promise<Finding | undefined> {
    if (!this.#canChallenge || this.#isPoster) return undefined;
    const opened = (this.#batches[batch]!.bitmap >> BigInt(slot)) & 1n;
    if (opened === 1n) return undefined;
    this.#published ??= this.#readPublished();
    if (!(await this.#published).has(vote.voteHash)) return undefined;
    const at = slotOf(this.#batches, batch, slot);
    const act = (calls: RollupAccount) =>
      calls.challengeIgnored(this.#options.processId, at, shownVote(vote));
    return { kind: "show-ignored", batch, slot, ends: true, act };
  }
}
