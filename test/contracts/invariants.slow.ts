import assert from "node:assert/strict";
import type { Deployment } from "../../src/chain/index.js";
import { PARAMS_RULES } from "../../src/process/index.js";
import { afresh, cast, deployment, ENDED, ENVELOPE, processesAs } from "./support.js";
import { histories } from "./world.js";

describe("contracts: random histories, many and long", () => {
  const made: () => Deployment = afresh(() => deployment());

  it("answer by the rules, whatever happens", async () => {
    const heard = await histories(made(), 150, 120);
    const rules = ["ok", "NotEntity", "NotResults", "ProcessNotHere", "ProcessFinal", "NotInterruptible"];
    const chain = [
      "InstanceInactive",
      "PriceNotPaid",
      "OwnableUnauthorizedAccount",
      "SettlementNotRegistered",
    ];
    const unheard = [...rules, ...chain].filter((rule) => !heard.has(rule));
    assert.deepEqual(unheard, []);
    assert.ok(PARAMS_RULES.filter((rule) => heard.has(rule)).length > 10, "few rules were met");
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
