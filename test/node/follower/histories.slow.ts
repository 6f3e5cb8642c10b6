// Random histories of contracts, followers that are stopped and started, and an EVM that takes blocks back: in the end the voting chain says what the
// contracts say, and no oracle has contradicted itself.
import fc from "fast-check";
import type { Follower } from "../../../packages/node/src/follower/index.js";
import type { Hex } from "../../../src/bytes/index.js";
import { ContractRefusal } from "../../../src/evm/index.js";
import { afresh, cast, deployment } from "../../contracts/support.js";
import { until } from "../until.js";
import { assertNoContradiction, MapNotes, openScene, runnable, type Scene } from "./scene.js";

const ROOTS = ["2", "3", "not a root"].map((digit) => (digit.length > 1 ? digit : `0x0${digit.repeat(63)}`));

type Action =
  | { readonly do: "create"; readonly mode: number }
  | { readonly do: "status"; readonly process: number; readonly to: number }
  | { readonly do: "census"; readonly process: number; readonly root: number }
  | { readonly do: "mine" }
  | { readonly do: "restart"; readonly oracle: number }
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "snapshot" }
  | { readonly do: "revert" };

const number = fc.nat({ max: 9 });
const common = [
  fc.record({ do: fc.constant("create" as const), mode: fc.constantFrom(2, 3, 6, 7) }),
  fc.record({ do: fc.constant("mine" as const) }),
  fc.record({ do: fc.constant("restart" as const), oracle: fc.nat({ max: 2 }) }),
  fc.record({ do: fc.constant("wait" as const), ms: fc.nat({ max: 150 }) }),
];
const steering = [
  fc.record({
    do: fc.constant("status" as const),
    process: number,
    to: fc.constantFrom(0, 0, 0, 1, 2, 3, 3),
  }),
  fc.record({ do: fc.constant("census" as const), process: number, root: fc.nat({ max: 2 }) }),
];
const taking = [
  fc.record({ do: fc.constant("snapshot" as const) }),
  fc.record({ do: fc.constant("revert" as const) }),
];

/** What the contract refuses is no part of the history. */
const unlessRefused = (work: Promise<unknown>) =>
  work.catch((error: unknown) => {
    if (!(error instanceof ContractRefusal)) throw error;
  });

class History {
  readonly scene: Scene;
  readonly #notes: readonly MapNotes[];
  #followers: Follower[] = [];
  #ids: Hex[] = [];
  #snapshots: { readonly id: Hex; readonly ids: readonly Hex[] }[] = [];

  constructor(scene: Scene, oracles: number) {
    this.scene = scene;
    this.#notes = Array.from({ length: oracles }, () => new MapNotes());
    this.#followers = this.#notes.map((_, i) => this.#follow(i));
  }

  get ids(): readonly Hex[] {
    return this.#ids;
  }

  #follow(i: number): Follower {
    return this.scene.follow({ account: this.scene.oracles[i]!, notes: this.#notes[i]! });
  }

  async carryOut(action: Action): Promise<void> {
    const { owner } = await cast();
    const { processes } = this.scene;
    const id = "process" in action ? this.#ids[action.process % this.#ids.length] : undefined;
    switch (action.do) {
      case "create":
        this.#ids = [...this.#ids, await processes.newProcess(runnable({ mode: action.mode }))];
        return;
      case "status":
        if (id) await unlessRefused(processes.setStatus(id, action.to));
        return;
      case "census":
        if (id) await unlessRefused(processes.setCensus(id, ROOTS[action.root]!, runnable().censusUri));
        return;
      case "mine":
        return owner.mine({ blocks: 1 });
      case "wait":
        await new Promise((resolve) => setTimeout(resolve, action.ms));
        return;
      case "restart": {
        const oracle = action.oracle % this.#followers.length;
        await this.#followers[oracle]!.stop();
        this.#followers[oracle] = this.#follow(oracle);
        return;
      }
      case "snapshot":
        this.#snapshots.push({ id: await owner.snapshot(), ids: this.#ids });
        return;
      case "revert": {
        const snapshot = this.#snapshots.pop();
        if (!snapshot) return;
        const height = await owner.getBlockNumber({ cacheTime: 0 });
        await owner.revert({ id: snapshot.id });
        this.#ids = [...snapshot.ids];
        // Blocks are replaced by more blocks: a chain that only gets shorter looks like a node that is behind, and is waited for.
        const left = await owner.getBlockNumber({ cacheTime: 0 });
        await owner.mine({ blocks: Number(height - left) + 1 });
      }
    }
  }
}

describe("node: the follower, in random histories", () => {
  const contracts = afresh(deployment);
  const hold = async (
    actions: readonly Action[],
    oracles: number,
    check: (history: History) => Promise<void>,
  ) => {
    const { owner } = await cast();
    const start = await owner.snapshot();
    const scene = await openScene({}, { contracts: contracts() });
    try {
      const history = new History(scene, oracles);
      for (const action of actions) await history.carryOut(action);
      await check(history);
      assertNoContradiction(scene.chain.heard);
    } finally {
      await scene.close();
      await owner.revert({ id: start });
    }
  };

  it("has the voting chain agree with the contracts in the end", async () => {
    const agrees = async ({ scene, ids }: History) => {
      for (const id of ids)
        await until(`the chain agrees about ${id}`, async () => {
          const found = await scene.processes.get(id);
          const record = scene.chain.process(id)?.record;
          const root = record?.roots.find(({ until }) => until === 0)?.root;
          // A census that is no census is on the contract alone.
          const isSame = root === found.censusRoot || found.censusRoot === ROOTS[2];
          return record?.status === found.status && isSame;
        });
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(...common, ...steering), { minLength: 10, maxLength: 25 }),
        (actions) => hold(actions, 3, agrees),
      ),
      { numRuns: 12, endOnFailure: true },
    );
  });

  it("has a fresh oracle agree with one that saw blocks taken back", async () => {
    const agree = async ({ scene, ids }: History) => {
      scene.follow({ account: scene.oracles[2]! });
      for (const id of ids)
        await until(`two oracles agree about ${id}`, () => scene.chain.process(id) !== undefined);
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(...common, ...taking), { minLength: 10, maxLength: 30 }),
        (actions) => hold(actions, 1, agree),
      ),
      { numRuns: 12, endOnFailure: true },
    );
  });
});
