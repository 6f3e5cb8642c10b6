/** One check of a rollup's turn: which known vote each posted leaf is, and what to do if there is none. */
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

/** What a watcher needs. */
export interface WatchOptions {
  readonly client: ChainReader;
  readonly contracts: RollupContracts;
  readonly processId: Hex;
  /** Every vote that the watcher's node accepted, or saw on chain. A vote whose nonce is too high counts as unknown. */
  readonly votes: readonly AcceptedVote[];
  /** Whether a vote's census proof is valid; called for posted votes. A vote with an invalid proof counts as unknown. */
  readonly holds: (vote: AcceptedVote) => Promise<boolean>;
  /** Calls the contract. Without it, actions are reported and not done. */
  readonly account?: { readonly calls: RollupAccount; readonly address: Hex };
  /** The largest number of demands, of random slots; no limit by default. Each may cost its bond. */
  readonly mostDemands?: number;
  /** Kept from one check to the next, so that nothing is read or hashed twice. */
  readonly memory?: WatchMemory;
}

/** What earlier checks of one process's rollup have read and hashed. */
export class WatchMemory {
  readonly postings: PostingsRead = new Map();
  readonly #leaves = new WeakMap<AcceptedVote, bigint>();

  leafOf(vote: AcceptedVote, hash: Poseidon): bigint {
    const leaf = this.#leaves.get(vote) ?? voteLeaf(vote, hash);
    this.#leaves.set(vote, leaf);
    return leaf;
  }
}

/** What a check found, and did if it could. */
export interface WatchAction {
  /**
   * `demand`: ask for a vote that nobody knows; `show-ignored`: show that a published ballot was left unopened; `end-unanswered`: end the
   * turn for a demand that nobody answered in time; `end-late`: end a turn that was not closed in time; `answer`: answer a demand.
   */
  readonly kind: "demand" | "show-ignored" | "end-unanswered" | "end-late" | "answer";
  /** The place; absent if it concerns the turn as a whole. */
  readonly batch?: number;
  readonly slot?: number;
  readonly transaction?: Hex;
  /** Why the attempt failed: mostly because somebody else was faster. */
  readonly refused?: Refusal;
}

/** An action that was found but not done yet. */
export interface Finding {
  readonly kind: WatchAction["kind"];
  readonly batch?: number;
  readonly slot?: number;
  act(calls: RollupAccount): Promise<{ transactionHash: Hex }>;
  /** Whether it ends the turn: then there is nothing more to check. */
  readonly ends: boolean;
}

/** What one check knows. */
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
    // A vote whose nonce is too high is invalid: nobody can answer with it, so it is demanded like an unknown one.
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

  /** The slots with a vote, from the first on. If the number of demands is limited, from a random one on. */
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

  /** The demand for a slot. Only slots with a demand are read from the chain. */
  async #demandAt(batch: number, slot: number) {
    const { client, contracts, processId } = this.#options;
    const index = BigInt(batch * this.#terms.slots + slot);
    if (!this.#demanded.has(index)) return { index };
    const key = [processId, BigInt(this.#turn.number), index] as const;
    return { index, demand: await readDemand(client, contracts, key) };
  }

  /** The answerer gets the bond, and an honest tally does not become void because its poster does not answer. */
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
