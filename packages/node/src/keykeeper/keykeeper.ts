/** The daemon: it follows the chain by replaying it, and does its part in each key ceremony on states that the validators vouch for. */
import { setTimeout as sleep } from "node:timers/promises";
import { Failure, PsephosError, Refusal } from "psephos";
import { type CheckedGenesis, type Facts, type ProcessView, transactionId } from "psephos/ledger";
import type { Hex } from "viem";
import { bytesToHex } from "viem/utils";
import type { KeykeeperChain } from "./chain.js";
import { type Checkpoint, Checkpoints } from "./checkpoint.js";
import { Duties, type MessageKind } from "./duties.js";
import { Folder } from "./folder.js";
import { Heads } from "./heads.js";
import { type KeykeeperPublic, openIdentity } from "./identity.js";
import { type Node, type NodeStatus, Nodes } from "./nodes.js";
import { Records } from "./records.js";
import { Replica } from "./replica.js";
import { type CeremonyStatus, CeremonyStatuses } from "./status.js";
import { type KeykeeperLog, Watch } from "./watch.js";

export interface KeykeeperOptions {
  /** With the keys that `initKeykeeper` made. */
  readonly folder: string;
  readonly passphrase: string;
  readonly genesis: CheckedGenesis;
  /** From `createFacts`, with the verification keys that the genesis document names. */
  readonly facts: Facts;
  /** In the order in which they are used; at least one. */
  readonly nodes: readonly KeykeeperChain[];
  readonly log: KeykeeperLog;
  /** Milliseconds between two questions to a node that has nothing new; 1,000 if left out. */
  readonly pollMs?: number;
}

export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}

export interface KeykeeperStatus {
  readonly identity: KeykeeperPublic | null;
  readonly running: boolean;
  /** Why it stopped by itself, or why it does nothing at present. */
  readonly problem: Problem | null;
  /** Of the last state that it replayed and that is vouched for. */
  readonly height: number;
  readonly nodes: readonly NodeStatus[];
  /** Those that are not over, and those that have ended since the start. `problem`: what keeps this keykeeper from its part. */
  readonly ceremonies: readonly (CeremonyStatus & { readonly problem: Problem | null })[];
}

export interface Keykeeper {
  /**
   * Opens the folder and begins.
   * @throws PsephosError `keykeeper/wrong-passphrase`, `keykeeper/not-made`, `keykeeper/damaged`, `keykeeper/permissions`, `keykeeper/no-validators`
   */
  start(): Promise<void>;
  /** Ends after the step that it is at. */
  stop(): Promise<void>;
  readonly status: KeykeeperStatus;
  /** Resolves after `stop`; rejects with the reason if the keykeeper has to stop by itself. */
  readonly stopped: Promise<void>;
}

/** Blocks after which a message is sent again that is not on the chain. */
const SEND_AGAIN = 3;
/** Blocks after which the checkpoint is written again: a restart need not check them once more. */
const MARK_EVERY = 1000;

const problemOf = ({ code, message, hint }: PsephosError): Problem => ({ code, message, hint: hint ?? null });

class Daemon implements Keykeeper {
  readonly #options: KeykeeperOptions;
  readonly #genesisHash: Hex;
  readonly #heads: Heads;
  readonly #nodes: Nodes;
  readonly #watch: Watch;
  readonly #statuses = new CeremonyStatuses();
  readonly #abort = new AbortController();
  readonly stopped: Promise<void>;
  #settle!: { resolve: () => void; reject: (error: unknown) => void };
  #replica: Replica;
  /** Nodes that gave blocks since the last state that is vouched for. */
  readonly #sources = new Set<Node>();
  readonly #sent = new Map<Hex, number>();
  #opened: { checkpoints: Checkpoints; duties: Duties; identity: KeykeeperPublic } | undefined;
  #checkpoint: Checkpoint | undefined;
  #running: Promise<void> | undefined;
  #problem: PsephosError | undefined;
  #height = 0;
  #ceremonies: KeykeeperStatus["ceremonies"] = [];

  constructor(options: KeykeeperOptions) {
    const { genesis, facts, nodes, log } = options;
    this.#options = options;
    this.#genesisHash = bytesToHex(genesis.hash);
    this.#heads = new Heads(genesis);
    this.#watch = new Watch(log);
    this.#nodes = new Nodes(nodes, ({ chain, problem, distrusted }) =>
      log[distrusted ? "error" : "warn"]({ event: "node", node: chain.name }, `${chain.name}: ${problem}`),
    );
    this.#replica = new Replica(genesis, facts, undefined);
    this.stopped = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.stopped.catch(() => {}); // who does not ask is told by the status and the log
  }

  get status(): KeykeeperStatus {
    return {
      identity: this.#opened?.identity ?? null,
      running: this.#running !== undefined && !this.#abort.signal.aborted,
      problem: this.#problem ? problemOf(this.#problem) : null,
      height: this.#height,
      nodes: this.#nodes.all.map(({ status }) => status),
      ceremonies: this.#ceremonies,
    };
  }

  async start(): Promise<void> {
    if (this.#running || this.#abort.signal.aborted)
      throw new Failure("keykeeper/stopped", "a keykeeper is started once: make a new one");
    const { genesis, facts, passphrase, log } = this.#options;
    const folder = await Folder.open(this.#options.folder);
    const identity = await openIdentity(folder, passphrase);
    await folder.clean();
    const checkpoints = new Checkpoints(folder, identity.fileKey, this.#genesisHash);
    this.#checkpoint = await checkpoints.read();
    this.#replica = new Replica(genesis, facts, this.#checkpoint);
    const door = {
      check: (transaction: Uint8Array) => this.#replica.check(transaction),
      send: (kind: MessageKind, view: ProcessView, round: number, transaction: Uint8Array) =>
        this.#send(kind, view, round, transaction),
    };
    const duties = new Duties(genesis, { identity, records: new Records(folder, identity), door });
    const { address, key } = identity;
    this.#opened = { checkpoints, duties, identity: { address, key } };
    log.info(
      { event: "started", address, genesis: this.#genesisHash },
      `the keykeeper ${address} follows the chain`,
    );
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
    this.#settle.resolve();
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    const { log, pollMs = 1000 } = this.#options;
    while (!signal.aborted) {
      try {
        await this.#round(signal);
      } catch (error) {
        if (signal.aborted) break;
        if (!(error instanceof PsephosError) || error.code !== "keykeeper/no-node") {
          this.#stopFor(error);
          return;
        }
        if (this.#problem?.message !== error.message) log.warn({ event: "waiting" }, error.message);
        this.#problem = error;
      }
      await sleep(pollMs, undefined, { signal }).catch(() => {});
    }
    await this.#mark().catch((error) => log.error({ event: "checkpoint" }, (error as Error).message));
    log.info({ event: "stopped", height: this.#height }, "the keykeeper stops");
  }

  #stopFor(error: unknown): void {
    const told =
      error instanceof PsephosError
        ? error
        : new Failure("keykeeper/stopped", `the keykeeper failed: ${(error as Error).message}`, {
            cause: error,
          });
    this.#problem = told;
    this.#abort.abort();
    const { code, message, hint } = told;
    this.#options.log.error({ event: "stopped", code, hint }, `the keykeeper stops: ${message}`);
    this.#settle.reject(told);
  }

  /** Asks for heads, replays up to the last state that is vouched for, and does what is due there. */
  async #round(signal: AbortSignal): Promise<void> {
    await this.#nodes.heads(
      signal,
      (head) => this.#heads.take(head),
      this.#heads.mayChange ? (answer) => this.#heads.prove(answer) : undefined,
    );
    const { vouched } = this.#heads;
    if (!vouched)
      throw new Failure("keykeeper/no-node", "no node gives a head that the chain's validators signed");
    if (!(await this.#follow(vouched, signal))) return;
    this.#height = this.#replica.height;
    const before = this.#checkpoint;
    if (before && this.#height < before.height) {
      this.#problem = new Failure(
        "keykeeper/behind",
        `the chain has height ${this.#height}, and this keykeeper acted at height ${before.height}: it waits`,
        { hint: "If the chain was reset, see docs/node.md." },
      );
      return;
    }
    const problems = await this.#opened!.duties.attendAll(this.#replica.state);
    if (this.#height >= (this.#checkpoint?.height ?? 0) + MARK_EVERY) await this.#mark();
    this.#problem = undefined;
    this.#report(problems);
  }

  /** @returns false if it has to begin again, without the nodes that gave wrong blocks */
  async #follow(vouched: Checkpoint, signal: AbortSignal): Promise<boolean> {
    while (this.#replica.height < vouched.height) {
      const next = this.#replica.height + 1;
      const { node, blocks } = await this.#nodes.blocks(next, signal);
      this.#sources.add(node);
      for (const block of blocks) {
        signal.throwIfAborted();
        if (block.height > vouched.height) break;
        try {
          await this.#replica.apply(block);
        } catch (error) {
          if (error instanceof Refusal) return this.#beginAgain(error);
          throw error;
        }
      }
    }
    const { height, stateRoot } = this.#replica;
    if (height === vouched.height && stateRoot !== vouched.stateRoot)
      return this.#beginAgain(
        new Refusal(
          "keykeeper/other-root",
          `the blocks up to height ${height} give the state root ${stateRoot}, and the validators signed ${vouched.stateRoot}`,
          { hint: "The node gives blocks that are not the chain's, or its version is another than here." },
        ),
      );
    this.#sources.clear();
    for (const replayed of this.#replica.takeFresh()) this.#heads.replayed(replayed);
    return true;
  }

  /** Replays the chain anew from other nodes. @throws PsephosError the error, if no other node is left */
  #beginAgain(error: Refusal): false {
    const { genesis, facts } = this.#options;
    const { assumes } = this.#replica;
    if (!assumes) this.#nodes.distrust(this.#sources, error);
    this.#sources.clear();
    if (this.#nodes.trusted.length === 0) throw error;
    // A block may have a transaction that was refused: then it was wrong to take all for valid, and no node is to blame.
    this.#replica = new Replica(genesis, facts, this.#checkpoint, assumes);
    return false;
  }

  /** Notes the last height on which the keykeeper acts. */
  async #mark(): Promise<void> {
    const height = this.#height;
    if (height <= (this.#checkpoint?.height ?? 0) || !this.#opened || height !== this.#replica.height) return;
    const checkpoint = { height, stateRoot: this.#replica.stateRoot };
    await this.#opened.checkpoints.write(checkpoint);
    this.#checkpoint = checkpoint;
  }

  async #send(kind: MessageKind, view: ProcessView, round: number, transaction: Uint8Array): Promise<void> {
    const id = bytesToHex(transactionId(transaction));
    const height = this.#height;
    const last = this.#sent.get(id);
    if (last !== undefined && height < last + SEND_AGAIN) return;
    await this.#replica.check(transaction);
    await this.#mark();
    await this.#nodes.submit(transaction, this.#abort.signal);
    this.#sent.set(id, height);
    const { processId } = view.record;
    this.#options.log.info(
      { event: "sent", kind, processId, round, transaction: id, height },
      `${kind} sent in round ${round} of the process ${processId}`,
    );
  }

  #report(problems: ReadonlyMap<Hex, PsephosError>): void {
    const before = new Map(this.#ceremonies.map(({ processId, problem }) => [processId, problem?.message]));
    this.#ceremonies = this.#statuses.of(this.#replica.state).map((status) => {
      const error = problems.get(status.processId);
      return { ...status, problem: error ? problemOf(error) : null };
    });
    for (const { processId, round, problem } of this.#ceremonies)
      if (problem && problem.message !== before.get(processId))
        this.#options.log.error({ event: "problem", processId, round, code: problem.code }, problem.message);
    this.#watch.tell(this.#ceremonies, this.#height);
  }
}

/** A keykeeper, not yet started. @throws PsephosError `keykeeper/no-validators`: the genesis document names no validator */
export const createKeykeeper = (options: KeykeeperOptions): Keykeeper => new Daemon(options);
