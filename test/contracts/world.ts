// A model of the process contracts, for random histories: what each call should answer, by the rules of the
// process room, and what should be stored and owned afterwards.
import assert from "node:assert/strict";
import fc from "fast-check";
import { encodePacked, type Hex, keccak256, zeroAddress, zeroHash } from "viem";
import { send } from "../../src/evm/client.js";
import { ContractRefusal, type Deployment, deployProcesses, processesAbi } from "../../src/evm/index.js";
import {
  type CensusOrigin,
  censusVerdict,
  decodeEnvelopeType,
  decodeMode,
  isEvmOrigin,
  nextQuestion,
  paramsVerdict,
  type Status,
  statusVerdict,
} from "../../src/process/index.js";
import { evm, type TestWallet } from "../support/evm.js";
import { type Action, type Actor, someAction, toTheEnd } from "./actions.js";
import { cast, ENDED, PAUSED, type Params, params, processesAs, READY, RESULTS } from "./support.js";

interface Stored extends Params {
  id: Hex;
  home: Instance;
  entity: Hex;
  status: Status;
  questionIndex: number;
  /** Whether it has been READY. */
  started: boolean;
}

interface Instance {
  address: Hex;
  namespaceId: number;
  active: boolean;
  price: bigint;
  balance: bigint;
}

/** The contracts and the model side by side. */
export class World {
  readonly #contracts: Deployment;
  readonly #clients: Record<Actor, TestWallet>;
  readonly #instances: Instance[];
  readonly #processes: Stored[] = [];
  readonly #counts = new Map<Hex, bigint>();
  /** The answers that were given. */
  readonly answers = new Set<string>();

  private constructor(contracts: Deployment, clients: Record<Actor, TestWallet>) {
    this.#contracts = contracts;
    this.#clients = clients;
    this.#instances = [
      { address: contracts.processes, namespaceId: 1, active: true, price: 0n, balance: 0n },
    ];
  }

  static async over(contracts: Deployment): Promise<World> {
    const { owner, entity, oracles, stranger } = await cast();
    const results = await (await evm()).as(contracts.results);
    return new World(contracts, { owner, entity, other: oracles[0], stranger, results });
  }

  /** Carries an action out and holds its answer to the model's. */
  async carryOut(action: Action): Promise<void> {
    if ("process" in action && this.#processes.length === 0) return;
    const expected = await this.#expect(action);
    const answer = await this.#do(action).catch((error: unknown) => {
      if (error instanceof ContractRefusal) return error.rule;
      throw error;
    });
    assert.equal(answer ?? "ok", expected, `${action.do} by ${action.by}`);
    this.answers.add(expected);
    if (expected === "ok") await this.#remember(action, answer);
  }

  /** Holds everything stored and owned to the model. */
  async check(): Promise<void> {
    const { owner } = this.#clients;
    const last = this.#instances.at(-1)!.address;
    for (const { id, home, token: _, ...stored } of this.#processes) {
      const found = await processesAs(owner, last).get(id);
      assert.deepEqual(found, stored);
      const instance = await owner.readContract({
        address: last,
        abi: processesAbi,
        functionName: "getCreationInstance",
        args: [id],
      });
      assert.equal(instance.toLowerCase(), home.address);
    }
    assert.equal(new Set(this.#processes.map(({ id }) => id)).size, this.#processes.length, "ids collide");
    for (const [entity, count] of this.#counts) {
      const call = { address: last, abi: processesAbi, args: [entity] } as const;
      assert.equal(await owner.readContract({ ...call, functionName: "getEntityProcessCount" }), count);
    }
    for (const { address, balance } of this.#instances) {
      assert.equal(await owner.getBalance({ address }), balance, "price accounting");
    }
  }

  /** The instance that is `at` upgrades before the newest; counted round where there are fewer. */
  #instance(at: number): Instance {
    return this.#instances.at(-1 - (at % this.#instances.length))!;
  }

  /** The process meant, and the instance asked: mostly its own. */
  #target(action: { process: number; at: number }): { process: Stored; instance: Instance } {
    const process = this.#processes[action.process % this.#processes.length]!;
    return { process, instance: action.at === 0 ? process.home : this.#instance(action.at) };
  }

  #value({ at, tip }: { at: number; tip: bigint }): bigint {
    const value = this.#instance(at).price + tip;
    return value < 0n ? 0n : value;
  }

  #amount({ at, share }: { at: number; share: number }): bigint {
    return (this.#instance(at).balance * BigInt(share)) / 4n;
  }

  async #expect(action: Action): Promise<string> {
    switch (action.do) {
      case "create":
        return this.#expectCreate(action);
      case "upgrade":
        return action.by === "owner" ? "ok" : "OwnableUnauthorizedAccount";
      case "price":
        if (action.by !== "owner") return "OwnableUnauthorizedAccount";
        if (!this.#instance(action.at).active) return "InstanceInactive";
        return action.price === this.#instance(action.at).price ? "PriceUnchanged" : "ok";
      case "withdraw":
        if (action.by !== "owner") return "OwnableUnauthorizedAccount";
        return this.#amount(action) > this.#instance(action.at).balance ? "InsufficientBalance" : "ok";
    }
    const { process, instance } = this.#target(action);
    if (action.do === "settle" && action.by !== "results") return "NotResults";
    if (action.do === "census" && !instance.active) return "InstanceInactive";
    if (instance !== process.home) return "ProcessNotHere";
    if (action.do !== "settle" && this.#address(action.by) !== process.entity) return "NotEntity";
    const mode = decodeMode(process.mode);
    const { status, startBlock, blockCount } = process;
    if (action.do === "next") {
      return nextQuestion({ ...process, envelopeType: decodeEnvelopeType(process.envelopeType) }).verdict;
    }
    if (action.do === "census") {
      const censusOrigin = process.censusOrigin as CensusOrigin;
      return censusVerdict({ mode, status, censusOrigin, censusRoot: action.root, censusUri: action.uri });
    }
    const move = { mode, from: status, startBlock, blockCount };
    return action.do === "status"
      ? statusVerdict({ ...move, to: action.to, by: "entity" })
      : statusVerdict({ ...move, to: RESULTS, by: "results", height: action.height });
  }

  async #expectCreate(action: Action & { do: "create" }): Promise<string> {
    if (!this.#instance(action.at).active) return "InstanceInactive";
    const declared = params(action.change);
    const verdict = paramsVerdict(declared);
    if (verdict !== "ok") return verdict;
    if (isEvmOrigin(declared.censusOrigin as CensusOrigin)) {
      const past = declared.evmBlockHeight < (await this.#clients.owner.getBlockNumber());
      return past ? "TokenNotRegistered" : "SnapshotNotPast";
    }
    if (declared.settlement !== zeroAddress) return "SettlementNotRegistered";
    return this.#value(action) < this.#instance(action.at).price ? "PriceNotPaid" : "ok";
  }

  #address(actor: Actor): Hex {
    return this.#clients[actor].account.address;
  }

  async #do(action: Action): Promise<string | undefined> {
    const client = this.#clients[action.by];
    if (action.do === "upgrade") return this.#upgrade(client);
    const instance = "process" in action ? this.#target(action).instance : this.#instance(action.at);
    const processes = processesAs(client, instance.address);
    const id = "process" in action ? this.#target(action).process.id : zeroHash;
    const base = { address: instance.address, abi: processesAbi } as const;
    switch (action.do) {
      case "create":
        await processes.newProcess(action.change, this.#value(action));
        return undefined;
      case "status":
        await processes.setStatus(id, action.to);
        return undefined;
      case "next":
        await processes.incrementQuestionIndex(id);
        return undefined;
      case "census":
        await processes.setCensus(id, action.root, action.uri);
        return undefined;
      case "settle":
        await processes.settle(id, action.height);
        return undefined;
      case "price":
        await send(client, { ...base, functionName: "setProcessPrice", args: [action.price] });
        return undefined;
      case "withdraw": {
        const to = `0x${"da".repeat(20)}` as const;
        await send(client, { ...base, functionName: "withdraw", args: [to, this.#amount(action)] });
        return undefined;
      }
    }
  }

  async #upgrade(client: TestWallet): Promise<undefined> {
    const last = this.#instances.at(-1)!;
    const call = { address: last.address, abi: processesAbi, functionName: "activateSuccessor" } as const;
    const next = await deployProcesses(this.#clients.owner, {
      ...this.#contracts,
      predecessor: last.address,
    });
    const namespaceId = await client.readContract({
      address: next,
      abi: processesAbi,
      functionName: "namespaceId",
    });
    await send(client, { ...call, args: [next] });
    last.active = false;
    this.#instances.push({ address: next, namespaceId, active: true, price: 0n, balance: 0n });
  }

  async #remember(action: Action, _answer: string | undefined): Promise<void> {
    switch (action.do) {
      case "create": {
        const home = this.#instance(action.at);
        const entity = this.#address(action.by);
        const index = this.#counts.get(entity) ?? 0n;
        const id = keccak256(
          encodePacked(["address", "uint256", "uint32", "uint32"], [entity, index, home.namespaceId, 31337]),
        );
        const declared = params(action.change);
        const status = declared.mode & 1 ? READY : PAUSED;
        this.#processes.push({
          ...declared,
          id,
          home,
          entity,
          status,
          questionIndex: 0,
          started: status === READY,
        });
        this.#counts.set(entity, index + 1n);
        home.balance += home.price;
        return;
      }
      case "price":
        this.#instance(action.at).price = action.price;
        return;
      case "withdraw":
        this.#instance(action.at).balance -= this.#amount(action);
        return;
      case "upgrade":
        return;
    }
    const { process } = this.#target(action);
    const before = process.status;
    if (action.do === "status") process.status = action.to as Status;
    if (action.do === "settle") process.status = RESULTS;
    if (action.do === "census") Object.assign(process, { censusRoot: action.root, censusUri: action.uri });
    if (action.do === "next") {
      const next = nextQuestion({ ...process, envelopeType: decodeEnvelopeType(process.envelopeType) });
      if (next.verdict === "ok" && "status" in next) {
        Object.assign(process, { status: next.status, questionIndex: next.questionIndex });
      }
    }
    process.started ||= process.status === READY;
    // Whatever the rules of the process room say: nothing leaves a final status but for ENDED → RESULTS.
    const final = before !== READY && before !== PAUSED;
    assert.ok(!final || (before === ENDED && process.status === RESULTS), `${before} → ${process.status}`);
  }
}

/** Runs random histories, and gives in how many of them each answer was heard. */
export async function histories(
  contracts: Deployment,
  runs: number,
  length: number,
): Promise<Map<string, number>> {
  const { owner } = await cast();
  const heard = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(someAction, { minLength: length / 2, maxLength: length }), async (actions) => {
      const id = await owner.snapshot();
      const world = await World.over(contracts);
      for (const action of actions) await world.carryOut(action);
      await world.check();
      for (const answer of world.answers) heard.set(answer, (heard.get(answer) ?? 0) + 1);
      await owner.revert({ id });
    }),
    { numRuns: runs, endOnFailure: true, examples: [[toTheEnd]] },
  );
  return heard;
}
