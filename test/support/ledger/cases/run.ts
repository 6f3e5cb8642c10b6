/** Runs cases on the state machine: each message by `check` where it is alone in its block, and by `apply`. */
import assert from "node:assert/strict";
import {
  createVotePackage,
  type Eligibility,
  envelopeHash,
  namedVoterId,
  voteHash,
} from "../../../../src/ballot/index.js";
import { type Hex, scalarToBytes } from "../../../../src/bytes/index.js";
import { identityFromSecret, nullifierOf } from "../../../../src/census/index.js";
import {
  type Attested,
  type CheckedGenesis,
  encodeTransaction,
  type Transaction,
  type TransactionResult,
} from "../../../../src/ledger/index.js";
import { CensusOrigin, Status } from "../../../../src/process/index.js";
import { MapStore } from "../map-store.js";
import { registration } from "../registrations.js";
import { anonymousVote, namedVote, ruleFacts, scopeIn } from "../votes.js";
import { bytesOf, ORACLES, testGenesis, World } from "../world.js";
import { type Case, type Step, TABLE } from "./data.js";
import { asDeclared, declarationOf } from "./declaring.js";
import { ceremonyMessage, keykeeperList, sealedFor } from "./sealing.js";
import { commitmentOf, eligibilityOf, isMember, rootOf, secretOf, voterOf, weightOf } from "./voters.js";

/** One for all cases: a fact is of its statement, whichever chain asks. */
export const FACTS = ruleFacts();

function genesisOf({ keykeepers }: Case["process"], validators: readonly Hex[]): CheckedGenesis {
  const lists = { ...testGenesis().lists, validators, keykeepers: keykeeperList(keykeepers) };
  return testGenesis({ lists }, TABLE.chain);
}

/** A chain's content after its declaration. */
interface Declared {
  readonly id: Hex;
  readonly world: World;
}

/** Many cases are of the same process: it is declared once. */
const declaredBefore = new Map<string, Declared>();

/** A chain on a store that can be copied. */
const chainOn = (genesis: CheckedGenesis, store = new MapStore()): World => new World(FACTS, genesis, store);

/** A chain with the same content. */
function copyOf({ genesis, store, blocks }: World): World {
  const copy = chainOn(genesis, (store as MapStore).copy());
  copy.blocks.push(...blocks);
  return copy;
}

export class CaseRun {
  world: World;
  /** The chain as the next message finds it: what the block's height brought, and the messages before it. */
  view: World;
  readonly labelled = new Map<string, Transaction>();
  readonly one: Case;
  readonly #registered = new Set<string>();
  id!: Hex;

  /** @param validators of the chain's genesis document */
  constructor(one: Case, validators: readonly Hex[] = []) {
    this.one = one;
    this.world = chainOn(genesisOf(one.process, validators));
    this.view = this.world;
  }

  async #declare(): Promise<void> {
    const key = JSON.stringify([this.one.process, this.world.genesis.lists.validators]);
    const known = declaredBefore.get(key);
    if (known) {
      this.world = copyOf(known.world);
      this.id = known.id;
      return;
    }
    const { id, statement } = declarationOf(this.world, this.one.process);
    this.id = id;
    const results = await this.world.block(...(await this.#words(0, statement)));
    const { declared = "final" } = this.one;
    assert.equal(answerOf(results[1]!), declared);
    if (declared === "final") declaredBefore.set(key, { id, world: copyOf(this.world) });
    else this.world.process = asDeclared(this.world, statement.declaration).process;
  }

  #words(sequence: number, statement: Attested): Promise<Transaction[]> {
    const oracles = ORACLES.slice(0, 2);
    return Promise.all(oracles.map((one) => this.view.attestation(this.id, sequence, statement, one)));
  }

  #sealed(name: string, votes: readonly number[], anonymous: boolean) {
    const scope = scopeIn(this.view, this.id);
    if (!anonymous) {
      const voterId = bytesOf(namedVoterId(voterOf(name).address, scope));
      return { votePackage: sealedFor(this.view, this.id, voterId, { type: "poll-vote", votes }) };
    }
    const nullifier = nullifierOf(scope, identityFromSecret(secretOf(name)).secret);
    const ballot = createVotePackage(votes);
    const votePackage = sealedFor(this.view, this.id, scalarToBytes(nullifier), ballot);
    return { votePackage, voteHash: voteHash(ballot.votes, ballot.nonce, nullifier) };
  }

  #eligibility(name: string, { census, as }: Step): Eligibility {
    return eligibilityOf(this.one.process, { name, scope: scopeIn(this.view, this.id, 0), census, as });
  }

  async #vote(step: Step): Promise<Transaction> {
    const { process } = this.one;
    const { vote: name = "", nonce = 0, choice = 1, choices = [choice], keys, census, length } = step;
    const anonymous = step.kind ? step.kind === "anonymous" : process.anonymous;
    const world = typeof step.question === "number" ? this.#asking(step.question) : this.view;
    const weight = step.weight === undefined ? weightOf(process, name) : BigInt(step.weight);
    const names = census && (step.names || process.origin !== CensusOrigin.OFF_CHAIN_CA);
    const sealed = keys && process.flags.includes("encryptedVotes");
    const content = {
      nonce,
      weight,
      votes: choices,
      censusRoot: names ? (`0x${rootOf(process, census).slice(2, 66)}` as const) : null,
      ...(keys ? { encryptionKeyIndexes: keys } : {}),
      ...(sealed ? this.#sealed(name, choices, anonymous) : {}),
      ...(length === undefined ? {} : { votePackage: new Uint8Array(length) }),
    };
    if (!anonymous) {
      const eligibility = this.#eligibility(name, step);
      return namedVote(world, this.id, voterOf(name), { ...content, eligibility });
    }
    const { registry } = this.view.process(this.id).record;
    const registers = process.flags.includes("preRegister");
    const member = registers
      ? this.#registered.has(name) && weight <= weightOf(process, name)
      : isMember(process, census ?? "first", name, weight);
    // A proof that is not of the census's root is what a stranger, or another weight, can show.
    const root = registers ? registry.censusRoot : rootOf(process, census);
    const proved = member ? root : `0x${"01".padStart(64, "0")}`;
    return anonymousVote(world, this.id, secretOf(name), proved as Hex, content, envelopeHash);
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

  #attested(step: Step): Promise<Transaction[]> {
    const { sequence } = this.view.process(this.id).record;
    const { process } = this.one;
    if (step.status) return this.#words(sequence, { kind: "status", status: Status[step.status] });
    if (!step.census) return this.#words(sequence, { kind: "question" });
    const uri = "https://example.org/second";
    return this.#words(sequence, { kind: "census", root: rootOf(process, step.census), uri });
  }

  #register(step: Step): Promise<Transaction> {
    const name = step.register!;
    const weight = step.weight === undefined ? weightOf(this.one.process, name) : BigInt(step.weight);
    const eligibility = this.#eligibility(name, step);
    if (step.expect === "accepted") this.#registered.add(name);
    const it = { weight, eligibility, commitment: commitmentOf(name), nonce: step.nonce ?? 0 };
    return registration(this.view, this.id, voterOf(name), it);
  }

  /** The transactions of a step: two for what oracles attest. */
  async #transactions(step: Step): Promise<Transaction[]> {
    if (step.repeat) return [this.labelled.get(step.repeat)!];
    if (step.vote) return [await this.#vote(step)];
    if (step.register) return [await this.#register(step)];
    if (step.deal ?? step.confirm ?? step.reveal)
      return [await ceremonyMessage(this.view, this.id, this.one.process.keykeepers!, step)];
    return this.#attested(step);
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
    await this.#declare();
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
    const copy = copyOf(this.world);
    await copy.block(...transactions);
    if (this.one.declared) copy.process = this.world.process;
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

/** What the table calls the outcome of a transaction: `accepted`, `repeated`, `final`, or the rule's code. */
export function answerOf(result: TransactionResult): string {
  if (!result.accepted) return result.error.code;
  const { outcome } = result;
  if (outcome.kind === "attest" && outcome.final) return "final";
  return outcome.repeated ? "repeated" : "accepted";
}
