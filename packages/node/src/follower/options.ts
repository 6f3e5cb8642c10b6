/** What a follower is given, and what it tells about itself. */
import type { CheckedGenesis, FindTransaction, LedgerState } from "psephos/ledger";
import type { Hex, LocalAccount } from "viem";

/** Small durable values. `put` returns after the value is on disk. */
export interface Notes {
  get(name: string): Uint8Array | undefined;
  put(name: string, bytes: Uint8Array): void;
}

/** A structured log; pino's has this form. */
export interface FollowerLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** The answer of an ordering to a transaction that it accepted. `recorded` rejects if no block takes it. */
export interface Submitted {
  readonly recorded?: Promise<unknown>;
}

export interface FollowerOptions {
  /** HTTP addresses of Ethereum nodes, in order of preference. They may contain API keys: only their hosts are ever told. */
  readonly endpoints: readonly string[];
  readonly genesis: CheckedGenesis;
  /** The process contract instances to follow: those of the genesis document, or some of them. */
  readonly contracts: readonly Hex[];
  /** The oracle's account. Without it the follower only observes. */
  readonly account?: LocalAccount;
  /** How many later blocks there must be before a block is read; 0 on a development chain. */
  readonly confirmations: number;
  readonly notes: Notes;
  /** The chain's state after its last durable block. */
  readonly state: () => LedgerState;
  readonly submit: (transaction: Uint8Array) => Promise<Submitted | undefined>;
  /** Gives the transactions of the voting chain's blocks, with which a rollup's votes are signed; without it none are signed. */
  readonly find?: FindTransaction;
  /** Whether the oracle's account also sends transactions to the EVM: results to the results contract, and seals of inclusions. Default false. */
  readonly report?: boolean;
  readonly log: FollowerLog;
  /** Milliseconds between two looks at the EVM; 2,000 by default. */
  readonly pollInterval?: number;
  /** Milliseconds that an endpoint has for one answer; 10,000 by default. */
  readonly timeout?: number;
}

/** An error as it is told: without its cause, which can contain the address of an endpoint. */
export interface ToldError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

export interface EndpointStatus {
  /** Host and port; the rest of the address can contain a key. */
  readonly host: string;
  /** Why it is not asked for now, and until when (ms since 1970); null if it answers. */
  readonly failing: { readonly why: string; readonly since: number; readonly until: number } | null;
}

/**
 * What a process waits for.
 *
 * - `nothing`: all that the contracts say is final on the voting chain.
 * - `evm`: its creation is in no block of the EVM any more.
 * - `recorded`: this oracle's attestation was sent, and is in no block of the voting chain yet.
 * - `quorum`: other oracles have to attest the same.
 * - `ahead`: other oracles have attested events that this follower has not read yet.
 * - `account`: an oracle; this follower only observes.
 * - `seal`: somebody has to seal the rollup's inclusions before its votes can be signed.
 * - `retry`: the last attempt failed; see `error`.
 */
export type Waiting = "nothing" | "evm" | "recorded" | "quorum" | "ahead" | "account" | "seal" | "retry";

export interface ProcessStatus {
  readonly processId: Hex;
  /** Events of the contracts that were found. */
  readonly events: number;
  /** How many attestations about it were final when it was last looked at; 0 before its declaration. */
  readonly attested: number;
  readonly waiting: Waiting;
  readonly error: (ToldError & { readonly retryAt: number }) | null;
}

/** The work on the chain's lists of oracles and validators. */
export interface ListsStatus {
  /** The block of the EVM in which the contract changed them last, as far as it was read; null if it did not. */
  readonly changed: number | null;
  readonly waiting: Waiting;
  readonly error: ProcessStatus["error"];
}

export interface FollowerStatus {
  readonly running: boolean;
  /** The oracle's address, and whether it is on the voting chain's list now. */
  readonly oracle: { readonly address: Hex; readonly listed: boolean } | null;
  /** The last block whose events were read. */
  readonly read: { readonly number: number; readonly hash: Hex } | null;
  /** The newest block that is old enough to be read, as an endpoint last told. */
  readonly head: number | null;
  /** Why the events could not be read the last time. */
  readonly error: ToldError | null;
  readonly endpoints: readonly EndpointStatus[];
  readonly processes: readonly ProcessStatus[];
  readonly lists: ListsStatus;
}
