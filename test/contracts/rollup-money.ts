// A model of a rollup's money, for random histories of one process: who may take what, and whose each wei is.
import assert from "node:assert/strict";
import fc from "fast-check";
import { ContractRefusal, ROLLUP_BOUNDS } from "../../src/evm/index.js";
import type { RollupPlan } from "../../src/rollup/index.js";
import type { TestWallet } from "../support/evm.js";
import type { RollupDeployment } from "./rollup-deployment.js";
import type { TestVote } from "./rollup-votes.js";
import { DEMAND_BOND, POSTER_BOND, RollupWorld } from "./rollup-world.js";

type Person = "poster" | "other" | "watcher" | "stranger";

export type Move =
  | { do: "take" | "withdraw" | "late" | "release" | "close"; by: Person }
  | { do: "post"; by: Person; honest: boolean }
  | { do: "demand" | "answer" | "unanswered" | "refund"; by: Person; index: number }
  | { do: "wait"; blocks: number };

const person = fc.constantFrom<Person>("poster", "poster", "other", "watcher", "stranger");
const index = fc.constantFrom(0, 1, 1, 2, 2);
const move = <Name extends string>(...names: Name[]) =>
  fc.record({ do: fc.constantFrom(...names), by: person });

export const someMove: fc.Arbitrary<Move> = fc.oneof(
  { weight: 4, arbitrary: move("take") },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("post"), by: person, honest: fc.boolean() }) },
  { weight: 4, arbitrary: move("close") },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("demand"), by: person, index }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom("answer", "unanswered", "refund"), by: person, index }),
  },
  { weight: 5, arbitrary: move("withdraw", "late", "release") },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("wait"), blocks: fc.constantFrom(1, 9, 66, 105) }) },
) as fc.Arbitrary<Move>;

/** The contract and the model side by side. Slot 1 of the dishonest batch holds an invented vote. */
export class MoneyModel {
  readonly #world: RollupWorld;
  readonly #plans: Record<"honest" | "dishonest", { plan: RollupPlan; votes: TestVote[] }>;
  readonly #claims = new Map<Person, bigint>();
  /** Open demands by turn and index. */
  readonly #demands = new Map<string, { by: Person; turn: number; index: number }>();
  #stake: Person | undefined;
  #turn = 0;
  /** Burnt by this history and those before it, over the same contract. */
  #burnt: bigint;
  #posted: "honest" | "dishonest" | undefined;
  /** What the turn that is on has put up, or the next one does. */
  get #bond(): bigint {
    return POSTER_BOND << BigInt(Math.min(this.#turn, ROLLUP_BOUNDS.doublings));
  }

  /** How often each move was carried out. */
  readonly done = new Map<string, number>();

  constructor(world: RollupWorld, burnt: bigint) {
    this.#world = world;
    this.#burnt = burnt;
    const honest = world.votes(3);
    const dishonest = honest.with(1, world.inventedVote(1));
    this.#plans = {
      honest: { plan: world.plan(honest), votes: honest },
      dishonest: { plan: world.plan(dishonest), votes: dishonest },
    };
  }

  async carryOut(action: Move): Promise<void> {
    try {
      await this.#do(action);
    } catch (error) {
      if (error instanceof ContractRefusal) return;
      throw error;
    }
    this.done.set(action.do, (this.done.get(action.do) ?? 0) + 1);
    this.#remember(action);
    await this.check();
  }

  /** Every wei in the contract is somebody's: a claim, a stake, or an open demand's bond. */
  async check(): Promise<void> {
    const world = this.#world;
    let owed = this.#burnt + (this.#stake ? this.#bond : 0n);
    owed += BigInt(this.#demands.size) * DEMAND_BOND;
    for (const [who, amount] of this.#claims) {
      assert.equal(await world.claim(this.#client(who)), amount, `claim of ${who}`);
      owed += amount;
    }
    assert.equal(await world.burnt(), this.#burnt, "burnt");
    assert.equal(await world.balance(), owed, "balance");
  }

  /** Ends everything: what is at stake is settled, refunded and withdrawn, and nothing is left. */
  async finish(): Promise<void> {
    const { owner } = this.#world.people;
    while (this.#stake || this.#demands.size > 0) {
      for (const { index } of [...this.#demands.values()]) {
        await this.carryOut({ do: "answer", by: "stranger", index });
        await this.carryOut({ do: "refund", by: "stranger", index });
      }
      await owner.mine({ blocks: 120 });
      for (const { index } of [...this.#demands.values()]) {
        await this.carryOut({ do: "unanswered", by: "stranger", index });
        await this.carryOut({ do: "refund", by: "stranger", index });
      }
      await this.carryOut({ do: "late", by: "stranger" });
      await this.carryOut({ do: "release", by: "stranger" });
    }
    for (const by of ["poster", "other", "watcher", "stranger"] as const) {
      await this.carryOut({ do: "withdraw", by });
    }
    assert.equal(await this.#world.balance(), this.#burnt, "nothing is left behind but what is burnt");
  }

  #client(who: Person): TestWallet {
    return this.#world.people[who];
  }

  async #do(action: Move): Promise<void> {
    const world = this.#world;
    const { processId, people } = world;
    if (action.do === "wait") return people.owner.mine({ blocks: action.blocks });
    // Mostly whoever has the turn posts: others are refused, which other tests hold.
    const posting = action.do === "post" || action.do === "close";
    const account = world.as(this.#client((posting && this.#stake) || action.by));
    const { plan, votes } = this.#plans[this.#posted ?? "honest"];
    switch (action.do) {
      case "take":
        await account.takeTurn(world.statement(plan), [], this.#bond);
        return;
      case "post": {
        const { plan } = this.#plans[action.honest ? "honest" : "dishonest"];
        await account.post(processId, 0, world.batches(plan));
        return;
      }
      case "close":
        await account.close(processId, world.tally(plan), world.openProof(plan));
        return;
      case "demand":
        await account.demand(processId, world.slot(plan, 0, action.index), DEMAND_BOND);
        return;
      case "answer":
        await world.answer(this.#client(action.by), action.index, votes[action.index]!);
        return;
      case "unanswered":
        await account.challengeUnanswered(processId, BigInt(action.index));
        return;
      case "refund":
        await account.refundDemand(processId, BigInt(this.#refundable(action.index)), BigInt(action.index));
        return;
      case "late":
        await account.challengeLate(processId);
        return;
      case "release":
        await account.release(processId);
        return;
      case "withdraw":
        await account.withdraw(this.#client(action.by).account.address);
    }
  }

  /** The turn of some demand for this slot that is open. */
  #refundable(index: number): number {
    for (const demand of this.#demands.values()) if (demand.index === index) return demand.turn;
    return 0;
  }

  #remember(action: Move): void {
    switch (action.do) {
      case "take":
        this.#stake = action.by;
        return;
      case "post":
        this.#posted = action.honest ? "honest" : "dishonest";
        return;
      case "demand":
        this.#demands.set(`${this.#turn} ${action.index}`, {
          by: action.by,
          turn: this.#turn,
          index: action.index,
        });
        return;
      case "answer":
        this.#demands.delete(`${this.#turn} ${action.index}`);
        this.#credit(action.by, DEMAND_BOND);
        return;
      case "unanswered": {
        const { by } = this.#demands.get(`${this.#turn} ${action.index}`)!;
        this.#demands.delete(`${this.#turn} ${action.index}`);
        this.#credit(by, DEMAND_BOND);
        this.#void(by);
        return;
      }
      case "refund": {
        const turn = this.#refundable(action.index);
        const { by } = this.#demands.get(`${turn} ${action.index}`)!;
        this.#demands.delete(`${turn} ${action.index}`);
        this.#credit(by, DEMAND_BOND);
        return;
      }
      case "late":
        this.#void(action.by);
        return;
      case "release":
        this.#credit(this.#stake!, this.#bond);
        this.#stake = undefined;
        return;
      case "withdraw":
        this.#claims.set(action.by, 0n);
    }
  }

  #credit(who: Person, amount: bigint): void {
    this.#claims.set(who, (this.#claims.get(who) ?? 0n) + amount);
  }

  #void(challenger: Person): void {
    this.#credit(challenger, this.#bond / 2n);
    this.#burnt += this.#bond - this.#bond / 2n;
    this.#stake = undefined;
    this.#posted = undefined;
    this.#turn += 1;
  }
}

/** A model of a process whose rollup can be posted to at once, without oracles. */
export async function moneyModel(made: RollupDeployment): Promise<MoneyModel> {
  const world = await RollupWorld.open(made, { signatures: 0 });
  await world.atPosting();
  return new MoneyModel(world, await world.burnt());
}

/** Holds random histories to the model, and that nothing is left when all have taken what is theirs. */
export async function accounted(made: () => RollupDeployment, histories: number): Promise<void> {
  const done = new Map<string, number>();
  const property = fc.asyncProperty(fc.array(someMove, { minLength: 30, maxLength: 50 }), async (moves) => {
    const money = await moneyModel(made());
    for (const move of moves) await money.carryOut(move);
    await money.finish();
    for (const [name, count] of money.done) done.set(name, (done.get(name) ?? 0) + count);
  });
  await fc.assert(property, { numRuns: histories, seed: 6, endOnFailure: true });
  for (const name of ["take", "post", "demand", "withdraw"]) {
    assert.ok((done.get(name) ?? 0) > 0, `${name} happened`);
  }
}
