/** test/vectors/ledger/cases.json on the state machine: each message by `check` where it is alone in its block, and by `apply`. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
  createVotePackage,
  encodeVotePackage,
  envelopeHash,
  namedVoterId,
  voteHash,
} from "../../src/ballot/index.js";
import { type Hex, scalarToBytes, scalarToHex, toHex } from "../../src/bytes/index.js";
import { Census, identityFromSecret, nullifierOf } from "../../src/census/index.js";
import {
  encodeTransaction,
  MemoryStore,
  type Transaction,
  type TransactionResult,
} from "../../src/ledger/index.js";
import { keyId, Status } from "../../src/process/index.js";
import { sealBallot } from "../../src/seal/index.js";
import { confirmationOf, council, dealOf, shareOf, thresholdIn } from "../support/ledger/council.js";
import { person } from "../support/ledger/people.js";
import { registration } from "../support/ledger/registrations.js";
import { anonymousVote, namedVote, ruleFacts, scopeIn } from "../support/ledger/votes.js";
import { bytesOf, CENSUS_KEY, ORACLES, testGenesis, World } from "../support/ledger/world.js";

interface Step {
  readonly at: number;
  readonly expect?: string;
  readonly label?: string;
  readonly vote?: string;
  readonly kind?: "named" | "anonymous";
  readonly nonce?: number;
  readonly choice?: number;
  readonly weight?: number;
  readonly keys?: readonly number[];
  readonly question?: number | "next";
  readonly census?: "first" | "second";
  readonly repeat?: string;
  readonly status?: keyof typeof Status;
  readonly register?: string;
  readonly deal?: number;
  readonly confirm?: number;
  readonly reveal?: number;
  readonly round?: number;
  readonly results?: readonly string[] | null;
  readonly invalid?: string;
}

interface Case {
  readonly name: string;
  readonly process: {
    readonly anonymous: boolean;
    readonly flags: readonly string[];
    readonly startBlock: number;
    readonly blockCount: number;
    readonly overwrites: number;
    readonly byHand?: boolean;
    readonly questions?: number;
  };
  readonly steps: readonly Step[];
}

const vectors = JSON.parse(
  readFileSync(new URL("../vectors/ledger/cases.json", import.meta.url), "utf8"),
) as { readonly chain: Record<string, number>; readonly cases: readonly Case[] };

const SECRETS: Readonly<Record<string, bigint>> = { ada: 101n, bob: 102n, carol: 103n, eve: 104n };
const WEIGHTS: Readonly<Record<string, bigint>> = { ada: 1n, bob: 2n, carol: 1n, eve: 1n };
const commitmentOf = (name: string) => identityFromSecret(SECRETS[name]!).commitment;

/** A census by name or by commitment: its root, and a member's eligibility; whoever is not in it shows the first member's. */
function censusOf(names: readonly string[], anonymous: boolean) {
  const voters = names.map((name) => ({
    commitment: anonymous ? commitmentOf(name) : BigInt(person(name).address),
    weight: WEIGHTS[name]!,
  }));
  const census = new Census(3, voters);
  const nodes = (name: string) => census.membership(Math.max(0, names.indexOf(name))).nodes;
  return {
    names,
    root: scalarToHex(census.root),
    eligibility: (name: string) => ({ kind: "member" as const, nodes: nodes(name) }),
  };
}

const [NAMED, ANONYMOUS] = [false, true].map((anonymous) => ({
  first: censusOf(["ada", "bob"], anonymous),
  second: censusOf(["ada", "bob", "carol"], anonymous),
}));
const censusesOf = (anonymous: boolean) => (anonymous ? ANONYMOUS! : NAMED!);

/** Runs one case. */
class CaseRun {
  readonly world: World;
  /** The chain as the next message finds it: what the block's height brought, and the messages before it. */
  view: World;
  readonly group = council(3, 2);
  readonly labelled = new Map<string, Transaction>();
  readonly one: Case;
  id!: Hex;

  constructor(one: Case) {
    this.one = one;
    const base = testGenesis();
    const lists = { ...base.lists, keykeepers: this.group.keykeepers };
    this.world = new World(ruleFacts(), testGenesis({ lists }, vectors.chain));
    this.view = this.world;
  }

  async declare(): Promise<void> {
    const { anonymous, flags, startBlock, blockCount, overwrites, byHand, questions } = this.one.process;
    const has = (flag: string) => flags.includes(flag);
    this.id = await this.world.declare({
      mode: { autoStart: !byHand, dynamicCensus: has("dynamicCensus"), preRegister: has("preRegister") },
      envelopeType: { anonymous, serial: has("serial"), encryptedVotes: has("encryptedVotes") },
      censusRoot: censusesOf(anonymous && !has("preRegister")).first.root,
      censusKey: anonymous ? keyId(CENSUS_KEY.circuit, CENSUS_KEY.keyHash) : `0x${"00".repeat(32)}`,
      startBlock,
      blockCount,
      maxVoteOverwrites: overwrites,
      questionCount: questions ?? 1,
    });
  }

  /** A ballot sealed for the ceremony's key, with the hash of what is in it; before there is a key, any of that length will do. */
  #sealed(name: string, choice: number, anonymous: boolean) {
    const { ceremony } = thresholdIn(this.view, this.id);
    const scope = scopeIn(this.view, this.id);
    if (!ceremony.key) return { votePackage: new Uint8Array(100) };
    const nullifier = nullifierOf(scope, identityFromSecret(SECRETS[name]!).secret);
    const voterId = anonymous ? toHex(scalarToBytes(nullifier)) : namedVoterId(person(name).address, scope);
    const ballot = createVotePackage([choice]);
    const votePackage = sealBallot(
      {
        context: ceremony.plan.context,
        scope,
        publicKey: ceremony.key.publicKey,
        rules: { maxCount: 1, maxValue: 3 },
      },
      bytesOf(voterId),
      encodeVotePackage(anonymous ? ballot : { type: "poll-vote", votes: [choice] }),
    );
    return anonymous
      ? { votePackage, voteHash: voteHash(ballot.votes, ballot.nonce, nullifier) }
      : { votePackage };
  }

  async #vote(step: Step): Promise<Transaction> {
    const { process } = this.one;
    const { vote: name = "", nonce = 0, choice = 1, keys, census } = step;
    const anonymous = step.kind ? step.kind === "anonymous" : process.anonymous;
    const world = typeof step.question === "number" ? this.#asking(step.question) : this.view;
    const weight = step.weight === undefined ? WEIGHTS[name]! : BigInt(step.weight);
    const known = censusesOf(anonymous)[census ?? "first"];
    const sealed = keys && process.flags.includes("encryptedVotes");
    const content = {
      nonce,
      weight,
      votes: [choice],
      censusRoot: census ? known.root : null,
      ...(keys ? { encryptionKeyIndexes: keys } : {}),
      ...(sealed ? this.#sealed(name, choice, anonymous) : {}),
    };
    if (!anonymous)
      return namedVote(world, this.id, person(name), { ...content, eligibility: known.eligibility(name) });
    const { registry } = this.view.process(this.id).record;
    const registered = process.flags.includes("preRegister");
    const member = registered ? name === "ada" : known.names.includes(name) && weight === WEIGHTS[name];
    // A proof that is not of the census's root is what a stranger, or another weight, can show.
    const root = member ? (registered ? registry.censusRoot : known.root) : `0x${"01".padStart(64, "0")}`;
    return anonymousVote(world, this.id, SECRETS[name]!, root as Hex, content, envelopeHash);
  }

  /** The chain seen by a voter who votes on another question than the open one. */
  #asking(question: number): World {
    const world = Object.create(this.view) as World;
    world.process = (id) => {
      const process = this.view.process(id);
      return { ...process, record: { ...process.record, question } };
    };
    return world;
  }

  async #attested(step: Step): Promise<Transaction[]> {
    const { sequence } = this.view.process(this.id).record;
    const statement = step.status
      ? ({ kind: "status", status: Status[step.status] } as const)
      : step.census
        ? ({
            kind: "census",
            root: censusesOf(this.one.process.anonymous).second.root,
            uri: "https://example.org/second",
          } as const)
        : ({ kind: "question" } as const);
    const words = ORACLES.slice(0, 2).map((one) => this.view.attestation(this.id, sequence, statement, one));
    return Promise.all(words);
  }

  /** The transactions of a step: two for what oracles attest. */
  async #transactions(step: Step): Promise<Transaction[]> {
    if (step.repeat) return [this.labelled.get(step.repeat)!];
    if (step.vote) return [await this.#vote(step)];
    if (step.register) {
      const { [step.register]: weight = 1n } = WEIGHTS;
      const eligibility = censusesOf(false).first.eligibility(step.register);
      const commitment = commitmentOf(step.register);
      const it = { weight, eligibility, commitment, nonce: step.nonce ?? 0 };
      return [await registration(this.view, this.id, person(step.register), it)];
    }
    const place = step.deal ?? step.confirm ?? step.reveal;
    if (place === undefined) return this.#attested(step);
    const self = this.group.members[place - 1]!;
    const { round, ceremony } = thresholdIn(this.view, this.id);
    if (step.deal) return [await dealOf(this.view, this.id, self, { round: step.round ?? round })];
    if (step.reveal) return [shareOf(this.view, this.id, self)];
    if (ceremony.key) return [await confirmationOf(this.view, this.id, self)];
    const none = new Uint8Array(65);
    return [{ kind: "confirm", processId: this.id, round, keykeeper: self.person.address, signature: none }];
  }

  #expectResults({ results, invalid }: Step): void {
    const { results: text } = this.world.process(this.id);
    if (results === null) {
      assert.equal(text, undefined);
      return;
    }
    const { questions } = JSON.parse(text!) as {
      questions: { invalid: string; results: { count: string }[] }[];
    };
    const counts = questions.flatMap((question) => question.results.map(({ count }) => count));
    assert.deepEqual([counts, questions[0]!.invalid], [results, invalid]);
  }

  async run(): Promise<void> {
    await this.declare();
    const heights = [...new Set(this.one.steps.map(({ at }) => at))];
    for (const at of heights) {
      await this.world.until(at - 1);
      await this.#runBlock(this.one.steps.filter((step) => step.at === at));
    }
  }

  /** A step sees what the steps before it in its block did: each is applied with those before it, and at the end the whole block. */
  async #runBlock(steps: readonly Step[]): Promise<void> {
    const block: Transaction[] = [];
    const answers: (readonly [Step, number])[] = [];
    const messages = steps.filter((step) => step.results === undefined);
    for (const step of messages) {
      this.view = await this.#afterBegun(block);
      const own = await this.#transactions(step);
      if (step.label) this.labelled.set(step.label, own[0]!);
      block.push(...own);
      answers.push([step, block.length - 1]);
      if (block.length === 1 && messages.length === 1) await this.#check(step, own[0]!);
    }
    if (block.length > 0) {
      const results = await this.world.block(...block);
      for (const [step, place] of answers)
        assert.equal(answerOf(results[place]!), step.expect, JSON.stringify(step));
    } else await this.world.block();
    for (const step of steps) if (step.results !== undefined) this.#expectResults(step);
  }

  /** A copy of the chain in which the next block has begun, with these transactions. */
  async #afterBegun(transactions: readonly Transaction[]): Promise<World> {
    const store = new MemoryStore();
    store.write(new Map([...this.world.store.entries()].map(([key, bytes]) => [key, bytes.slice()])));
    const copy = new World(this.world.facts, this.world.genesis, store);
    await copy.block(...transactions);
    return copy;
  }

  async #check(step: Step, tx: Transaction): Promise<void> {
    const answer = await this.world.ledger.check(encodeTransaction(tx), this.world.facts).then(
      (outcome) => answerOf({ accepted: true, outcome }),
      (error) => error.code,
    );
    assert.equal(answer, step.expect, JSON.stringify(step));
  }
}

function answerOf(result: TransactionResult): string {
  if (!result.accepted) return result.error.code;
  const { outcome } = result;
  if (outcome.kind === "attest" && outcome.final) return "final";
  return outcome.repeated ? "repeated" : "accepted";
}

describe("ledger: the table of cases", () => {
  for (const one of vectors.cases) it(one.name, () => new CaseRun(one).run());
});
