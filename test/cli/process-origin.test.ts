// Where a process comes from, as it is read from the chain for `process.json`.
import assert from "node:assert/strict";
import type { Hex } from "../../src/bytes/index.js";
import { readOrigin } from "../../src/cli/process-origin.js";
import { readProcess, readTerms } from "../../src/evm/index.js";
import { rollupDeployment } from "../contracts/rollup-deployment.js";
import { RollupWorld } from "../contracts/rollup-world.js";
import { afresh, processesAs } from "../contracts/support.js";

describe("cli: where a process comes from", () => {
  const made = afresh(() => rollupDeployment());

  it("has the ids of its rollup's keys once the rollup is open", async () => {
    const world = await RollupWorld.open(made());
    const { entity, stranger } = world.people;
    const { processes } = world.deployment;
    const at = { processes, processId: world.processId, questionIndex: 0 };
    const process = await readProcess(stranger, processes, world.processId);
    const origin = await readOrigin(stranger, process, at);
    const terms = await readTerms(stranger, world.contracts, world.processId);
    assert.deepEqual(origin, {
      entity: entity.account.address.toLowerCase(),
      index: 0,
      namespace: 1,
      chainId: 31337,
      scope: `0x${world.scope.toString(16).padStart(64, "0")}`,
      censusOrigin: "OFF_CHAIN_TREE_WEIGHTED",
      rollupKeys: { batch: terms.batchKey, open: terms.openKey },
    });
    const id = await processesAs(entity, processes).newProcess(RollupWorld.params(made()));
    const second = await readOrigin(stranger, await readProcess(stranger, processes, id as Hex), {
      ...at,
      processId: id as Hex,
    });
    assert.equal(second.index, 1);
    assert.ok(!("rollupKeys" in second), "nobody has opened a rollup");
  });
});
