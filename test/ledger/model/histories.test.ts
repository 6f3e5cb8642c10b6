/** Random histories on the state machine and on the model: the same answers, results and roots. HISTORIES=1000 for more of them. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { envelopeHash } from "../../../src/ballot/index.js";
import { type Hex, scalarToHex, toHex } from "../../../src/bytes/index.js";
import { Census, identityFromSecret } from "../../../src/census/index.js";
import { Ledger, MemoryStore, type Transaction, type TransactionResult } from "../../../src/ledger/index.js";
import { keyId, Status } from "../../../src/process/index.js";
import { person } from "../../support/ledger/people.js";
import { registration } from "../../support/ledger/registrations.js";
import { anonymousVote, namedVote, ruleFacts } from "../../support/ledger/votes.js";
import { CENSUS_KEY, ORACLES, testGenesis, World } from "../../support/ledger/world.js";
import { Model, type ModelProcess, type StatusName } from "./model.js";

const HISTORIES = Number(process.env.HISTORIES ?? 25);
const PARAMETERS = { startDelay: 2, registrationWindow: 4, rootGrace: 3 };
const VOTERS = ["ada", "bob", "carol", "eve"] as const;
type Voter = (typeof VOTERS)[number];
const MEMBERS = { first: ["ada", "bob"], second: ["ada", "bob", "carol"] } as const;
type CensusName = keyof typeof MEMBERS;
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

const voter = fc.constantFrom<Voter>("ada", "ada", "ada", "bob", "bob", "carol", "eve");
/** Once in a while. */
const seldom = fc.integer({ min: 0, max: 11 }).map((n) => n === 0);
const censusName = fc.constantFrom<CensusName>("first", "second");
const action = fc.oneof(
  {
    weight: 14,
    arbitrary: fc.record({
      kind: fc.constant("vote" as const),
      voter,
      nonce: fc.constantFrom(0, 0, 1, 1, 2, 3),
      choice: fc.integer({ min: 0, max: 4 }),
      census: censusName,
      /** Names a census where the process has but one, or none where it is dynamic. */
      misnames: seldom,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("again" as const), which: fc.nat() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("register" as const),
      voter,
      nonce: fc.integer({ min: 0, max: 2 }),
      of: voter,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("status" as const),
      to: fc.constantFrom<StatusName>(
        "READY",
        "READY",
        "READY",
        "PAUSED",
        "READY",
        "READY",
        "PAUSED",
        "PAUSED",
        "ENDED",
        "CANCELED",
        "RESULTS",
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("question" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("census" as const), to: censusName }) },
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

const flags: fc.Arbitrary<ModelProcess> = fc
  .record({
    anonymous: fc.boolean(),
    autoStart: fc.boolean(),
    interruptible: fc.boolean(),
    dynamicCensus: fc.boolean(),
    serial: fc.boolean(),
    preRegister: fc.boolean(),
    startBlock: fc.integer({ min: 1, max: 5 }),
    blockCount: fc.integer({ min: 4, max: 30 }),
    overwrites: fc.integer({ min: 1, max: 2 }),
    questions: fc.integer({ min: 1, max: 3 }),
  })
  .map((it) => ({ ...it, preRegister: it.preRegister && it.anonymous }));

interface Said {
  readonly transaction: Transaction;
  readonly expect: () => string;
}

/** A process on both. */
class Pair {
  readonly world = new World(ruleFacts(), testGenesis({}, PARAMETERS));
  readonly it: ModelProcess;
  model!: Model;
  id!: Hex;
  readonly #said: Said[] = [];
  #statements = 0;

  constructor(it: ModelProcess) {
    this.it = it;
  }

  async declare(): Promise<void> {
    const { it } = this;
    this.id = await this.world.declare({
      mode: {
        autoStart: it.autoStart,
        interruptible: it.interruptible,
        dynamicCensus: it.dynamicCensus,
        preRegister: it.preRegister,
      },
      envelopeType: { anonymous: it.anonymous, serial: it.serial },
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
    const view = Object.create(this.world) as World;
    view.process = (id) => {
      const process = this.world.process(id);
      return { ...process, record: { ...process.record, question: this.model.question } };
    };
    return view;
  }

  async #vote(action: Extract<Action, { kind: "vote" }>): Promise<Said> {
    const { voter: name, nonce, choice, census, misnames } = action;
    const names = (this.it.dynamicCensus && !this.it.preRegister) === misnames ? null : census;
    const known = this.#censuses[names ?? "first"];
    const weight = weightOf(name);
    const content = { nonce, weight, votes: [choice], censusRoot: names ? known.root : null };
    const statement = this.it.anonymous
      ? `${this.#statements++}` // each package has a nonce of its own
      : JSON.stringify([nonce, choice]);
    const { question, registrations } = this.model;
    const registered = this.model.isRegistered(name);
    const made = { question, registered, registrations };
    const vote = { ...made, voter: name, weight, nonce, choice, census: names, statement };
    const { registry, roots } = this.world.process(this.id).record;
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

  async #register({ voter: name, nonce, of }: Extract<Action, { kind: "register" }>): Promise<Said> {
    const eligibility = {
      kind: "member",
      nodes: this.#present(this.world.process(this.id).record.roots.at(-1)!.root).nodes(name),
    } as const;
    const it = { weight: weightOf(name), eligibility, commitment: commitmentOf(of), nonce };
    const transaction = await registration(this.world, this.id, person(name), it);
    return { transaction, expect: () => this.model.register({ voter: name, nonce, commitment: of }) };
  }

  async #say(action: Action): Promise<readonly Said[]> {
    if (action.kind === "vote") return [await this.#vote(action)];
    if (action.kind === "register") return [await this.#register(action)];
    if (action.kind === "again") {
      const before = this.#said.length > 0 ? this.#said[action.which % this.#said.length]! : undefined;
      return before ? [before] : [];
    }
    const [statement, expect] =
      action.kind === "status"
        ? [{ kind: "status", status: Status[action.to] } as const, () => this.model.move(action.to)]
        : action.kind === "census"
          ? [
              {
                kind: "census",
                root: this.#censuses[action.to].root,
                uri: "https://example.org/census",
              } as const,
              () => this.model.changeCensus(action.to),
            ]
          : [{ kind: "question" } as const, () => this.model.nextQuestion()];
    const words = await Promise.all(
      ORACLES.slice(0, 2).map((one) => this.world.attestation(this.id, this.model.finals, statement, one)),
    );
    return [
      { transaction: words[0]!, expect: () => "" },
      { transaction: words[1]!, expect },
    ];
  }

  /** One block with one action. */
  async step(action: Action | null): Promise<void> {
    this.model.begin();
    const said = action ? await this.#say(action) : [];
    const results = await this.world.block(...said.map(({ transaction }) => transaction));
    for (const [i, one] of said.entries()) {
      const expected = one.expect();
      if (expected === "") continue;
      assert.equal(answerOf(results[i]!), expected, `height ${this.model.height}: ${JSON.stringify(action)}`);
    }
    if (action && (action.kind === "vote" || action.kind === "register")) this.#said.push(...said);
    const { record, results: text } = this.world.process(this.id);
    assert.deepEqual(
      [record.startedAt, record.endedAt, record.question],
      [this.model.started, this.model.ended, this.model.question],
      `height ${this.model.height}`,
    );
    assert.deepEqual(text && JSON.parse(text), this.model.results());
  }

  /** The same blocks on another store, filled in another order half-way: the same root. */
  async replay(): Promise<void> {
    const { blocks, genesis, facts, ledger } = this.world;
    const half = Math.floor(blocks.length / 2);
    const first = new MemoryStore();
    const before = new Ledger(genesis, first);
    for (const block of blocks.slice(0, half)) (await before.apply(block, facts)).commit();
    const second = new MemoryStore();
    second.write(new Map([...first.entries()].reverse().map(([key, bytes]) => [key, bytes.slice()])));
    const after = new Ledger(genesis, second);
    for (const block of blocks.slice(half)) (await after.apply(block, facts)).commit();
    assert.equal(toHex(after.stateRoot), toHex(ledger.stateRoot));
  }
}

function answerOf(result: TransactionResult): string {
  if (!result.accepted) return result.error.code;
  const { outcome } = result;
  if (outcome.kind === "attest" && outcome.final) return "final";
  return outcome.repeated ? "repeated" : "accepted";
}

describe("ledger: random histories agree with the reference model", () => {
  it(`${HISTORIES} of them`, async () => {
    await fc.assert(
      fc.asyncProperty(
        flags,
        fc.array(fc.option(action, { freq: 12 }), { minLength: 15, maxLength: 40 }),
        async (it, actions) => {
          const pair = new Pair(it);
          await pair.declare();
          if (!it.autoStart) await pair.step({ kind: "status", to: "READY" });
          for (const one of actions) await pair.step(one);
          await pair.replay();
        },
      ),
      { numRuns: HISTORIES },
    );
  });
});
