/** Replays a chain for its bundle: which transactions made a process what it is, and the record at the end. */

import type { Hex } from "../bytes/index.js";
import { toHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import {
  type AppliedBlock,
  type Attested,
  type CheckedGenesis,
  decodeTransaction,
  type Facts,
  hashOfDeclaration,
  Ledger,
  type Lists,
  memoryScratch,
  type ProcessView,
  presentLists,
  processView,
  proveRecord,
  type RecordProof,
  ReplayStore,
  type Scratch,
  type ToldBlock,
  type TransactionResult,
  ZERO_32,
} from "../ledger/index.js";
import { Status } from "../process/index.js";
import type { PlacedTransaction } from "./documents.js";

/** Every statement is true. */
const ASSUMED: Facts = { ask: async (statements) => statements.map(() => true) };

/** A census root that became final. */
export interface CensusDeclared {
  readonly root: string;
  readonly uri: string;
}

/** What is known of a process when the chain has been replayed. */
export interface ReplayedProcess {
  readonly ledger: Ledger;
  readonly view: ProcessView;
  /** Of the height of the bundle. */
  readonly proof: RecordProof;
  /** 32 bytes, of the same height. */
  readonly stateRoot: Uint8Array;
  /** The chain's lists at that height. */
  readonly lists: Lists;
  /** In the order in which they became final. */
  readonly censuses: readonly CensusDeclared[];
}

export interface ReplayOptions {
  readonly genesis: CheckedGenesis;
  /** From height 1, each the last one plus one. */
  readonly blocks: AsyncIterable<ToldBlock> | Iterable<ToldBlock>;
  readonly processId: Hex;
  /** Asked only about a block whose told root differs when all statements are taken for true, or that tells none. */
  readonly facts: Facts;
  /** The last height; that of the count or the cancellation if left out. */
  readonly height?: number | undefined;
  /** Room for the votes of the chain; in memory if left out. */
  readonly scratch?: Scratch | undefined;
  readonly onBlock?: ((height: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** @throws PsephosError `ledger/other-root` */
function ensureRoot({ height, stateRoot }: ToldBlock, applied: AppliedBlock): void {
  const root = toHex(applied.stateRoot);
  ensure(
    stateRoot === null || stateRoot === root,
    "ledger/other-root",
    `the state root after block ${height} is ${root}, and ${stateRoot} is told`,
    "This is the first block that differs: its node counts by other rules, or tells another history.",
  );
}

/** Applies a block. Its statements are taken for true if the told root confirms it: an audit checks each of them. */
async function applyTold(ledger: Ledger, block: ToldBlock, facts: Facts): Promise<AppliedBlock> {
  if (block.stateRoot !== null) {
    const assumed = await ledger.apply(block, ASSUMED);
    if (toHex(assumed.stateRoot) === block.stateRoot) return assumed;
  }
  const applied = await ledger.apply(block, facts);
  ensureRoot(block, applied);
  return applied;
}

/** Whether a process has reached the state that a bundle is of. */
const isFinal = ({ record }: ProcessView): boolean =>
  record.counted !== null || record.status === Status.CANCELED;

/** A statement that became final with this result. */
function finalStatement(transaction: Uint8Array, result: TransactionResult): Attested | undefined {
  if (!result.accepted || result.outcome.kind !== "attest" || !result.outcome.final) return undefined;
  const tx = decodeTransaction(transaction);
  return tx.kind === "attest" ? tx.statement : undefined;
}

/**
 * Transactions up to the final declaration of a process, without what some oracles declared otherwise, and what they replaced: the first
 * attestation of a bundle then declares what became final, whatever a few oracles say.
 */
function standing(
  transactions: readonly PlacedTransaction[],
  processId: Hex,
  declaration: Hex,
): PlacedTransaction[] {
  const heard = new Set<Hex>();
  const stands = ({ transaction }: PlacedTransaction) => {
    const tx = decodeTransaction(transaction);
    if (tx.kind !== "attest" || tx.subject !== processId || tx.statement.kind !== "declared") return true;
    const last = !heard.has(tx.oracle);
    heard.add(tx.oracle);
    return last && hashOfDeclaration(tx.statement.declaration) === declaration;
  };
  return transactions.toReversed().filter(stands).reverse();
}

/** Collects what is put into a bundle: everything up to the last height at which the process became final. */
export class ProcessReplay {
  readonly #options: ReplayOptions;
  readonly #ledger: Ledger;
  readonly #censuses: CensusDeclared[] = [];
  /** Transactions before the process was declared, or after the height of the proof: whether and how they come into the bundle is not known yet. */
  #later: PlacedTransaction[] = [];
  #found:
    | (Pick<ReplayedProcess, "proof" | "stateRoot" | "lists"> & { readonly canceled: boolean })
    | undefined;

  constructor(options: ReplayOptions) {
    this.#options = options;
    this.#ledger = new Ledger(options.genesis, new ReplayStore(options.scratch ?? memoryScratch()));
  }

  /** The transactions of the bundle, as they are found. @throws PsephosError those of `Ledger.apply`; `ledger/other-root` */
  async *transactions(): AsyncGenerator<PlacedTransaction> {
    const { blocks, facts, height: last = Number.POSITIVE_INFINITY, onBlock, signal } = this.#options;
    for await (const block of blocks) {
      signal?.throwIfAborted();
      if (block.height > last) break;
      const applied = await applyTold(this.#ledger, block, facts);
      applied.commit();
      for (const [i, result] of applied.results.entries()) this.#take(block, i, result);
      if (this.#isTheHeight(block.height) || this.#isUnderWay) {
        yield* this.#later;
        this.#later = [];
      }
      onBlock?.(block.height);
    }
  }

  /** The process was declared, and has not reached a state that a bundle can be of: everything until then belongs to it. */
  get #isUnderWay(): boolean {
    return this.#censuses.length > 0 && this.#found === undefined;
  }

  #take({ height, transactions }: ToldBlock, i: number, result: TransactionResult): void {
    if (!result.accepted || result.outcome.repeated) return;
    const { processId } = this.#options;
    const { outcome } = result;
    const subject = outcome.kind === "attest" ? outcome.subject : outcome.processId;
    if (subject !== processId && subject !== ZERO_32) return;
    const transaction = transactions[i]!;
    this.#later.push({ height, transaction });
    const statement = subject === processId ? finalStatement(transaction, result) : undefined;
    if (statement?.kind === "declared") {
      const { censusRoot: root, censusUri: uri } = statement.declaration.params;
      this.#later = standing(this.#later, processId, hashOfDeclaration(statement.declaration));
      this.#censuses.push({ root, uri });
    } else if (statement?.kind === "census") this.#censuses.push(statement);
  }

  /** Whether the bundle's height is this one, as far as is known: the proof is made at once, because a later state gives another one. */
  #isTheHeight(height: number): boolean {
    const { processId, height: last } = this.#options;
    const view = processView(this.#ledger.state, processId);
    if (!view || (last === undefined ? !isFinal(view) : height !== last)) return false;
    const canceled = view.record.status === Status.CANCELED;
    if (this.#found && this.#found.canceled === canceled) return false;
    const { state, stateRoot } = this.#ledger;
    this.#found = { proof: proveRecord(state, processId), stateRoot, lists: presentLists(state), canceled };
    return true;
  }

  /** @throws PsephosError `audit/no-process`, `audit/not-final` */
  end(): ReplayedProcess {
    const { processId } = this.#options;
    const view = processView(this.#ledger.state, processId);
    ensure(
      view,
      "audit/no-process",
      `the voting chain does not know the process ${processId}`,
      "Give the chain that the process was declared for.",
    );
    ensure(
      this.#found,
      "audit/not-final",
      "the process is neither counted nor canceled at the end of this chain",
      "Make the bundle when its votes are counted, or name a height with --height.",
    );
    const { canceled: _, ...found } = this.#found;
    return { ledger: this.#ledger, view, ...found, censuses: this.#censuses };
  }
}
