import assert from "node:assert/strict";
import type { Deployment } from "../../src/evm/index.js";
import { MOVE_RULES, PARAMS_RULES } from "../../src/process/index.js";
import { CHAIN_RULES } from "./actions.js";
import { afresh, cast, deployment, ENDED, ENVELOPE, processesAs } from "./support.js";
import { histories } from "./world.js";

describe("contracts: random histories, many and long", () => {
  const made: () => Deployment = afresh(() => deployment());

  it("answer by the rules, whatever happens", async () => {
    const heard = await histories(made(), 150, 120);
    // Each of these is met in a good share of the histories, so that among so many none can be missing by chance.
    const callers = ["ok", "NotEntity", "NotResults", "OwnableUnauthorizedAccount"];
    const instances = ["InstanceInactive", "ProcessNotHere", "PriceNotPaid"];
    const rules = [...PARAMS_RULES, ...CHAIN_RULES, ...Object.keys(MOVE_RULES)];
    assert.deepEqual(
      [...callers, ...instances, ...rules].filter((rule) => !heard.has(rule)),
      [],
    );
  });

  it("goes through 255 questions and ends after the last", async () => {
    const entity = processesAs((await cast()).entity, made().processes);
    const id = await entity.newProcess({ envelopeType: ENVELOPE.serial, questionCount: 255 });
    for (let i = 0; i < 254; i += 1) await entity.incrementQuestionIndex(id);
    assert.equal((await entity.get(id)).questionIndex, 254);
    await entity.incrementQuestionIndex(id);
    const { status, questionIndex } = await entity.get(id);
    assert.deepEqual([status, questionIndex], [ENDED, 254]);
  });
});
