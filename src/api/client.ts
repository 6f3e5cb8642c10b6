/** The client of a node's HTTP door: a method for each route. Answers are checked for their form; what proves itself (receipts, files) is named so. */
import { equalBytes } from "@noble/ciphers/utils.js";
import { type Hex, scalarToHex } from "../bytes/index.js";
import { ensure, ensureAble, Failure, PsephosError } from "../errors/index.js";
import { type CheckedGenesis, decodeBlockLine, parseGenesis, type ToldBlock } from "../ledger/index.js";
import { contentHash } from "../process/index.js";
import { parseAnswer as parse } from "./answer.js";
import type { CommitReceipt } from "./commit-receipt.js";
import { readEvents } from "./event-stream.js";
import { decodeReceipt, type Receipt, type VoteName } from "./receipt.js";
import { decodeSignedRecord, type SignedRecord } from "./record.js";
import { toldBy } from "./refusal.js";
import { type Asked, type ClientOptions, nodeUrl, readBytes, readText, send } from "./request.js";
import { ROUTES, type Route } from "./routes.js";
import type { Schema } from "./schema.js";
import * as form from "./schemas.js";
import { VALIDATORS, type ValidatorsAnswer } from "./validators-schema.js";

/** What a single request may change. */
export interface RequestOptions {
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

export interface FileOptions extends RequestOptions {
  readonly maxBytes?: number;
}

export interface PageOptions extends RequestOptions {
  readonly from?: number;
  readonly count?: number;
}

/** A vote that waits for its block, or its receipt. */
export type VoteAnswer = form.VerifiedAnswer | { readonly state: "recorded"; readonly receipt: Receipt };

export interface NodeClient {
  chain(options?: RequestOptions): Promise<form.ChainAnswer>;
  /** @param hash 32 bytes: the genesis hash that is expected, if it is known. @throws PsephosError `api/genesis` */
  genesis(hash?: Uint8Array, options?: RequestOptions): Promise<CheckedGenesis>;
  /** Who validates a chain of several now. It is not checked: see `checkValidators`. @throws PsephosError `service/no-commits` */
  validators(options?: RequestOptions): Promise<ValidatorsAnswer>;
  processes(options?: PageOptions): Promise<form.ProcessesAnswer>;
  process(id: Hex, options?: RequestOptions): Promise<form.ProcessAnswer>;
  keys(id: Hex, options?: RequestOptions): Promise<form.KeysAnswer>;
  /** The keykeepers' messages that processes wait for, as the node saw it within the last second. */
  missing(options?: RequestOptions): Promise<form.MissingAnswer>;
  /**
   * The process's record under a signed root, of the last block or of the block in which its votes were counted; `checkSignedRecord` checks it.
   * @throws PsephosError `ledger/not-counted`
   */
  record(id: Hex, options?: RequestOptions & { readonly at?: "head" | "count" }): Promise<SignedRecord>;
  /** The results document. @throws PsephosError `ledger/not-counted` */
  results(id: Hex, options?: RequestOptions): Promise<string>;
  /** The signature of the node's oracle over the votes of a process's rollup; it is not checked. */
  votesSignature(id: Hex, options?: RequestOptions): Promise<form.VotesSignatureAnswer>;
  log(id: Hex, options?: PageOptions): Promise<form.LogAnswer>;
  /** The census file of the present root, or of an earlier one; its root is not checked. @param maxBytes 256 MiB if left out */
  census(id: Hex, options?: FileOptions & { readonly root?: string }): Promise<Uint8Array>;
  /**
   * The census file of a process with registrations; its root is not checked. @param maxBytes 256 MiB if left out
   * @throws PsephosError `ledger/too-early`: registration is not over; `ledger/no-registration`
   */
  registrations(id: Hex, options?: FileOptions): Promise<Uint8Array>;
  /** A file by its SHA3-256, which is checked. */
  content(hash: string, options?: FileOptions): Promise<Uint8Array>;
  /** The signed head of a block; `checkHead` checks it. @param height from 1 */
  head(height: number, options?: RequestOptions): Promise<form.HeadAnswer>;
  /**
   * Blocks, from a height; fewer than `count` if they are large.
   * @param process only the transactions about this process and about the chain's lists, in every block of the page: they do not give its state root
   */
  blocks(options?: PageOptions & { readonly process?: Hex }): Promise<readonly ToldBlock[]>;
  /** Blocks and the states of transactions, until the caller stops or the node ends the stream. */
  events(options?: RequestOptions & { readonly only?: "blocks" }): AsyncGenerator<form.NodeEvent, void>;
  /** Sends an envelope, exactly as it was made. @param wait for its receipt; a busy node is asked again, as it asks for */
  vote(envelope: string, options?: RequestOptions & { readonly wait?: boolean }): Promise<VoteAnswer>;
  votes(envelopes: readonly string[], options?: RequestOptions): Promise<form.BatchAnswer["results"]>;
  register(registration: string, options?: RecordOptions): Promise<TransactionAnswer>;
  /** @param bytes of `encodeTransaction` */
  transaction(bytes: Uint8Array, options?: RecordOptions): Promise<TransactionAnswer>;
  receipt(vote: VoteName, options?: RequestOptions): Promise<Receipt>;
  /** The receipt that more than two thirds of the validators signed. It is not checked: see `checkCommitReceipt`. */
  commitReceipt(vote: VoteName, options?: RequestOptions): Promise<CommitReceipt>;
  /** Asks for such a receipt until it is there. @throws PsephosError `api/timeout` */
  waitForCommitReceipt(vote: VoteName, options?: RequestOptions): Promise<CommitReceipt>;
  /** Asks for a receipt until it is there: as often as the node asks for. @throws PsephosError `api/timeout` */
  waitForReceipt(vote: VoteName, options?: RequestOptions): Promise<Receipt>;
  publish(content: Uint8Array, options?: RequestOptions): Promise<form.ContentAnswer>;
  health(options?: RequestOptions): Promise<form.HealthAnswer>;
  metrics(options?: RequestOptions): Promise<string>;
  openapi(options?: RequestOptions): Promise<unknown>;
}

export type RecordOptions = RequestOptions & { readonly wait?: boolean };
export type TransactionAnswer = form.VerifiedAnswer | form.RecordedAnswer;

const LARGE = 2 ** 28;
/** Milliseconds for what waits for a block. */
const PATIENCE = 120_000;
const SECOND = 1000;

/** Statuses after which asking again helps, if the node says when: what is not there may be there later. */
const LATER: readonly number[] = [404, 408, 429, 503];

/** Milliseconds until the node may be asked again; undefined if asking again does not help. */
function pauseOf(error: unknown): number | undefined {
  const told = toldBy(error);
  if (!told || !LATER.includes(told.status)) return undefined;
  const seconds = told.retryAfter ?? (told.status === 404 ? undefined : 1);
  return seconds === undefined ? undefined : Math.max(seconds, 0.1) * SECOND;
}

function sleep(milliseconds: number, signals: readonly (AbortSignal | undefined)[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const handle = setTimeout(() => finish(resolve), milliseconds);
    const stop = () =>
      finish(() => reject(new Failure("api/aborted", "the request was ended by its caller")));
    function finish(settle: () => void): void {
      clearTimeout(handle);
      for (const signal of signals) signal?.removeEventListener("abort", stop);
      settle();
    }
    for (const signal of signals) signal?.addEventListener("abort", stop, { once: true });
    if (signals.some((signal) => signal?.aborted)) stop();
  });
}

/**
 * A client of the node at `url`.
 *
 * A refusal comes back as a `NodeRefusal` with the rule's own code; a code that this version does not know as `api/refused` or `api/failed`, with
 * the node's answer in `told`. Without an answer: `api/unreachable`, `api/timeout`, `api/aborted`, `api/too-large`, `api/answer`.
 * @throws PsephosError `api/url`
 */
export function createNodeClient(url: string, options: ClientOptions = {}): NodeClient {
  const base = nodeUrl(url);
  const text = (route: Route, asked: Asked = {}) =>
    send(base, route, asked, options, (response) => readText(response, asked));
  const json = async <T>(schema: Schema, route: Route, asked: Asked = {}): Promise<T> =>
    parse<T>(schema, await text(route, asked));
  const file = (route: Route, asked: Asked) =>
    send(base, route, asked, options, (response) => readBytes(response, asked));

  /** Runs until it succeeds, with the pauses that the node asks for, for at most `timeout` milliseconds. */
  async function politely<T>(
    { timeout = PATIENCE, signal }: RequestOptions,
    run: (left: number) => Promise<T>,
  ): Promise<T> {
    const end = performance.now() + timeout; // the machine's clock may be set while it waits
    for (;;) {
      try {
        return await run(Math.max(1, end - performance.now()));
      } catch (error) {
        const pause = pauseOf(error);
        if (pause === undefined) throw error;
        if (performance.now() + pause > end)
          throw new Failure("api/timeout", "the node did not have it in time", {
            cause: error,
            hint: "Ask again later. Sending the same vote again is safe: the node answers with its receipt.",
          });
        await sleep(pause, [signal, options.signal]);
      }
    }
  }

  async function sendVote(envelope: string, asked: RequestOptions, wait: boolean): Promise<VoteAnswer> {
    const query = { wait: wait ? "receipt" : undefined };
    const answer = await text(ROUTES.vote, { ...asked, query, body: envelope });
    // A node answers a vote that it has already with its receipt, whether the caller waits for it or not.
    return answer.startsWith('{"entry":')
      ? { state: "recorded", receipt: decodeReceipt(answer) }
      : parse<form.VerifiedAnswer>(form.VERIFIED, answer);
  }

  const sendRecord = (
    route: Route,
    body: string | Uint8Array,
    { wait = false, ...asked }: RecordOptions,
  ): Promise<TransactionAnswer> => {
    const query = { wait: wait ? "recorded" : undefined };
    return json<TransactionAnswer>(form.SUBMITTED, route, { ...asked, query, body });
  };

  async function askReceipt<T extends VoteName>(
    route: Route,
    decode: (text: string) => T,
    vote: VoteName,
    asked: RequestOptions,
  ): Promise<T> {
    const { processId, voterId, envelopeHash } = vote;
    const query: form.ReceiptQuery = { processId, voterId, envelopeHash: scalarToHex(envelopeHash) };
    const receipt = decode(await text(route, { ...asked, body: JSON.stringify(query) }));
    ensureAble(
      receipt.processId === processId && receipt.voterId === voterId && receipt.envelopeHash === envelopeHash,
      "api/answer",
      "the node answered with the receipt of another vote",
    );
    return receipt;
  }
  const getReceipt = (vote: VoteName, asked: RequestOptions) =>
    askReceipt(ROUTES.receipt, decodeReceipt, vote, asked);
  // Only chains of several validators have these: a page of any other chain does not load their forms.
  const getCommitReceipt = async (vote: VoteName, asked: RequestOptions) =>
    askReceipt(ROUTES.commitReceipt, (await import("./commit-receipt.js")).decodeCommitReceipt, vote, asked);

  return {
    chain: (asked) => json<form.ChainAnswer>(form.CHAIN, ROUTES.chain, asked),
    async genesis(hash, asked) {
      const genesis = parseGenesis(await text(ROUTES.genesis, asked));
      if (hash)
        ensure(
          equalBytes(genesis.hash, hash),
          "api/genesis",
          "the node is of another voting chain",
          "Check the node's address: its genesis document has another hash.",
        );
      return genesis;
    },
    validators: (asked) => json<ValidatorsAnswer>(VALIDATORS, ROUTES.validators, asked),
    processes: ({ from, count, ...asked } = {}) =>
      json<form.ProcessesAnswer>(form.PROCESSES, ROUTES.processes, { ...asked, query: { from, count } }),
    process: (id, asked) =>
      json<form.ProcessAnswer>(form.PROCESS, ROUTES.process, { ...asked, params: { id } }),
    keys: (id, asked) => json<form.KeysAnswer>(form.KEYS, ROUTES.keys, { ...asked, params: { id } }),
    missing: (asked) => json<form.MissingAnswer>(form.MISSING, ROUTES.missing, asked),
    async record(id, { at, ...asked } = {}) {
      const record = decodeSignedRecord(
        await text(ROUTES.record, { ...asked, params: { id }, query: { at } }),
      );
      ensureAble(
        record.processId === id,
        "api/answer",
        "the node answered with the record of another process",
      );
      return record;
    },
    results: (id, asked) => text(ROUTES.results, { ...asked, params: { id } }),
    votesSignature: (id, asked) =>
      json<form.VotesSignatureAnswer>(form.VOTES_SIGNATURE, ROUTES.votesSignature, {
        ...asked,
        params: { id },
      }),
    log: (id, { from, count, ...asked } = {}) =>
      json<form.LogAnswer>(form.LOG, ROUTES.log, { ...asked, params: { id }, query: { from, count } }),
    census: (id, { root, ...asked } = {}) =>
      file(ROUTES.census, { maxBytes: LARGE, ...asked, params: { id }, query: { root } }),
    registrations: (id, asked) => file(ROUTES.registrations, { maxBytes: LARGE, ...asked, params: { id } }),
    async content(hash, asked) {
      const bytes = await file(ROUTES.content, { maxBytes: LARGE, ...asked, params: { hash } });
      ensureAble(contentHash(bytes) === hash, "api/answer", "the node's file has another hash");
      return bytes;
    },
    async head(height, asked) {
      const head = await json<form.HeadAnswer>(form.HEAD, ROUTES.head, {
        ...asked,
        params: { height: String(height) },
      });
      ensureAble(head.height === height, "api/answer", "the node answered with the head of another block");
      return head;
    },
    async blocks({ from, count, process, ...asked } = {}) {
      const query = { from, count, process };
      const lines = await text(ROUTES.blocks, { maxBytes: LARGE, ...asked, query });
      return lines
        .split("\n")
        .slice(0, -1)
        .map((line, i) => decodeBlockLine(line, i + 1));
    },
    async *events({ only, ...asked } = {}) {
      // The time limit is for the answer's beginning: the stream itself has none.
      const stream = await send(
        base,
        ROUTES.events,
        { ...asked, query: { only } },
        options,
        async ({ body }) => {
          ensureAble(body, "api/answer", "the node's answer has no events");
          return body;
        },
      );
      try {
        yield* readEvents(stream);
      } catch (error) {
        if (asked.signal?.aborted || options.signal?.aborted) return;
        if (error instanceof PsephosError) throw error;
        throw new Failure("api/unreachable", "the node ended the stream of events", { cause: error });
      }
    },
    vote: (envelope, { wait = false, ...asked } = {}) =>
      wait
        ? politely(asked, (timeout) => sendVote(envelope, { ...asked, timeout }, true))
        : sendVote(envelope, asked, false),
    async votes(envelopes, asked) {
      const body = envelopes.map((one) => `${one}\n`).join("");
      return (await json<form.BatchAnswer>(form.BATCH, ROUTES.votes, { ...asked, body })).results;
    },
    register: (registration, asked = {}) => sendRecord(ROUTES.register, registration, asked),
    transaction: (bytes, asked = {}) => sendRecord(ROUTES.transaction, bytes, asked),
    receipt: (vote, asked = {}) => getReceipt(vote, asked),
    waitForReceipt: (vote, asked = {}) =>
      politely(asked, (timeout) => getReceipt(vote, { ...asked, timeout })),
    commitReceipt: (vote, asked = {}) => getCommitReceipt(vote, asked),
    waitForCommitReceipt: (vote, asked = {}) =>
      politely(asked, (timeout) => getCommitReceipt(vote, { ...asked, timeout })),
    publish: (content, asked) =>
      json<form.ContentAnswer>(form.CONTENT, ROUTES.publish, { ...asked, body: content }),
    health: (asked) => json<form.HealthAnswer>(form.HEALTH, ROUTES.health, asked),
    metrics: (asked) => text(ROUTES.metrics, asked),
    openapi: async (asked) => JSON.parse(await text(ROUTES.openapi, asked)),
  };
}
