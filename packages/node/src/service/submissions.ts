/** Votes, registrations and messages on their way from the door to the ordering. */
import type { FastifyRequest } from "fastify";
import { decodeEnvelope, decodeNamedEnvelope, decodeRegistration, PsephosError, Refusal } from "psephos";
import {
  type BatchAnswer,
  encodeReceipt,
  type RecordedAnswer,
  receiptAt,
  type VerifiedAnswer,
} from "psephos/api";
import {
  anonymousVote,
  decodeTransaction,
  encodeTransaction,
  namedVote,
  registration,
  type Transaction,
  transactionId,
} from "psephos/ledger";
import type { Hex } from "viem";
import type { Ordering, Pending, Recorded } from "../ordering/index.js";
import { isRelayed } from "./carried.js";
import { errorBody, later, toldError } from "./errors.js";
import type { EventStreams } from "./events.js";
import { type Limits, senderOf, Windows } from "./limits.js";
import type { Metrics } from "./metrics.js";
import { Turns } from "./turns.js";

/** What shows that its sender made it up: a pairing or a signature was checked for nothing. */
const FALSE_VOTES: ReadonlySet<string> = new Set([
  "ledger/ballot-mismatch",
  "ledger/not-eligible",
  "ledger/proof-refused",
  "ledger/signature",
]);
const MINUTE = 60_000;
/** How many times the bound of one process an address has for all of them. */
const ALL_PROCESSES = 5;

const toHex = (bytes: Uint8Array): Hex => `0x${Buffer.from(bytes).toString("hex")}`;

/** The text of a body. @throws PsephosError `service/body` */
export function textOf(body: unknown): string {
  if (!(body instanceof Uint8Array) || body.length === 0)
    throw new Refusal("service/body", "the request has no body");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw new Refusal("service/body", "the body is not UTF-8");
  }
}

/** Whether the text is an envelope by name: only that has an eligibility. */
function isNamed(text: string): boolean {
  try {
    return Object.hasOwn(Object(JSON.parse(text)), "eligibility");
  } catch {
    return false;
  }
}

/** The transaction of an envelope in its canonical JSON. @throws PsephosError those of the decoders */
const voteOf = (text: string): Transaction =>
  isNamed(text) ? namedVote(decodeNamedEnvelope(text)) : anonymousVote(decodeEnvelope(text));

/** Passes a checked transaction of a voter on to other gateways. @returns how many got it */
export type PassOn = (transaction: Uint8Array) => Promise<number>;

interface Sent {
  /** Whether a voter made it: only such are passed on. */
  readonly ofVoter: boolean;
  readonly id: Hex;
  readonly bytes: Uint8Array;
  /** The process that it is for. */
  readonly subject: Hex;
}

const isOfVoter = ({ kind }: Transaction): boolean =>
  kind === "anonymous" || kind === "named" || kind === "register";

function sentOf(tx: Transaction, bytes = encodeTransaction(tx)): Sent {
  return {
    ofVoter: isOfVoter(tx),
    id: toHex(transactionId(bytes)),
    bytes,
    subject: tx.kind === "attest" ? tx.subject : tx.processId,
  };
}

export class Submissions {
  readonly #ordering: Ordering;
  readonly #events: EventStreams;
  readonly #metrics: Metrics;
  readonly #limits: Limits;
  readonly #falseVotes: Windows;
  readonly #falseSenders: Windows;
  readonly #relayed: Windows;
  readonly #rates: Windows;
  readonly #turns: Turns;
  readonly #passOn: PassOn | undefined;

  constructor(ordering: Ordering, events: EventStreams, metrics: Metrics, limits: Limits, passOn?: PassOn) {
    this.#passOn = passOn;
    this.#ordering = ordering;
    this.#events = events;
    this.#metrics = metrics;
    this.#limits = limits;
    this.#falseVotes = new Windows(limits.falseVotes, MINUTE);
    this.#falseSenders = new Windows(limits.falseVotes * ALL_PROCESSES, MINUTE);
    this.#relayed = new Windows(limits.relayedFalseVotes, MINUTE);
    this.#rates = new Windows(limits.processRate, 1000);
    this.#turns = new Turns(limits.senderChecks, limits.senderQueue);
  }

  /** @throws PsephosError `service/rate` */
  #ensureRate(address: string, subject: Hex): void {
    const refused = isRelayed(address)
      ? this.#relayed.blocked(address)
      : (this.#falseVotes.blocked(`${address} ${subject}`) ?? this.#falseSenders.blocked(address));
    if (refused !== undefined)
      throw later(
        new Refusal("service/rate", "too many false votes came from this address", {
          hint: "Wait for the seconds of Retry-After. Whoever shares this address sent proofs or signatures that are not valid.",
        }),
        refused,
      );
    const busy = this.#rates.blocked(subject);
    if (busy !== undefined)
      throw later(
        new Refusal("service/rate", "too many messages came for this process in one second", {
          hint: "Send it again after the seconds of Retry-After.",
        }),
        busy,
      );
    this.#rates.add(subject);
  }

  /** Of one address a few are checked at once, so that what it sends together is not checked any more when enough of it was false. */
  async #submit({ ip }: FastifyRequest, sent: Sent): Promise<Pending> {
    const sender = senderOf(ip);
    const inTurn = this.#turns.take(sender);
    if (!inTurn)
      throw later(
        new Refusal("service/rate", "too many messages of this address wait to be checked", {
          hint: "Send it again after the seconds of Retry-After.",
        }),
        1,
      );
    return inTurn(() => this.#check(sender, sent));
  }

  async #check(sender: string, sent: Sent): Promise<Pending> {
    const { id, subject } = sent;
    this.#ensureRate(sender, subject);
    this.#events.early(id, "received");
    const began = performance.now();
    try {
      const pending = await this.#take(sent);
      this.#metrics.accepted(performance.now() - began);
      if (!pending.outcome.repeated) this.#events.early(id, "verified");
      return pending;
    } catch (error) {
      throw this.#refused(error, sender, { id, subject });
    }
  }

  /** Lets it wait for a block here, and at other gateways: if this node's ordering fails, at theirs alone. */
  async #take({ id, bytes, ofVoter }: Sent): Promise<Pending> {
    const passOn = ofVoter ? this.#passOn : undefined;
    if (!passOn) return this.#ordering.submit(bytes);
    try {
      const pending = await this.#ordering.submit(bytes);
      if (!pending.outcome.repeated) passOn(bytes).catch(() => {}); // it is in good hands here
      return pending;
    } catch (error) {
      if (!(error instanceof PsephosError) || error.kind !== "failed") throw error;
      const outcome = await this.#ordering.check(bytes);
      if ((await passOn(bytes)) === 0) throw error;
      // Whoever waits for it hears after the usual time that it is verified, and asks for its receipt.
      return { id, outcome, recorded: new Promise(() => {}) };
    }
  }

  #refused(error: unknown, address: string, { id, subject }: Pick<Sent, "id" | "subject">): unknown {
    const told = toldError(error);
    if (FALSE_VOTES.has(told.code)) {
      if (isRelayed(address)) this.#relayed.add(address);
      else {
        this.#falseVotes.add(`${address} ${subject}`);
        this.#falseSenders.add(address);
      }
    }
    this.#events.early(id, told);
    const { status } = this.#ordering;
    return told.code.startsWith("ordering/") && !status.accepting
      ? later(told, Math.max(1, status.retryAfter))
      : error;
  }

  /** What is recorded within the time that an answer waits; undefined if it takes longer. @throws PsephosError the rule by which its block refuses it */
  async #settled(pending: Pending, wait: boolean): Promise<Recorded | undefined> {
    if (pending.outcome.repeated) return pending.recorded;
    if (!wait) return undefined;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), this.#limits.wait);
    });
    try {
      return await Promise.race([pending.recorded, late]);
    } catch (error) {
      const { status } = this.#ordering;
      throw error instanceof PsephosError && error.code === "ordering/stopping" && !status.accepting
        ? later(error, status.retryAfter)
        : error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Takes a vote. @returns its receipt in canonical JSON, or that it waits for its block */
  async vote(request: FastifyRequest, text: string, wait: boolean): Promise<string | VerifiedAnswer> {
    const pending = await this.#submit(request, sentOf(voteOf(text)));
    const recorded = await this.#settled(pending, wait);
    return recorded?.outcome.kind === "vote" ? this.#receipt(recorded.outcome) : verified(pending);
  }

  #receipt({ processId, index }: { readonly processId: Hex; readonly index: number }): string {
    const { state, head } = this.#ordering;
    return encodeReceipt(receiptAt(state, head, processId, index));
  }

  /** Takes many votes. @returns a result for each, in their order; one that is refused harms no other */
  async batch(request: FastifyRequest, text: string): Promise<BatchAnswer> {
    const lines = text.replace(/\n$/, "").split("\n");
    if (lines.length > this.#limits.batch)
      throw new Refusal("service/too-large", `a batch has at most ${this.#limits.batch} lines`);
    const results = lines.map(async (line) => {
      try {
        const pending = await this.#submit(request, sentOf(voteOf(line)));
        const recorded = await this.#settled(pending, false);
        return recorded ? recordedAnswer(pending, recorded) : verified(pending);
      } catch (error) {
        return { error: errorBody(toldError(error)) };
      }
    });
    return { results: await Promise.all(results) };
  }

  register(request: FastifyRequest, text: string, wait: boolean): Promise<RecordedAnswer | VerifiedAnswer> {
    return this.#record(request, sentOf(registration(decodeRegistration(text))), wait);
  }

  /** Takes a message of an oracle or a keykeeper. @throws PsephosError `service/transaction-kind`, and the rule that refuses it */
  transaction(
    request: FastifyRequest,
    bytes: Uint8Array,
    wait: boolean,
  ): Promise<RecordedAnswer | VerifiedAnswer> {
    const tx = decodeTransaction(bytes);
    if (isOfVoter(tx))
      throw new Refusal("service/transaction-kind", "votes and registrations are sent as JSON", {
        hint: "Send a vote to /v1/votes, and a registration to /v1/registrations.",
      });
    return this.#record(request, sentOf(tx, bytes), wait);
  }

  async #record(request: FastifyRequest, sent: Sent, wait: boolean) {
    const pending = await this.#submit(request, sent);
    const recorded = await this.#settled(pending, wait);
    return recorded ? recordedAnswer(pending, recorded) : verified(pending);
  }
}

const verified = ({ id }: Pending): VerifiedAnswer => ({ id, state: "verified" });
const recordedAnswer = ({ id }: Pending, { height }: Recorded): RecordedAnswer => ({
  id,
  state: "recorded",
  height,
});
