/** What the page has: the link, the voting chain, the draft that is kept on the device, and what became of it. */
import type { Hex } from "../../src/bytes/index.js";
import { type ChainLink, type ElectionLink, parseChainLink } from "../shared/link.js";
import { type CallOptions, type ErrorShown, errorShown, Remote } from "../shared/rpc.js";
import { Vault } from "../shared/vault.js";
import { accountOf, useChain, type Wallet } from "../shared/wallets.js";
import type { ContractMethods, Wallet as OpenWallet, WalletProgress } from "./contracts.js";
import type { ChainShown, DeskMethods, Prepared } from "./desk-types.js";
import { type Draft, draftFromJson, draftToJson, emptyDraft } from "./draft.js";
import type { WalletAnswer, WalletRequest } from "./wallet-line.js";

/** What became of a draft. */
export interface Progress {
  /** The transaction of the declaration: it may be in no block yet. */
  readonly sent: Hex | undefined;
  readonly processId: Hex | undefined;
  readonly published: boolean;
}

const NOTHING_YET: Progress = { sent: undefined, processId: undefined, published: false };
const HASH = /^0x[0-9a-f]{64}$/;
/** Milliseconds after the last key before the draft is written. */
const PAUSE = 300;

const isHash = (it: unknown): it is Hex | undefined =>
  it === undefined || (typeof it === "string" && HASH.test(it));

/** What a wallet threw, as it travels to the worker. */
function walletAnswer(id: number, error: unknown): WalletAnswer {
  const { code, message, data } = (error ?? {}) as { code?: unknown; message?: unknown; data?: unknown };
  const inner = (data as { originalError?: { data?: unknown } } | undefined)?.originalError?.data ?? data;
  return {
    id,
    error: {
      code: typeof code === "number" ? code : -32_603,
      message: typeof message === "string" ? message : "the wallet gave no reason",
      ...(typeof inner === "string" ? { data: inner } : {}),
    },
  };
}

export class Session {
  readonly #remote: Remote<DeskMethods>;
  readonly #openContracts: () => Worker;
  #contracts: Remote<ContractMethods> | undefined;
  readonly #listeners = new Set<() => void>();
  #vault: Vault | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  link: ChainLink | undefined;
  chain: ChainShown | undefined;
  draft: Draft = emptyDraft("en");
  progress: Progress = NOTHING_YET;
  prepared: Prepared | undefined;
  /** The election of the link, if it has one. */
  watched: ElectionLink | undefined;
  /** Why the draft is not kept on this device. */
  unkept: ErrorShown | undefined;

  /** @param contracts starts the worker that talks to contracts, when a wallet is used */
  constructor(worker: Worker, contracts: () => Worker) {
    this.#remote = new Remote<DeskMethods>(worker);
    this.#openContracts = contracts;
    addEventListener("pagehide", () => void this.#write());
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  call<Name extends keyof DeskMethods & string>(
    name: Name,
    argument: DeskMethods[Name]["argument"],
    options?: CallOptions<DeskMethods[Name]["progress"]>,
  ): Promise<DeskMethods[Name]["result"]> {
    return this.#remote.call(name, argument, options);
  }

  /** @param language of a new draft. @throws PsephosError `shared/link`; WorkerError */
  async open(fragment: string, language: string): Promise<void> {
    const link = parseChainLink(fragment);
    this.watched = "processId" in link ? link : undefined;
    this.chain = await this.call("connect", link);
    this.link = link;
    this.#vault = new Vault(`organise/${link.genesisHash}`);
    this.draft = emptyDraft(language);
    try {
      this.#read(await this.#vault.read());
    } catch (error) {
      this.unkept = errorShown(error);
    }
    this.#changed();
  }

  /** A record that is damaged, or of another version, is none. */
  #read(kept: string | undefined): void {
    if (kept === undefined) return;
    try {
      const { draft, sent, processId, published } = JSON.parse(kept);
      if (!isHash(sent) || !isHash(processId)) return;
      this.draft = draftFromJson(draft);
      this.progress = { sent, processId, published: published === true };
    } catch {
      // the record stays until the organiser writes something
    }
  }

  async #write(): Promise<void> {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#keep();
  }

  async #keep(): Promise<void> {
    try {
      await this.#vault!.write(JSON.stringify({ draft: draftToJson(this.draft), ...this.progress }));
      this.unkept = undefined;
    } catch (error) {
      this.unkept = errorShown(error);
    }
  }

  /** Changes the draft, and keeps it on the device. */
  change(change: Partial<Draft>): void {
    this.draft = { ...this.draft, ...change };
    this.prepared = undefined;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#write(), PAUSE);
    this.#changed();
  }

  /** Notes what became of the draft, and keeps that at once. */
  async note(progress: Partial<Progress>): Promise<void> {
    this.progress = { ...this.progress, ...progress };
    await this.#keep();
    this.#changed();
  }

  /** Begins another election on this device. */
  async restart(language: string): Promise<void> {
    this.draft = emptyDraft(language);
    this.prepared = undefined;
    await this.note(NOTHING_YET);
  }

  async check(): Promise<Prepared> {
    this.prepared = await this.call("prepare", this.draft);
    this.#changed();
    return this.prepared;
  }

  /** The voters' link. */
  get electionLink(): ElectionLink | undefined {
    const { processId } = this.progress;
    if (this.watched) return this.watched;
    return processId && this.link && { ...this.link, processId, key: undefined };
  }

  /**
   * The account that a wallet shows, on the chain of the contracts.
   * @throws PsephosError `shared/wallet…`
   */
  async account(wallet: Wallet): Promise<OpenWallet> {
    const account = await accountOf(wallet);
    const { chainId, contracts } = this.chain!;
    await useChain(wallet, chainId);
    return { account, chainId, contracts };
  }

  /** Asks the contracts through a wallet. @param onSent hears of a transaction when the wallet has sent it. @throws WorkerError */
  contract<Name extends "declare" | "resume" | "move">(
    wallet: Wallet,
    name: Name,
    argument: ContractMethods[Name]["argument"],
    onSent: (hash: Hex) => void = () => {},
  ): Promise<ContractMethods[Name]["result"]> {
    this.#contracts ??= new Remote<ContractMethods>(this.#openContracts());
    const contracts = this.#contracts;
    const ask = async ({ id, method, params }: WalletRequest): Promise<void> => {
      let answer: WalletAnswer;
      try {
        answer = { id, result: await wallet.provider.request({ method, params }) };
      } catch (error) {
        answer = walletAnswer(id, error);
      }
      await contracts.call("walletAnswer", answer);
    };
    return contracts.call(name, argument, {
      onProgress: (progress: WalletProgress) =>
        "wallet" in progress ? void ask(progress.wallet) : onSent(progress.sent),
    });
  }
}
