// The blocks that lead to the validators of now, when the engine has forgotten those in which they changed.
import assert from "node:assert/strict";
import { KeptSteps } from "../../../packages/node/src/ordering/comet/kept-steps.js";
import { findSteps } from "../../../packages/node/src/ordering/comet/trust.js";
import { checkTrust, consensusChainId, type LightBlock, validatorKey } from "../../../src/api/index.js";
import { ORACLES, testGenesis } from "../../support/ledger/world.js";
import { blockOf, seedOf, setOf } from "../../support/light/blocks.js";

const NAMES = [..."abcdefghijklmnopqrstuvwxyz"];
/** Every tenth block one of four leaves, and another one joins. */
const namesAt = (height: number) => {
  const from = height < 10 ? 0 : Math.floor((height - IN_EFFECT) / 10);
  return NAMES.slice(from, from + 4);
};
const IN_EFFECT = 2;
const genesis = testGenesis({
  lists: {
    ...{ oracles: ORACLES.map(({ address }) => address), quorum: 2, keykeepers: null },
    validators: namesAt(0).map((name) => validatorKey(seedOf(name))),
  },
});
const made = (height: number): LightBlock =>
  blockOf(consensusChainId(genesis), {
    ...{ height, signers: namesAt(height).slice(0, 3), validators: setOf(...namesAt(height)) },
    next: setOf(...namesAt(height + 1)),
  });

describe("comet: the first blocks of each set of validators", () => {
  const notes = new Map<string, Uint8Array>();
  const store = {
    get: (name: string) => notes.get(name),
    put: (name: string, bytes: Uint8Array) => void notes.set(name, bytes),
  };
  /** The engine keeps five blocks. */
  let present = 0;
  const blockAt = async (height: number) => {
    if (height <= present - 5 || height > present) throw new Error(`the engine has no block ${height}`);
    return made(height);
  };

  it("are kept as they come, also over a restart, and lead to the validators of now", async () => {
    let kept = new KeptSteps(genesis, store, blockAt);
    for (present = 1; present <= 60; present++) {
      kept.committed(present, present % 10 === 0);
      await new Promise(setImmediate);
      if (present === 35) kept = new KeptSteps(genesis, store, blockAt);
    }
    present = 60;
    await assert.rejects(findSteps(genesis, blockAt, 60));
    const steps = await findSteps(genesis, blockAt, 60, [], kept.steps);
    checkTrust(genesis, steps, made(60));
    assert.ok(
      steps.length > 0 && steps.length < kept.steps.length,
      `${steps.length} of ${kept.steps.length}`,
    );
    assert.deepEqual(await findSteps(genesis, blockAt, 59, steps, kept.steps), steps);
  });
});
