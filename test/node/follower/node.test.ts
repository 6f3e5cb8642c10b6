// The follower in a node: the real store keeps its notes, the real ordering takes its attestations, and all of it is closed and opened again.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SoloOrdering } from "../../../packages/node/src/ordering/index.js";
import { NodeStore } from "../../../packages/node/src/store/index.js";
import { validatorKey } from "../../../src/api/index.js";
import { createFacts } from "../../../src/facts/index.js";
import { processView } from "../../../src/ledger/index.js";
import { Status } from "../../../src/process/index.js";
import { until } from "../until.js";
import { openScene, runnable, type Scene } from "./scene.js";

const SECRET = new Uint8Array(32).fill(7);

describe("node: the follower with the store and the ordering", () => {
  let scene: Scene;
  let folder: string;
  beforeEach(async () => {
    scene = await openScene({ validators: [validatorKey(SECRET)] });
    folder = mkdtempSync(join(tmpdir(), "psephos-follower-"));
  });
  afterEach(async () => {
    await scene.close();
    rmSync(folder, { recursive: true });
  });

  async function openNode() {
    const store = NodeStore.open(folder);
    const facts = createFacts({ verifiers: [] });
    const ordering = new SoloOrdering({
      genesis: scene.genesis,
      store,
      facts,
      secretKey: SECRET,
      interval: 20,
    });
    await ordering.start();
    const follow = (oracle: number) =>
      scene.follow({
        account: scene.oracles[oracle]!,
        notes: store.notes,
        state: () => ordering.state,
        submit: (bytes) => ordering.submit(bytes),
      });
    const close = async (...followers: { stop(): Promise<void> }[]) => {
      await Promise.all(followers.map((follower) => follower.stop()));
      await ordering.stop();
      await store.close();
    };
    return { ordering, follow, close };
  }

  it("goes on after a restart with what the store has", async () => {
    const ids = [await scene.processes.newProcess(runnable()), await scene.processes.newProcess(runnable())];
    const before = await openNode();
    const first = before.follow(0);
    const waits = () => first.status.processes.map(({ waiting }) => waiting);
    await until("one oracle has attested both", () => waits().join() === "quorum,quorum");
    const { read } = first.status;
    await before.close(first);

    const after = await openNode();
    const again = after.follow(0);
    assert.deepEqual(again.status.read, read);
    const second = after.follow(1);
    const statuses = () => ids.map((id) => processView(after.ordering.state, id)?.record.status);
    await until("both are declared", () => statuses().every((status) => status === Status.PAUSED));
    await scene.processes.setStatus(ids[0]!, Status.READY);
    await until("a change is final", () => statuses()[0] === Status.READY);
    await until("nothing is left", () =>
      again.status.processes.every(({ waiting }) => waiting === "nothing"),
    );
    const { height } = after.ordering.head;
    await until("some empty blocks later", () => after.ordering.head.height > height + 3);
    await after.close(again, second);
  });
});
