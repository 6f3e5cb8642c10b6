// Questions of several callers are asked together, and one that cannot be answered does not take the others' answers away.
import assert from "node:assert/strict";
import { factsOfCheck, gatherFacts } from "../../../packages/node/src/ordering/gather-facts.js";
import type { Facts, Statement } from "../../../src/ledger/index.js";

const statement = (i: number): Statement => ({
  kind: "signature",
  digest: new Uint8Array(32).fill(i),
  signature: new Uint8Array(65),
  address: `0x${"00".repeat(20)}`,
});
const numberOf = (one: Statement): number => (one.kind === "signature" ? one.digest[0]! : -1);

/** Even numbers are true, odd ones false, and 13 cannot be checked. */
function counting(): { readonly facts: Facts; readonly asked: number[][] } {
  const asked: number[][] = [];
  const ask = async (statements: readonly Statement[]) => {
    const numbers = statements.map(numberOf);
    asked.push(numbers);
    if (numbers.includes(13)) throw new Error("thirteen");
    return numbers.map((number) => number % 2 === 0);
  };
  return { facts: { ask }, asked };
}

describe("node: facts gathered over callers", () => {
  it("asks once for all callers of a few milliseconds", async () => {
    const { facts, asked } = counting();
    const gathered = gatherFacts(facts, { delay: 5, most: 100 });
    const answers = await Promise.all([[1, 2], [4], [], [3]].map((one) => gathered.ask(one.map(statement))));
    assert.deepEqual(answers, [[false, true], [true], [], [false]]);
    assert.deepEqual(asked, [[1, 2, 4, 3]]);
    await gathered.ask([statement(6)]);
    assert.equal(asked.length, 2);
  });

  it("asks at once when there is enough", async () => {
    const { facts, asked } = counting();
    const gathered = gatherFacts(facts, { delay: 60_000, most: 3 });
    await Promise.all([[1], [2, 3]].map((one) => gathered.ask(one.map(statement))));
    assert.deepEqual(asked, [[1, 2, 3]]);
  });

  it("gives an error to its own caller alone", async () => {
    const { facts } = counting();
    const gathered = gatherFacts(facts, { delay: 2, most: 100 });
    const settled = await Promise.allSettled([2, 13, 3, 4, 13].map((i) => gathered.ask([statement(i)])));
    assert.deepEqual(
      settled.map((one) => (one.status === "fulfilled" ? one.value[0] : one.reason.message)),
      [true, "thirteen", false, true, "thirteen"],
    );
  });

  it("asks once for a check that begins again", async () => {
    const { facts, asked } = counting();
    const ofCheck = factsOfCheck(facts);
    assert.deepEqual(await ofCheck.ask([statement(2)]), [true]);
    assert.deepEqual(await ofCheck.ask([statement(2)]), [true]);
    assert.deepEqual(await ofCheck.ask([statement(3)]), [false]);
    assert.deepEqual(asked, [[2], [3]]);
    const failing = factsOfCheck(facts);
    for (let i = 0; i < 2; i++) await assert.rejects(failing.ask([statement(13)]), /thirteen/);
    assert.equal(asked.length, 3);
  });
});
