/** An audit of a bundle: all checks in their order, until the first that is wrong. docs/audit.md, section 4. */
import { type Results, resultsFromJson } from "../ballot/index.js";
import type { Hex } from "../bytes/index.js";
import { Failure, PsephosError } from "../errors/index.js";
import {
  type CheckedGenesis,
  type Declaration,
  memoryScratch,
  type ProcessView,
  presentLists,
  processView,
  type Scratch,
} from "../ledger/index.js";
import { type CheckFacts, openFacts, type Workers } from "./check-facts.js";
import { type Collected, collectBundle, LONGEST_LINE } from "./collect.js";
import { checkBallots, checkCount } from "./count-checks.js";
import { CHECKS, type Check, type Found, type Line } from "./lines.js";
import type { BundleManifest } from "./manifest.js";
import { readFile } from "./read.js";
import { checkReceiptFile } from "./receipt-check.js";
import { type BundleRecord, checkLog, checkRest, checkSigned, readRecord } from "./record-checks.js";
import { BundleReplay } from "./replay.js";
import { historyLine, proofsLine, votesLine } from "./replay-lines.js";
import { type BundleRollup, checkRollup } from "./rollup-check.js";
import type { BundleSource } from "./source.js";
import { linesOf } from "./split.js";
import {
  type BundleCensus,
  type BundleKey,
  checkCensuses,
  checkChain,
  checkKey,
  checkProcess,
  readCensuses,
} from "./static-checks.js";
import { applyAll } from "./windows.js";

/** How far an audit has come, to go on from later: the first transactions are right. */
export interface Checkpoint {
  /** SHA-256 of the bundle. */
  readonly bundle: Hex;
  readonly transactions: number;
}

export interface Progress {
  readonly stage: "reading" | "votes" | "ballots";
  readonly done: number;
  readonly total: number;
}

/** What is known of an election after its bundle was checked. */
export interface AuditedElection {
  readonly genesis: CheckedGenesis;
  readonly declaration: Declaration;
  readonly view: ProcessView;
  readonly manifest: BundleManifest;
  readonly key: BundleKey | undefined;
  /** The setup's transcript of the key, if it is in the bundle. */
  readonly transcript: Uint8Array | undefined;
  /** The questions' document, if it is in the bundle: it has the hash that the process names. */
  readonly metadata: Uint8Array | undefined;
  /** What the bundle has of the rollup that settled the count. */
  readonly rollup: BundleRollup | undefined;
}

/** A check of the caller's, after those of the bundle: with contracts, compilers, setups. */
export interface FurtherCheck {
  readonly check: Extract<Check, "contract" | "code" | "setup" | "page">;
  /** A refusal makes the line wrong. */
  run(election: AuditedElection): Promise<Found>;
}

export interface AuditOptions {
  /** The genesis hash that was published, 32 bytes. */
  readonly genesisHash?: Uint8Array | undefined;
  /** The process that the bundle has to be of; any if left out. A chain has processes of anyone, with any questions. */
  readonly processId?: Hex | undefined;
  /** The state root at the bundle's height, if it is known from elsewhere: then no signature is needed. */
  readonly stateRoot?: Hex | undefined;
  /** Accept a key with which anyone may be able to forge votes: for tests and rehearsals. */
  readonly insecure?: boolean | undefined;
  /** A voter's receipt, as the node sent it. */
  readonly receipt?: string | undefined;
  /** Where proofs and signatures are checked; on the calling thread if left out. */
  readonly workers?: Workers | undefined;
  /** Room for the votes of the log, which are read again after the last one; in memory if left out. */
  readonly scratch?: Scratch | undefined;
  /** How many transactions an earlier audit of the bundle with this hash has found right, as its last checkpoint says. Nobody else may be able to write it. */
  readonly resume?: ((bundle: Hex) => Promise<number>) | undefined;
  readonly onCheckpoint?: ((checkpoint: Checkpoint) => void) | undefined;
  readonly further?: readonly FurtherCheck[] | undefined;
  readonly onLine?: ((line: Line) => void) | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export type { BundleRollup };

export interface AuditReport {
  /** Nothing is wrong. Lines can be unchecked. */
  readonly ok: boolean;
  /** SHA-256 of the bundle; undefined if it could not be read. */
  readonly bundle: Hex | undefined;
  /** One for each check, in order. */
  readonly lines: readonly Line[];
  /** The results document, if nothing is wrong. */
  readonly results: string | undefined;
  /** The same, read. */
  readonly counts: Results | undefined;
}

/** What to say of a check that nobody asked for. */
const NOT_ASKED: Partial<Record<Check, string>> = {
  rollup: "No rollup settled this count, or its transcript is not in the bundle.",
  receipt: "No receipt was given.",
  contract: "The contracts on the EVM were not asked.",
  code: "The circuits were not compiled again.",
  setup: "The setup of the keys was not replayed.",
  page: "The pages on which people voted were not compared.",
};

/** The results of a process: a SERIAL one has a ballot for each question. */
function resultsOf({ results, declaration }: ProcessView): Pick<AuditReport, "results" | "counts"> {
  const { envelopeType, questionCount } = declaration.params;
  const ballots = envelopeType.serial ? questionCount : 1;
  return { results, counts: results === undefined ? undefined : resultsFromJson(results, ballots) };
}

/** Ends the audit: a line is wrong. */
class Wrong extends Error {}

class Audit {
  readonly #source: BundleSource;
  readonly #options: AuditOptions;
  readonly #lines = new Map<Check, Line>();
  #bundle: Hex | undefined;
  #results: Pick<AuditReport, "results" | "counts"> = { results: undefined, counts: undefined };

  constructor(source: BundleSource, options: AuditOptions) {
    this.#source = source;
    this.#options = options;
  }

  async run(): Promise<AuditReport> {
    try {
      await this.#checks();
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
    }
    const ok = ![...this.#lines.values()].some(({ state }) => state === "wrong");
    for (const check of CHECKS)
      if (!this.#lines.has(check)) {
        const text = ok ? NOT_ASKED[check]! : "Not checked, because an earlier line is wrong.";
        this.#add({ check, state: "unchecked", text, figures: {} });
      }
    const lines = CHECKS.map((check) => this.#lines.get(check)!);
    const none = { results: undefined, counts: undefined };
    return { ok, bundle: this.#bundle, lines, ...(ok ? this.#results : none) };
  }

  #add(line: Line): void {
    this.#lines.set(line.check, line);
    this.#options.onLine?.(line);
  }

  #found<T extends Found>(check: Check, found: T): T {
    const { text, figures = {}, unchecked = false } = found;
    this.#add({ check, state: unchecked ? "unchecked" : "ok", text, figures });
    return found;
  }

  /** Makes a check; a refusal is a wrong line, of the check that its code names. */
  async #make<T>(check: Check, work: () => T | Promise<T>): Promise<T> {
    this.#options.signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof PsephosError) || error instanceof Failure) throw error;
      const named = CHECKS.find((one) => error.code === `audit/${one}`) ?? check;
      const hint = error.hint === undefined ? "" : ` ${error.hint}`;
      this.#add({
        check: named,
        state: "wrong",
        text: `${error.message}.${hint}`,
        figures: {},
        code: error.code,
      });
      throw new Wrong();
    }
  }

  async #line<T extends Found>(check: Check, work: () => T | Promise<T>): Promise<T> {
    return this.#found(check, await this.#make(check, work));
  }

  #progress(stage: Progress["stage"], done: number, total: number): void {
    this.#options.onProgress?.({ stage, done, total });
  }

  async #checks(): Promise<void> {
    const { genesisHash, processId, insecure = false } = this.#options;
    const collected = await this.#file();
    const { genesis } = await this.#line("chain", () => checkChain(collected, genesisHash));
    const { declaration } = await this.#line("process", () => checkProcess(collected, genesis, processId));
    const { key } = await this.#line("key", () => checkKey(collected, genesis, declaration, insecure));
    const censuses = await this.#make("census", () => readCensuses(collected, genesis, declaration));
    collected.dropCensuses();
    const told = await this.#make("record", () => readRecord(collected, genesis));
    const facts = await this.#make("key", () => openFacts(key, insecure, this.#options.workers));
    try {
      const replay = await this.#replay(collected, genesis, declaration, facts);
      const view = await this.#replayLines(replay, declaration, censuses, collected);
      await this.#rest(collected, replay, view, told, { genesis, declaration, key });
    } finally {
      await facts.close();
    }
  }

  async #file(): Promise<Collected> {
    const { signal } = this.#options;
    const collected = await this.#make("file", () =>
      collectBundle(this.#source, signal, (done, all) => this.#progress("reading", done, all)),
    );
    const { manifest, sha256, transactions } = collected;
    this.#bundle = sha256;
    const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
    this.#found("file", {
      text: `The file is whole: ${manifest.files.length + 1} files have the hashes in its manifest. Its own SHA-256 is ${sha256.slice(2)}.`,
      figures: { sha256, files: manifest.files.length + 1, bytes, transactions },
    });
    return collected;
  }

  async #replay(
    collected: Collected,
    genesis: CheckedGenesis,
    declaration: Declaration,
    facts: CheckFacts,
  ): Promise<BundleReplay> {
    const { resume, onCheckpoint, signal, scratch = memoryScratch() } = this.#options;
    const { manifest, transactions, sha256: bundle } = collected;
    const checked = (await resume?.(bundle)) ?? 0;
    const guarded = facts.after(() => replay.done >= checked);
    const of = { ...manifest, declaration };
    const replay: BundleReplay = new BundleReplay(genesis, of, guarded, scratch);
    const lines = linesOf(readFile(collected, "transactions.jsonl"), LONGEST_LINE);
    await this.#make("history", () =>
      applyAll(replay, lines, guarded, () => {
        signal?.throwIfAborted();
        this.#progress("votes", replay.done, transactions);
        if (replay.done > checked) onCheckpoint?.({ bundle, transactions: replay.done });
      }),
    );
    return replay;
  }

  async #replayLines(
    replay: BundleReplay,
    declaration: Declaration,
    censuses: readonly BundleCensus[],
    { manifest }: Collected,
  ): Promise<ProcessView> {
    const view = processView(replay.ledger.state, manifest.processId);
    const history = await this.#make("history", () => historyLine(replay, view));
    const { size } = view!.record.registry;
    await this.#line("census", () => checkCensuses(declaration, censuses, replay.roots, size));
    this.#found("history", history);
    this.#found("votes", votesLine(replay, view!));
    this.#found("proofs", proofsLine(replay, view!));
    return view!;
  }

  async #rest(
    collected: Collected,
    { ledger, inclusions }: BundleReplay,
    view: ProcessView,
    told: BundleRecord,
    known: Pick<AuditedElection, "genesis" | "declaration" | "key">,
  ): Promise<void> {
    const { stateRoot, receipt, further = [], signal, insecure = false } = this.#options;
    const { genesis, declaration, key } = known;
    const { record } = view;
    await this.#line("log", () => checkLog(told, record));
    await this.#line("record", () => checkRest(told, record));
    const lists = presentLists(ledger.state);
    await this.#line("signed", () => checkSigned(collected, genesis, lists, told, stateRoot));
    await this.#line("ballots", () =>
      checkBallots(collected, ledger.state, view, signal, (done) =>
        this.#progress("ballots", done, record.logSize),
      ),
    );
    await this.#line("count", () => checkCount(collected, view));
    this.#results = resultsOf(view);
    const settled = { genesis, view, key, inclusions, state: ledger.state, insecure };
    const rollup = collected.files.has("rollup.json")
      ? (await this.#line("rollup", () => checkRollup(collected, settled))).rollup
      : undefined;
    if (receipt !== undefined)
      await this.#line("receipt", () => checkReceiptFile(genesis, ledger.state, view, receipt));
    const transcript = key && collected.files.get(`${key.circuit}.transcript.json`);
    const { manifest, files } = collected;
    const metadata = files.get("metadata");
    const election = { genesis, declaration, key, view, manifest, transcript, metadata, rollup };
    for (const { check, run } of further) await this.#line(check, () => run(election));
  }
}

/**
 * Checks a bundle, line by line, and ends at the first wrong one.
 * @throws PsephosError of kind `failed`: the audit could not be made; the signal's reason
 */
export const auditBundle = (source: BundleSource, options: AuditOptions = {}): Promise<AuditReport> =>
  new Audit(source, options).run();
