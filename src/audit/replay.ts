/** Applies a bundle's transactions again, at their heights. What a rule refuses is wrong: a bundle has only what the chain accepted. */
import { type Hex, toHex } from "../bytes/index.js";
import { type PsephosError, Refusal } from "../errors/index.js";
import {
  type Attested,
  type CheckedGenesis,
  type Declaration,
  decodeTransaction,
  type Facts,
  hashOfDeclaration,
  Ledger,
  type OpenBlock,
  type Outcome,
  ReplayStore,
  type Scratch,
  type Statement,
  type TransactionResult,
  transactionId,
  ZERO_32,
} from "../ledger/index.js";
import { grouped } from "./lines.js";

/** How many transactions of each kind were applied. */
export interface Applied {
  readonly votes: number;
  readonly registrations: number;
  readonly attestations: number;
  /** Messages of keykeepers. */
  readonly messages: number;
}

/** Codes about a vote's evidence: its proof or signature, its place in the census, the ballot that was proved. */
const EVIDENCE: ReadonlySet<string> = new Set([
  "ledger/ballot-mismatch",
  "ledger/eligibility",
  "ledger/not-eligible",
  "ledger/package",
  "ledger/proof-refused",
  "ledger/signature",
  "ledger/weight",
]);

/** Whether bytes are a vote, by their kind. */
export const isVote = ([, kind]: Uint8Array): boolean => kind === 0 || kind === 1;
const isAttestation = ([, kind]: Uint8Array): boolean => kind === 3;

/** The line that a refused transaction breaks. */
function lineOf(transaction: Uint8Array, code: string) {
  if (!isVote(transaction) || code === "ledger/no-process") return "audit/history";
  return EVIDENCE.has(code) ? "audit/proofs" : "audit/votes";
}

const COUNTED = { vote: "votes", register: "registrations", attest: "attestations" } as const;
const kindOf = ({ kind }: Outcome): keyof Applied =>
  (COUNTED as Partial<Record<string, keyof Applied>>)[kind] ?? "messages";

/** The census root of a declaration or of a change of census. */
function rootIn(statement: Attested): string | undefined {
  if (statement.kind === "declared") return statement.declaration.params.censusRoot;
  return statement.kind === "census" ? statement.root : undefined;
}

/** A ledger of one process alone. */
export class BundleReplay {
  readonly ledger: Ledger;
  /** The census roots that became final, in order. */
  readonly roots: string[] = [];
  /** The ids of the attestations that brought votes from the EVM. */
  readonly inclusions = new Set<Hex>();
  readonly applied = { votes: 0, registrations: 0, attestations: 0, messages: 0 } satisfies Applied;
  readonly #processId: Hex;
  readonly #height: number;
  readonly #declaration: Hex;
  readonly #facts: Facts;
  /** The block whose transactions come now. */
  #open: OpenBlock | undefined;
  #done = 0;

  /**
   * @param of.height of the record: no transaction is later
   * @param of.declaration of the process that the bundle shows: the one that becomes final has this hash, too
   * @param scratch for the log and the packages
   */
  constructor(
    genesis: CheckedGenesis,
    { processId, height, declaration }: { processId: Hex; height: number; declaration: Declaration },
    facts: Facts,
    scratch: Scratch,
  ) {
    this.ledger = new Ledger(genesis, new ReplayStore(scratch));
    this.#processId = processId;
    this.#height = height;
    this.#declaration = hashOfDeclaration(declaration);
    this.#facts = facts;
  }

  /** How many transactions were applied. */
  get done(): number {
    return this.#done;
  }

  /**
   * Applies transactions of one block: of the last one, or of a later one, which then begins after empty blocks.
   * @throws PsephosError `audit/history`, `audit/votes`, `audit/proofs`, and what the facts throw
   */
  async take(height: number, transactions: readonly Uint8Array[]): Promise<void> {
    const block = await this.#block(height);
    const results = await block.take(transactions, this.#facts);
    for (const [i, result] of results.entries()) this.#take(i, transactions[i]!, result);
    this.#done += transactions.length;
  }

  /** The block of a height. What was applied of it is written: memory does not grow with the block. */
  async #block(height: number): Promise<OpenBlock> {
    if (this.#open?.height === height) {
      this.#open.write();
      return this.#open;
    }
    await this.reach(height);
    if (height <= this.ledger.height || height > this.#height)
      throw this.#wrong(
        0,
        "audit/history",
        `its height, ${height}, is not between those before and after it`,
      );
    this.#open = this.ledger.open();
    return this.#open;
  }

  /** Ends the block before a height, if this is a later one, and applies empty blocks up to it. */
  async reach(height: number): Promise<void> {
    if (this.#open?.height === height) return;
    this.#open?.end().commit();
    this.#open = undefined;
    await this.ledger.pass(Math.min(height - 1, this.#height));
  }

  /** What transactions of a height would ask first, each as if it came next. */
  foresee(height: number, transactions: readonly Uint8Array[]): readonly Statement[] {
    const { ledger } = this;
    return ledger.foresee(transactions, Math.max(height, ledger.height));
  }

  /** Ends the last block, and applies empty ones up to the height of the record. */
  async end(): Promise<void> {
    await this.reach(this.#height + 1);
  }

  #take(i: number, transaction: Uint8Array, result: TransactionResult): void {
    if (!result.accepted) {
      const { code, message } = result.error;
      throw this.#wrong(i, lineOf(transaction, code), message, result.error);
    }
    const { outcome } = result;
    const subject = outcome.kind === "attest" ? outcome.subject : outcome.processId;
    const own = subject === this.#processId || subject === ZERO_32;
    if (outcome.repeated || !own)
      throw this.#wrong(
        i,
        lineOf(transaction, ""),
        own ? "it changes nothing, so no block had it" : "it is of another process",
      );
    this.applied[kindOf(outcome)] += 1;
    if (isAttestation(transaction) && outcome.kind === "attest" && outcome.final) this.#final(i, transaction);
  }

  #final(i: number, transaction: Uint8Array): void {
    const tx = decodeTransaction(transaction);
    // One oracle alone can attest another declaration first, and the checks before the replay have read that one.
    if (tx.kind === "attest" && tx.statement.kind === "declared")
      if (hashOfDeclaration(tx.statement.declaration) !== this.#declaration)
        throw this.#wrong(i, "audit/history", "it declares another process than the first attestation does");
    const root = tx.kind === "attest" ? rootIn(tx.statement) : undefined;
    if (root !== undefined) this.roots.push(root);
    if (tx.kind === "attest" && tx.statement.kind === "included")
      this.inclusions.add(toHex(transactionId(transaction)));
  }

  #wrong(
    i: number,
    code: "audit/history" | "audit/proofs" | "audit/votes",
    why: string,
    cause?: PsephosError,
  ): Refusal {
    const place = `transaction ${grouped(this.#done + i + 1)}`;
    const rule = cause ? ` (${cause.code})` : "";
    return new Refusal(code, `${place}: ${why}${rule}`, cause ? { cause } : {});
  }
}
