/**
 * Several validators order together: the engine decides the blocks, this node is its application. What is sent to this node waits in its own pool until it is in a block; the engine is
 * given it again as often as it loses it. Heads are signed by this node's key, which has to be a validator's for receipts that need no proof of the consensus.
 */
import { Failure, PsephosError } from "psephos";
import { type CommitReceipt, type Head, signHead, type ValidatorsAnswer, type VoteName } from "psephos/api";
import {
  type CheckedGenesis,
  type Facts,
  Ledger,
  type LedgerState,
  type Outcome,
  transactionId,
} from "psephos/ledger";
import type { Hex } from "viem";
import type { NodeStore } from "../../store/index.js";
import { boundedFacts, type GatherOptions, gatherFacts, yieldingFacts } from "../gather-facts.js";
import { Intake } from "../intake.js";
import type { Ordering, OrderingEvent, OrderingStatus, Pending } from "../ordering.js";
import { ensureStoreAgrees, starting, stopping } from "../phases.js";
import { fullPool, type PoolBounds, type Waiting } from "../pool.js";
import { createApplication } from "./application.js";
import { type BatchedBlock, BlockMaker, newValidators, type Placed } from "./blocks.js";
import { mostBlockBytes } from "./chain.js";
import { ClockWatch } from "./clock-watch.js";
import { Mempool } from "./mempool.js";
import { Outbox } from "./outbox.js";
import { CommitReceipts } from "./receipts.js";
import type { EngineRpc, EngineStatus } from "./rpc.js";
import { type AbciServer, type SocketAddress, serveApplication } from "./server.js";
import { SnapshotRestore } from "./snapshot-restore.js";
import type { Snapshots } from "./snapshot-shelf.js";
import { Validators } from "./validators.js";

export interface CometOptions {
  readonly genesis: CheckedGenesis;
  /** Stays open until the ordering has stopped; whoever opened it closes it. */
  readonly store: NodeStore;
  readonly facts: Facts;
  /** ed25519, 32 bytes: signs heads. */
  readonly secretKey: Uint8Array;
  readonly version: string;
  /** Where the application listens for the engine. */
  readonly address: SocketAddress;
  readonly rpc: EngineRpc;
  /** Milliseconds from block to block; a height that does not move for much longer is a failure. */
  readonly blockTime: number;
  /** Blocks that the engine keeps; 0 for all. */
  readonly retain?: number;
  /** What is offered to nodes that join; nothing if left out. */
  readonly snapshots?: Snapshots;
  /** The node has the state of a snapshot, and no blocks up to its height. */
  readonly restored?: (height: number) => void;
  readonly waiting?: PoolBounds;
  readonly gather?: GatherOptions;
  /** Transactions of a batch, at most. */
  readonly batch?: number;
  /** A request of the engine could not be answered. */
  readonly failed?: (error: unknown) => void;
}

const MEBIBYTE = 2 ** 20;
const WAITING: PoolBounds = { transactions: 20_000, bytes: 64 * MEBIBYTE };
const GATHER: GatherOptions = { delay: 20, most: 256 };
/** Statements about arriving transactions that are checked at a time: about a quarter of a second. */
const ASKED = 512;
/** Room of a message beside its transactions. */
const MESSAGE = 16 * MEBIBYTE;
/** Seconds after which a client may come again. */
const RETURN = 5;
/** Milliseconds between two looks at the engine. */
const LOOK = 2_000;
/** Block times without a block after which the chain counts as halted, and the least of it in milliseconds. */
const HALTED = 20;
const LEAST_HALT = 30_000;

/** What the lines about a remote signer have; and the milliseconds between two times that it is missed aloud. */
const SIGNER_LINE = '"module":"privval"';
const SIGNER_PAUSE = 30_000;

const toHex = (bytes: Uint8Array): Hex => `0x${Buffer.from(bytes).toString("hex")}`;

type Phase = "new" | "running" | "stopping";

export class CometOrdering implements Ordering {
  readonly genesis: CheckedGenesis;
  readonly validators: Validators;
  readonly #options: CometOptions;
  readonly #store: NodeStore;
  readonly #ledger: Ledger;
  readonly #intake: Intake;
  readonly #outbox: Outbox;
  readonly #mempool: Mempool;
  readonly #receipts: CommitReceipts;
  readonly #clock = new ClockWatch();
  #lookedAt = 0;
  #server: AbciServer | undefined;
  #phase: Phase = "new";
  #head: Head;
  #trouble: Failure | undefined = new Failure("ordering/catching-up", "the engine is starting");
  #lastBlock = performance.now();
  #engine: EngineStatus | undefined;
  #signerMissed = Number.NEGATIVE_INFINITY;
  #looking: NodeJS.Timeout | undefined;

  /** @throws PsephosError `ledger/other-genesis`, `store/write` */
  constructor(options: CometOptions) {
    const { genesis, store, facts, rpc } = options;
    this.genesis = genesis;
    this.#options = options;
    this.#store = store;
    this.#ledger = new Ledger(genesis, store.state);
    this.validators = new Validators(genesis, store.notes, () => store.height);
    const gathered = gatherFacts(boundedFacts(facts, ASKED), options.gather ?? GATHER);
    this.#mempool = new Mempool(this.#ledger, gathered);
    this.#intake = new Intake({
      genesis,
      store,
      ledger: this.#ledger,
      facts: gathered,
      bounds: options.waiting ?? WAITING,
      ensureAccepting: () => {
        const { status } = this;
        if (!status.accepting) throw status.error;
      },
      ensureWaiting: () => {
        if (this.#phase === "stopping") throw stopping();
      },
      added: (waiting) => {
        this.#mempool.addProved(waiting);
        this.#outbox.add(waiting);
      },
    });
    this.#outbox = new Outbox({
      broadcast: (batch) => rpc.broadcast(batch),
      has: ({ id }) => this.#mempool.has(id),
      waiting: () => this.#intake.pool.all(),
      reconsider: (waiting) => void this.#reconsider(waiting),
      failed: (error) => this.#failedToReach(error),
      ...(options.batch !== undefined && { most: options.batch }),
    });
    this.#receipts = new CommitReceipts({ genesis, store, rpc, state: () => this.state });
    this.#head = this.#sign(store.block(store.height)?.time ?? 0);
  }

  get state(): LedgerState {
    return this.#ledger.state;
  }

  get head(): Head {
    return this.#head;
  }

  headAt(height: number): Head | undefined {
    if (height === this.#head.height) return this.#head;
    const block = this.#store.block(height);
    return block && signHead(this.genesis.hash, block, this.#options.secretKey);
  }

  /** Where the application listens, after `start`. */
  get address(): SocketAddress {
    return this.#server!.address;
  }

  /** What the engine last said of itself. */
  get engine(): EngineStatus | undefined {
    return this.#engine;
  }

  get status(): OrderingStatus {
    const refuse = (error: PsephosError) => ({ accepting: false, error, retryAfter: RETURN }) as const;
    if (this.#phase === "new") return refuse(starting());
    if (this.#phase === "stopping") return refuse(stopping());
    if (this.#trouble) return refuse(this.#trouble);
    if (this.#intake.pool.isFull()) return refuse(fullPool());
    return { accepting: true };
  }

  get waiting(): number {
    return this.#intake.pool.size;
  }

  /** Listens for the engine, which is started next. @throws PsephosError `ordering/store-disagrees`, `comet/socket` */
  async start(): Promise<void> {
    ensureStoreAgrees(
      this.#store,
      this.#ledger,
      this.#head,
      "Restore a back-up of store and engine together, or fetch the chain again from another node.",
    );
    if (this.#phase !== "new") return;
    const { genesis, facts, version, address } = this.#options;
    this.#server = await serveApplication({
      address,
      most: mostBlockBytes(genesis) + MESSAGE,
      failed: (error) => this.#failed(error),
      application: createApplication({
        genesis,
        version,
        ledger: this.#ledger,
        store: this.#store,
        blocks: new BlockMaker(this.#ledger, yieldingFacts(facts)),
        mempool: this.#mempool,
        validators: this.validators,
        retain: this.#options.retain ?? 0,
        snapshots: this.#options.snapshots,
        restore: new SnapshotRestore({
          genesis: this.genesis,
          store: this.#store,
          validators: this.validators,
          restored: (height) => this.#restored(height),
          refused: (error) => this.#intake.tell({ kind: "trouble", error }),
        }),
        committed: (made, time) => this.#committed(made, time),
        troubled: (error) => this.#failed(error),
      }),
    });
    this.#phase = "running";
    this.#lastBlock = performance.now();
    this.#looking = setInterval(() => void this.look(), LOOK).unref();
  }

  /** Call it while the engine still runs, so that a block under way is finished; then stop the engine, then `close`. */
  async stop(): Promise<void> {
    this.#phase = "stopping";
    clearInterval(this.#looking);
    this.#outbox.close();
    await this.#intake.checked();
    for (const waiting of this.#intake.pool.all()) this.#intake.refuse(waiting, stopping());
  }

  /** Ends the socket: the engine, if it still runs, ends as well. */
  async close(): Promise<void> {
    this.#receipts.close();
    await this.#server?.close();
  }

  subscribe(listener: (event: OrderingEvent) => void): () => void {
    return this.#intake.subscribe(listener);
  }

  check(transaction: Uint8Array): Promise<Outcome> {
    return this.#intake.check(transaction);
  }

  submit(transaction: Uint8Array): Promise<Pending> {
    return this.#intake.submit(transaction);
  }

  commitReceipt(name: VoteName): Promise<CommitReceipt | undefined> {
    return this.#receipts.of(name);
  }

  presentValidators(): Promise<ValidatorsAnswer | undefined> {
    return this.#receipts.validators();
  }

  /** The engine ended, and is started again. */
  lost(reason: string): void {
    this.#tellTrouble(
      new Failure("ordering/catching-up", `the consensus engine ended (${reason}), and is started again`),
    );
  }

  /** A line of the engine's log, which has only its errors. */
  said(line: string): void {
    if (!line.includes(SIGNER_LINE)) return;
    const now = performance.now();
    if (now - this.#signerMissed < SIGNER_PAUSE) return;
    this.#signerMissed = now;
    this.#intake.tell({
      kind: "trouble",
      error: new Failure("comet/signer", "the remote signer does not answer: this validator signs nothing", {
        hint: "Start it, and let it connect to the address of --signer. The engine goes on when it is back.",
      }),
    });
  }

  /** Asks the engine how it is. It never rejects. */
  async look(): Promise<void> {
    if (this.#phase !== "running") return;
    try {
      this.#engine = await this.#options.rpc.status();
    } catch {
      this.#engine = undefined;
      this.#tellTrouble(new Failure("ordering/catching-up", "the consensus engine does not answer"));
      return;
    }
    const still = performance.now() - this.#lastBlock;
    if (this.#engine.catchingUp)
      this.#tellTrouble(
        new Failure("ordering/catching-up", "the node fetches the blocks that it does not have"),
      );
    else if (still > Math.max(LEAST_HALT, HALTED * this.#options.blockTime))
      this.#tellTrouble(
        new Failure("ordering/apply", `no block for ${Math.round(still / 1000)} seconds`, {
          hint: "More than two thirds of the validators have to be up and connected. If the others go on, this node's state differs: see docs/operators.md.",
        }),
      );
    else {
      const isLive = this.#trouble === undefined && this.#head.height > this.#lookedAt;
      this.#trouble = undefined;
      const error = isLive ? this.#clock.look(this.#head.time, still) : undefined; // blocks that are fetched are old
      if (error) this.#intake.tell({ kind: "trouble", error });
    }
    this.#lookedAt = this.#head.height;
  }

  #tellTrouble(error: Failure): void {
    const known = this.#trouble?.code === error.code;
    this.#trouble = error;
    if (!known) this.#intake.tell({ kind: "trouble", error });
  }

  #failedToReach(error: PsephosError): void {
    this.#intake.tell({ kind: "trouble", error });
  }

  #failed(error: unknown): void {
    this.#options.failed?.(error);
    const told =
      error instanceof PsephosError
        ? error
        : new Failure("ordering/apply", "the node could not answer its engine", { cause: error });
    this.#intake.tell({ kind: "trouble", error: told });
  }

  #sign(time: number): Head {
    const { height, stateRoot } = this.#ledger;
    return signHead(
      this.genesis.hash,
      { height, time, stateRoot: toHex(stateRoot) },
      this.#options.secretKey,
    );
  }

  #restored(height: number): void {
    this.#lastBlock = performance.now();
    this.#head = this.#sign(0);
    this.#options.restored?.(height);
  }

  #committed(block: BatchedBlock, time: number): void {
    const { made } = block;
    this.#lastBlock = performance.now();
    this.#head = this.#sign(time);
    this.#intake.tell({ kind: "block", head: this.#head, transactions: made.included.length });
    const { height } = made.applied;
    for (const [index, { waiting, outcome }] of made.included.entries())
      this.#own(waiting, (own) => this.#intake.record(own, { height, index, outcome }));
    for (const { waiting, outcome } of made.repeated)
      this.#own(waiting, (own) => this.#intake.repeat(own, outcome));
    for (const { waiting, error } of made.refused)
      this.#own(waiting, (own) => this.#intake.refuse(own, error));
    this.#outbox.committed(height);
    this.#receipts.committed(newValidators(block) !== undefined);
  }

  /** Most transactions of a block came through other nodes. */
  #own({ bytes }: Placed, settle: (own: Waiting) => void): void {
    const own = this.#intake.pool.get(toHex(transactionId(bytes)));
    if (own) settle(own);
  }

  /** The engine did not take a transaction: whoever sent it is told, if the rules refuse it by now. */
  async #reconsider(waiting: Waiting): Promise<void> {
    try {
      const outcome = await this.#ledger.check(waiting.bytes, this.#options.facts);
      if (outcome.repeated) this.#intake.repeat(waiting, outcome);
    } catch (error) {
      if (error instanceof PsephosError && error.kind === "refused") this.#intake.refuse(waiting, error);
    }
  }
}
