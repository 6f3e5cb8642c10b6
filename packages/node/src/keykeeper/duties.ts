/** What the keykeeper has to do in the ceremonies of the chain's processes, as of a state that is vouched for. */
import { equalBytes } from "@noble/ciphers/utils.js";
import { PsephosError, Refusal, Status } from "psephos";
import {
  type CheckedGenesis,
  decodeTransaction,
  type KeyCeremony,
  type LedgerState,
  MOST_ROUNDS,
  mayReveal,
  type ProcessView,
  processViews,
  readCeremony,
} from "psephos/ledger";
import { encodeDeal, keyShare, receiveShare, revealShare } from "psephos/seal";
import type { Hex } from "viem";
import { bytesToHex } from "viem/utils";
import type { Identity } from "./identity.js";
import {
  confirmedOf,
  type LayeredCeremony,
  makeComplaint,
  makeConfirmation,
  makeDeal,
  makeReveal,
  type ThresholdCeremony,
} from "./messages.js";
import type { CeremonyRecord, Over, Records } from "./records.js";

export type MessageKind = "deal" | "complaint" | "confirmation" | "reveal";

export interface Door {
  /** Whether the next block would take a transaction. @throws PsephosError with the rule that refuses it */
  check(transaction: Uint8Array): Promise<void>;
  /** Sends a transaction, unless it was sent a moment ago. */
  send(kind: MessageKind, view: ProcessView, round: number, transaction: Uint8Array): Promise<void>;
}

interface Task {
  readonly view: ProcessView;
  readonly state: KeyCeremony;
  /** This keykeeper's, from 1. */
  readonly place: number;
  readonly saved: CeremonyRecord | undefined;
}

const overOf = ({ record, phase }: ProcessView): Over | null => {
  if (record.status === Status.CANCELED) return "canceled";
  if (record.withoutKey) return "failed";
  return phase === "counted" ? "counted" : null;
};

/** This keykeeper's deal as the chain has it; null if it has none. A removed deal is no longer there. */
function dealOnChain(state: KeyCeremony, place: number): Uint8Array | null {
  if (state.kind === "layered") return state.publicKeys[place - 1] ?? null;
  const deal = state.ceremony.deals.find(({ dealer }) => dealer === place);
  return deal ? encodeDeal(deal) : null;
}

const hasDealt = (state: KeyCeremony, place: number): boolean =>
  dealOnChain(state, place) !== null ||
  (state.kind === "threshold" && state.ceremony.removed.includes(place));

export class Duties {
  readonly #genesis: CheckedGenesis;
  readonly #identity: Identity;
  readonly #records: Records;
  readonly #door: Door;
  /** Processes in which there is nothing more to do. */
  readonly #settled = new Set<Hex>();
  /** Complaints by process and round: a ceremony's deals no longer change when they are checked. */
  readonly #complaints = new Map<string, ReadonlyMap<number, Uint8Array>>();

  constructor(
    genesis: CheckedGenesis,
    { identity, records, door }: { identity: Identity; records: Records; door: Door },
  ) {
    this.#genesis = genesis;
    this.#identity = identity;
    this.#records = records;
    this.#door = door;
  }

  /** Does what is due in every process. @returns by process, what keeps the keykeeper from its duty; one process does not hold up another */
  async attendAll(state: LedgerState): Promise<ReadonlyMap<Hex, PsephosError>> {
    const problems = new Map<Hex, PsephosError>();
    for (const view of processViews(state)) {
      const { processId } = view.record;
      if (this.#settled.has(processId)) continue;
      try {
        await this.#attend(state, view);
      } catch (error) {
        if (!(error instanceof PsephosError)) throw error;
        problems.set(processId, error);
      }
    }
    return problems;
  }

  #id(view: ProcessView, round: number) {
    return { genesis: bytesToHex(this.#genesis.hash), processId: view.record.processId, round };
  }

  async #attend(ledger: LedgerState, view: ProcessView): Promise<void> {
    const over = overOf(view);
    if (over || !view.declaration.params.envelopeType.encryptedVotes) {
      for (let round = 0; over && round < MOST_ROUNDS; round++) await this.#close(view, round, over);
      this.#settled.add(view.record.processId);
      return;
    }
    const state = readCeremony(ledger, ledger, view.record);
    if (!state) return;
    for (let round = 0; round < state.round; round++) await this.#close(view, round, "failed");
    const place = state.keykeepers.addresses.indexOf(this.#identity.address) + 1;
    if (place === 0) return;
    const saved = await this.#records.read(this.#id(view, state.round));
    await this.#act({ view, state, place, saved });
  }

  /** Takes the secret out of a record. */
  async #close(view: ProcessView, round: number, over: Over): Promise<void> {
    const saved = await this.#records.read(this.#id(view, round));
    if (saved && saved.over === null) await this.#records.update({ ...saved, over, secret: null });
  }

  async #act(task: Task): Promise<void> {
    const { state, saved, place } = task;
    if (
      state.kind === "threshold" &&
      bytesToHex(state.keykeepers.publicKeys[place - 1]!) !== this.#identity.key
    )
      throw new Refusal(
        "keykeeper/other-key",
        "the list of keykeepers has another key for this keykeeper's address",
        {
          hint: "Its shares are sealed for that key. Start the keykeeper with the folder that has it.",
        },
      );
    if (saved?.over)
      throw new Refusal(
        "keykeeper/over",
        `this keykeeper has finished round ${state.round} of this process before (${saved.over}): the chain was reset, or its history is another`,
        { hint: "It takes no part in the same round again. Declare a new process." },
      );
    const problem = this.#dealProblem(task);
    if (problem && state.kind === "layered") throw problem;
    await (state.kind === "layered" ? this.#layered(task, state) : this.#threshold(task, state));
    if (problem) throw problem;
  }

  /** A deal on the chain that is not the one of the record. In a threshold ceremony the keykeeper can go on: its shares are on the chain. */
  #dealProblem({ state, place, saved }: Task): PsephosError | undefined {
    const found = dealOnChain(state, place);
    if (found === null) return undefined;
    const own = saved?.deal && decodeTransaction(saved.deal);
    if (own && own.kind === "deal" && equalBytes(own.deal, found)) return undefined;
    return new Refusal(
      "keykeeper/other-deal",
      `the chain has a deal of this keykeeper in round ${state.round} that is not in its folder`,
      { hint: "Another program has this keykeeper's keys, or the folder is an old copy. Never run two." },
    );
  }

  async #layered(task: Task, state: LayeredCeremony): Promise<void> {
    const { view, place, saved } = task;
    if (state.phase === "deal" && view.record.endedAt === 0) return this.#deal(task);
    if (state.phase !== "done" || !mayReveal(view) || state.secretKeys[place - 1]) return;
    if (!saved?.secret)
      throw new Refusal(
        "keykeeper/other-deal",
        "the secret key of this keykeeper's layer is not in its folder",
      );
    await this.#send("reveal", task, makeReveal(view, state.round, place, saved.secret));
  }

  async #threshold(task: Task, state: ThresholdCeremony): Promise<void> {
    const { view } = task;
    const { phase } = state.ceremony;
    if (phase === "done") return mayReveal(view) ? this.#reveal(task, state) : undefined;
    if (view.record.endedAt > 0) return;
    if (phase === "deal") return this.#deal(task);
    if (phase === "complain") return this.#complain(task, state);
    if (phase === "confirm") return this.#confirm(task, state);
  }

  #send(kind: MessageKind, { view, state }: Task, transaction: Uint8Array): Promise<void> {
    return this.#door.send(kind, view, state.round, transaction);
  }

  /** Deals once: the record is on the disk before the deal goes out, and afterwards the same deal goes out again. */
  async #deal(task: Task): Promise<void> {
    const { view, state, place, saved } = task;
    if (hasDealt(state, place)) return;
    let deal = saved?.deal;
    if (!deal) {
      const made = await makeDeal(this.#genesis, view.record.processId, state, this.#identity);
      await this.#door.check(made.deal);
      const record = { ...this.#id(view, state.round), ...made, confirmed: null, over: null };
      deal = (await this.#records.create(record)).deal;
    }
    if (deal) await this.#send("deal", task, deal);
  }

  /** Complains about each wrong share. One true complaint removes the dealer. */
  async #complain(task: Task, state: ThresholdCeremony): Promise<void> {
    const { view, place } = task;
    const { processId } = view.record;
    const key = `${processId}/${state.round}`;
    const { secretKey } = this.#identity;
    let complaints = this.#complaints.get(key);
    if (!complaints) {
      const wrong = state.ceremony.deals.filter((deal) => receiveShare(deal, { place, secretKey }) === null);
      complaints = new Map(
        wrong.map((deal) => [
          deal.dealer,
          makeComplaint(processId, state.round, deal, place, this.#identity),
        ]),
      );
      this.#complaints.set(key, complaints);
    }
    for (const { dealer } of state.ceremony.deals) {
      const complaint = complaints.get(dealer);
      if (complaint) await this.#send("complaint", task, complaint);
    }
  }

  #ensureSameKey({ saved }: Task, { ceremony }: ThresholdCeremony): void {
    const { key, verificationKeys } = confirmedOf(ceremony.key!);
    const before = saved?.confirmed;
    if (before && (before.key !== key || before.verificationKeys !== verificationKeys))
      throw new Refusal(
        "keykeeper/other-key",
        `the chain has another key in round ${saved.round} than the one that this keykeeper confirmed`,
        {
          hint: "The chain was reset, or its history is another. Declare a new process.",
        },
      );
  }

  #share({ place, saved }: Task, { ceremony }: ThresholdCeremony): Uint8Array {
    const { secretKey } = this.#identity;
    return (
      saved?.secret ?? revealShare(place, keyShare(ceremony.plan, ceremony.deals, { place, secretKey })).share
    );
  }

  /** Confirms the key of the ceremony, if this keykeeper has all its shares: to confirm is to promise to reveal. */
  async #confirm(task: Task, state: ThresholdCeremony): Promise<void> {
    const { view, place, saved } = task;
    this.#ensureSameKey(task, state);
    if (state.ceremony.confirmed.includes(place)) return;
    const secret = this.#share(task, state);
    const transaction = await makeConfirmation(view.record.processId, state, this.#identity);
    if (!saved?.confirmed) {
      await this.#door.check(transaction);
      const confirmed = confirmedOf(state.ceremony.key!);
      const fresh = { ...this.#id(view, state.round), deal: null, confirmed, over: null, secret };
      const stored = saved ?? (await this.#records.create(fresh));
      if (stored.confirmed === null) await this.#records.update({ ...stored, confirmed, secret });
      else this.#ensureSameKey({ ...task, saved: stored }, state);
    }
    await this.#send("confirmation", task, transaction);
  }

  async #reveal(task: Task, state: ThresholdCeremony): Promise<void> {
    const { view, place } = task;
    if (state.shares.some((share) => share.place === place)) return;
    this.#ensureSameKey(task, state);
    await this.#send("reveal", task, makeReveal(view, state.round, place, this.#share(task, state)));
  }
}
