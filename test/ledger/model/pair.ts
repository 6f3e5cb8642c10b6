/** A process on the state machine and on the model, which must agree. */
import assert from "node:assert/strict";
import {
  createVotePackage,
  encodeVotePackage,
  envelopeHash,
  namedVoterId,
  voteHash,
} from "../../../src/ballot/index.js";
import { type Hex, scalarToBytes, scalarToHex, toHex } from "../../../src/bytes/index.js";
import { Census, identityFromSecret, nullifierOf } from "../../../src/census/index.js";
import {
  type Attested,
  type IncludedVote,
  Ledger,
  MemoryStore,
  restoreSnapshot,
  snapshotChunks,
  snapshotManifest,
  type Transaction,
  type TransactionResult,
} from "../../../src/ledger/index.js";
import { keyId, Status } from "../../../src/process/index.js";
import { sealedFor } from "../../support/ledger/cases/sealing.js";
import { MapStore } from "../../support/ledger/map-store.js";
import { person } from "../../support/ledger/people.js";
import { registration } from "../../support/ledger/registrations.js";
import { anonymousVote, namedVote, ruleFacts, scopeIn } from "../../support/ledger/votes.js";
import { bytesOf, CENSUS_KEY, ORACLES, testGenesis, World } from "../../support/ledger/world.js";
import { type Action, type CensusName, type History, MEMBERS, VOTERS, type Voter } from "./actions.js";
import { listOf, messageOf } from "./keykeepers.js";
import { Model, type ModelCeremonyMessage, type ModelProcess } from "./model.js";

const PARAMETERS = {
  startDelay: 2,
  registrationWindow: 4,
  rootGrace: 3,
  dealWindow: 4,
  complainWindow: 2,
  confirmWindow: 3,
};
const QUORUM = 2;

type Of<Kind extends Action["kind"]> = Extract<Action, { kind: Kind }>;

const weightOf = (voter: Voter) => BigInt(VOTERS.indexOf(voter) + 1);
const secretOf = (voter: Voter) => BigInt(100 + VOTERS.indexOf(voter));
const commitments = VOTERS.map((voter) => identityFromSecret(secretOf(voter)).commitment);
const commitmentOf = (voter: Voter) => commitments[VOTERS.indexOf(voter)]!;

function censusOf(names: readonly Voter[], anonymous: boolean) {
  const voters = names.map((name) => ({
    commitment: anonymous ? commitmentOf(name) : BigInt(person(name).address),
    weight: weightOf(name),
  }));
  const census = new Census(3, voters);
  const nodes = names.map((_, i) => census.membership(i).nodes);
  return { root: scalarToHex(census.root), nodes: (name: Voter) => nodes[Math.max(0, names.indexOf(name))]! };
}
const [named, anonymous] = [false, true].map((hidden) => ({
  first: censusOf(MEMBERS.first, hidden),
  second: censusOf(MEMBERS.second, hidden),
}));

/** A message, and what the model answers when its turn has come; "" where only a later message shows it. */
interface Said {
  readonly transaction: Transaction;
  readonly expect: () => string;
}

/** A sealed package in the log, for those who copy it. */
interface SealedPackage {
  readonly of: Voter;
  readonly votePackage: Uint8Array;
  readonly voteHash: bigint;
}

export class Pair {
  readonly world: World;
  readonly it: ModelProcess;
  model!: Model;
  id!: Hex;
  /** The chain as the block's messages find it: its height has begun. */
  #view!: World;
  readonly #said: Said[] = [];
  readonly #packages: SealedPackage[] = [];
  #statements = 0;

  constructor(it: ModelProcess) {
    this.it = it;
    const lists = { ...testGenesis().lists, keykeepers: listOf(it.sealed) };
    this.world = new World(ruleFacts(), testGenesis({ lists }, PARAMETERS), new MapStore());
  }

  async #declare(): Promise<void> {
    const { it } = this;
    this.id = await this.world.declare({
      mode: {
        autoStart: it.autoStart,
        interruptible: it.interruptible,
        dynamicCensus: it.dynamicCensus,
        preRegister: it.preRegister,
      },
      envelopeType: { anonymous: it.anonymous, serial: it.serial, encryptedVotes: it.sealed !== null },
      censusKey: it.anonymous ? keyId(CENSUS_KEY.circuit, CENSUS_KEY.keyHash) : `0x${"00".repeat(32)}`,
      censusRoot: this.#censuses.first.root,
      startBlock: it.startBlock,
      blockCount: it.blockCount,
      maxVoteOverwrites: it.overwrites,
      questionCount: it.questions,
    });
    this.model = new Model(it, PARAMETERS, MEMBERS, 1);
  }

  get #censuses() {
    return this.it.anonymous && !this.it.preRegister ? anonymous! : named!;
  }

  /** The chain as a voter sees it, with the open question as the model has it. */
  get #asked(): World {
    const view = Object.create(this.#view) as World;
    view.process = (id) => {
      const process = this.#view.process(id);
      return { ...process, record: { ...process.record, question: this.model.question } };
    };
    return view;
  }

  #nullifierOf(name: Voter): bigint {
    return nullifierOf(scopeIn(this.#asked, this.id), identityFromSecret(secretOf(name)).secret);
  }

  /** A voter's own ballot, sealed; for others nobody's. */
  #sealed(name: Voter, choice: number): SealedPackage {
    const ballot = createVotePackage([choice]);
    const nullifier = this.#nullifierOf(name);
    const voterId = this.it.anonymous
      ? scalarToBytes(nullifier)
      : bytesOf(namedVoterId(person(name).address, scopeIn(this.#asked, this.id)));
    const content = this.it.anonymous ? ballot : ({ type: "poll-vote", votes: [choice] } as const);
    const votePackage = sealedFor(this.#asked, this.id, voterId, content);
    return { of: name, votePackage, voteHash: voteHash(ballot.votes, ballot.nonce, nullifier) };
  }

  /** What a vote has because its process is sealed, and what the model knows of it. */
  #package({ voter, nonce, choice, miskeys, misfits, copies }: Of<"vote">) {
    const wanted = this.model.ceremony?.indexes ?? [];
    const keys = miskeys ? [...wanted, 9] : wanted;
    const fresh = `${this.#statements++}`;
    if (!this.it.sealed) {
      const statement = this.it.anonymous ? fresh : JSON.stringify([nonce, choice, keys]);
      return { content: { encryptionKeyIndexes: keys }, keys, wrongLength: false, opens: true, statement };
    }
    const others = this.#packages.filter(({ of }) => of !== voter);
    const copied = copies ? others.at(-1) : undefined;
    const own = copied ?? this.#sealed(voter, choice);
    const { sealable } = this.model.ceremony!;
    if (!copied && sealable) this.#packages.push(own);
    const votePackage = misfits ? own.votePackage.subarray(1) : own.votePackage;
    const content = {
      encryptionKeyIndexes: keys,
      votePackage,
      ...(this.it.anonymous ? { voteHash: own.voteHash } : {}),
    };
    const statement = copied ? `copy ${toHex(own.votePackage)} ${nonce}` : fresh;
    return { content, keys, wrongLength: misfits || !(copied || sealable), opens: !copied, statement };
  }

  async #vote(action: Of<"vote">): Promise<Said> {
    const { voter: name, nonce, choice, census, misnames } = action;
    const names = (this.it.dynamicCensus && !this.it.preRegister) === misnames ? null : census;
    const known = this.#censuses[names ?? "first"];
    const weight = weightOf(name);
    const { content: packaged, ...modelled } = this.#package(action);
    const content = { nonce, weight, votes: [choice], censusRoot: names ? known.root : null, ...packaged };
    const { question, registrations } = this.model;
    const registered = this.model.isRegistered(name);
    const made = { question, registered, registrations };
    const vote = { ...made, ...modelled, voter: name, weight, nonce, choice, census: names };
    const { registry, roots } = this.#view.process(this.id).record;
    const present = roots.at(-1)!.root;
    const eligibility = {
      kind: "member",
      nodes: (names ? known : this.#present(present)).nodes(name),
    } as const;
    const member = this.it.preRegister
      ? this.model.isRegistered(name)
      : (MEMBERS[names ?? this.#presentName(present)] as readonly string[]).includes(name);
    const root = this.it.preRegister ? registry.censusRoot : names ? known.root : present;
    const proved = member ? root : `0x${"01".padStart(64, "0")}`;
    const transaction = this.it.anonymous
      ? anonymousVote(this.#asked, this.id, secretOf(name), proved as Hex, content, envelopeHash)
      : await namedVote(this.#asked, this.id, person(name), { ...content, eligibility });
    return { transaction, expect: () => this.model.vote(vote) };
  }

  #presentName(root: string): CensusName {
    return root === this.#censuses.second.root ? "second" : "first";
  }

  #present(root: string) {
    return this.#censuses[this.#presentName(root)];
  }

  async #register({ voter: name, nonce, of }: Of<"register">): Promise<Said> {
    const eligibility = {
      kind: "member",
      nodes: this.#present(this.#view.process(this.id).record.roots.at(-1)!.root).nodes(name),
    } as const;
    const it = { weight: weightOf(name), eligibility, commitment: commitmentOf(of), nonce };
    const transaction = await registration(this.#view, this.id, person(name), it);
    return { transaction, expect: () => this.model.register({ voter: name, nonce, commitment: of }) };
  }

  /** A vote as the EVM shows it: its proof was checked there, its package by nobody. */
  #included({ voter: name, nonce, choice, fault }: Of<"include">["votes"][number]): IncludedVote {
    const nullifier = this.#nullifierOf(name);
    const ballot = createVotePackage([choice]);
    const told = fault === "another ballot" ? { ...ballot, votes: [choice + 1] } : ballot;
    const votePackage = this.it.sealed
      ? sealedFor(this.#asked, this.id, scalarToBytes(nullifier), told)
      : encodeVotePackage(told);
    const wanted = this.model.ceremony?.indexes ?? [];
    const encryptionKeyIndexes = fault === "other keys" ? [...wanted, 9] : wanted;
    return {
      nullifier,
      weight: weightOf(name),
      voteHash: voteHash(ballot.votes, ballot.nonce, nullifier),
      nonce,
      envelopeHash: envelopeHash({ nonce, encryptionKeyIndexes, votePackage }),
      votePackage: fault === "none" ? null : votePackage,
    };
  }

  #include({ votes }: Of<"include">): Promise<readonly Said[]> {
    const statement = { kind: "included", votes: votes.map((vote) => this.#included(vote)) } as const;
    const modelled = votes.map(({ fault, ...vote }) => ({
      ...vote,
      weight: weightOf(vote.voter),
      opens: fault !== "none" && fault !== "another ballot",
      sealed: fault !== "other keys",
    }));
    return this.#attested(statement, () => this.model.include(modelled));
  }

  async #keykeeper(message: ModelCeremonyMessage): Promise<readonly Said[]> {
    const { ceremony } = this.model;
    if (!ceremony || message.place > ceremony.keykeepers.count) return [];
    const transaction = await messageOf(this.#view, this.id, ceremony, message);
    return [{ transaction, expect: () => this.model.keykeeper(message) }];
  }

  /** What the ceremony asks of the first diligent keykeeper who has not done it. */
  #duty(diligent: readonly number[]): ModelCeremonyMessage | undefined {
    const { ceremony, ended, rollup } = this.model;
    if (!ceremony || this.model.results() !== undefined) return undefined;
    const { phase, round } = ceremony;
    const todo = (act: ModelCeremonyMessage["act"], done: (place: number) => boolean) => {
      const place = diligent.find((one) => one <= ceremony.keykeepers.count && !done(one));
      return place === undefined ? undefined : { act, round, place, wrongTo: [], dealer: 1 };
    };
    if (phase === "deal") return todo("deal", (place) => ceremony.dealt.has(place));
    if (phase === "confirm") return todo("confirm", (place) => ceremony.confirmed.has(place));
    if (phase !== "done" || ended === 0 || rollup === "open") return undefined;
    return todo("reveal", (place) => ceremony.revealed.has(place) || !ceremony.holds(place));
  }

  async #attested(statement: Attested, expect: () => string): Promise<readonly Said[]> {
    const words = await Promise.all(
      ORACLES.slice(0, QUORUM).map((one) =>
        this.#view.attestation(this.id, this.model.finals, statement, one),
      ),
    );
    return [
      { transaction: words[0]!, expect: () => "" },
      { transaction: words[1]!, expect },
    ];
  }

  async #say(action: Action): Promise<readonly Said[]> {
    const { model } = this;
    switch (action.kind) {
      case "vote":
        return [await this.#vote(action)];
      case "register":
        return [await this.#register(action)];
      case "again": {
        const before = this.#said.length > 0 ? this.#said[action.which % this.#said.length]! : undefined;
        return before ? [before] : [];
      }
      case "status":
        return this.#attested({ kind: "status", status: Status[action.to] }, () => model.move(action.to));
      case "census": {
        const { root } = this.#censuses[action.to];
        const statement = { kind: "census", root, uri: "https://example.org/census" } as const;
        return this.#attested(statement, () => model.changeCensus(action.to));
      }
      case "question":
        return this.#attested({ kind: "question" }, () => model.nextQuestion());
      case "keykeeper": {
        const round = (model.ceremony?.round ?? 0) + (action.misrounds ? 1 : 0);
        return this.#keykeeper({ ...action, round });
      }
      case "include":
        return this.#include(action);
      case "open-rollup": {
        const { oracles } = action;
        return this.#attested({ kind: "rollup-opened", oracles }, () => model.openRollup(oracles, QUORUM));
      }
      case "end-inclusion":
        return this.#attested({ kind: "inclusion-ended" }, () => model.endInclusion());
    }
  }

  /** The chain after an empty block: what the messages of the next block find. */
  async #begun(): Promise<World> {
    const { facts, genesis, store } = this.world;
    const copy = new World(facts, genesis, (store as MapStore).copy());
    await copy.block();
    return copy;
  }

  /** All of a history, and then what is needed to count. */
  async run({ process, rollup, promptly, diligent, actions }: History): Promise<void> {
    await this.#declare();
    const { model } = this;
    if (rollup) await this.step({ kind: "open-rollup", oracles: QUORUM }, diligent);
    if (!process.autoStart) await this.step({ kind: "status", to: "READY" }, diligent);
    while (promptly && model.ceremony?.keyAt === 0 && model.ended === 0) await this.step(null, diligent);
    for (const action of actions) await this.step(action, diligent);
    if (model.rollup === "open") await this.step({ kind: "end-inclusion", oracles: QUORUM }, diligent);
    for (const _ of diligent) await this.step(null, diligent);
  }

  /** One block with one action, and with the duty of a keykeeper. */
  async step(action: Action | null, diligent: readonly number[] = []): Promise<void> {
    this.#view = this.it.sealed ? await this.#begun() : this.world;
    this.model.begin();
    const duty = this.#duty(diligent);
    const said = [...(duty ? await this.#keykeeper(duty) : []), ...(action ? await this.#say(action) : [])];
    const results = await this.world.block(...said.map(({ transaction }) => transaction));
    for (const [i, one] of said.entries()) {
      const expected = one.expect();
      if (expected === "") continue;
      const what = `height ${this.model.height}: ${one.transaction.kind} of ${JSON.stringify(action)}`;
      assert.equal(answerOf(results[i]!), expected, what);
    }
    const kept = action && ["vote", "register", "keykeeper"].includes(action.kind);
    if (kept) this.#said.push(...said);
    const { record, results: text } = this.world.process(this.id);
    assert.deepEqual(
      [record.startedAt, record.endedAt, record.question, record.keyAt],
      [this.model.started, this.model.ended, this.model.question, this.model.ceremony?.keyAt ?? 0],
      `height ${this.model.height}`,
    );
    assert.deepEqual(text && JSON.parse(text), this.model.results());
  }

  /**
   * The same blocks on a store that was filled in another order, and from a snapshot: the same root.
   * @param part of the blocks, 0 to 1, before the other order and the snapshot
   */
  async replay(part: number): Promise<void> {
    const { blocks, genesis, facts, ledger } = this.world;
    const cut = Math.floor(blocks.length * part);
    const first = new MemoryStore();
    const before = new Ledger(genesis, first);
    for (const block of blocks.slice(0, cut)) (await before.apply(block, facts)).commit();
    const second = new MemoryStore();
    second.write(new Map([...first.entries()].reverse().map(([key, bytes]) => [key, bytes.slice()])));
    const manifest = snapshotManifest(genesis, first);
    const restored = restoreSnapshot(genesis, manifest, snapshotChunks(first), new MemoryStore());
    for (const after of [new Ledger(genesis, second), await restored]) {
      for (const block of blocks.slice(cut)) (await after.apply(block, facts)).commit();
      assert.equal(toHex(after.stateRoot), toHex(ledger.stateRoot), `from block ${cut} of ${blocks.length}`);
    }
  }
}

function answerOf(result: TransactionResult): string {
  if (!result.accepted) return result.error.code;
  const { outcome } = result;
  if (outcome.kind === "attest" && outcome.final) return "final";
  return outcome.repeated ? "repeated" : "accepted";
}
