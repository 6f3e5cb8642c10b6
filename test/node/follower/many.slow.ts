// Many processes at once: each gets its turn, also where others wait for long.
import type { Hex } from "../../../src/bytes/index.js";
import { afresh, deployment } from "../../contracts/support.js";
import { until } from "../until.js";
import { openScene, runnable, type Scene } from "./scene.js";

describe("node: the follower with many processes", () => {
  const contracts = afresh(deployment);
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene({}, { contracts: contracts() });
  });
  afterEach(() => scene.close());

  it("declares one that comes after thirty which wait for other oracles", async () => {
    const ids: Hex[] = [];
    for (let i = 0; i < 30; i++) ids.push(await scene.processes.newProcess(runnable()));
    const first = scene.follow({ account: scene.oracles[0]! });
    const waiting = () => first.status.processes.filter((one) => one.waiting === "quorum").length;
    await until("thirty wait", () => waiting() === 30);
    const later = await scene.processes.newProcess(runnable());
    await until("the later one waits as well", () => waiting() === 31);
    scene.follow({ account: scene.oracles[1]! });
    await until("all are declared", () =>
      [...ids, later].every((id) => scene.chain.process(id) !== undefined),
    );
  });
});
