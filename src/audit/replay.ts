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
  MemoryStore,
  type Outcome,
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
  #done = 0;

  /**
   * @param of.height of the record: no transaction is later
   * @param of.declaration of the process that the bundle shows: the one that becomes final has this hash, too
   */
  constructor(
    genesis: CheckedGenesis,
    { processId, height, declaration }: { processId: Hex; height: number; declaration: Declaration },
    facts: Facts,
  ) {
    this.ledger = new Ledger(genesis, new MemoryStore());
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
   * Applies the transactions of the next block that has any; empty blocks come before it.
   * @throws PsephosError `audit/history`, `audit/votes`, `audit/proofs`, and what the facts throw
   */
  async block(height: number, transactions: readonly Uint8Array[]): Promise<void> {
    if (height <= this.ledger.height || height > this.#height)
      throw this.#wrong(
        0,
        "audit/history",
        `its height, ${height}, is not between those before and after it`,
      );
    await this.ledger.pass(height - 1);
    const block = await this.ledger.apply({ height, transactions }, this.#facts);
    for (const [i, result] of block.results.entries()) this.#take(i, transactions[i]!, result);
    block.commit();
    this.#done += transactions.length;
  }

  /** Applies empty blocks up to the height of the record. */
  async end(): Promise<void> {
    await this.ledger.pass(this.#height);
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
