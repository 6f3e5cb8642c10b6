// Questions of several callers are asked together, and one that cannot be answered does not take the others' answers away.
import assert from "node:assert/strict";
import { boundedFacts, factsOfCheck, gatherFacts } from "../../../packages/node/src/ordering/gather-facts.js";
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

describe("node: a bounded number of facts at a time", () => {
  it("lets the rest wait in its order, what is larger than the bound alone, and goes on after a failure", async () => {
    const asked: number[][] = [];
    const answer: ((error?: Error) => void)[] = [];
    const facts: Facts = {
      ask: (statements) =>
        new Promise((resolve, reject) => {
          asked.push(statements.map(numberOf));
          answer.push((error) => (error ? reject(error) : resolve(statements.map(() => true))));
        }),
    };
    const bounded = boundedFacts(facts, 3);
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const asks = [[1, 2], [3, 4], [5], [6, 7, 8, 9], [10]].map((one) => bounded.ask(one.map(statement)));
    const settled = Promise.allSettled(asks);
    await turn();
    assert.deepEqual(asked, [[1, 2]], "a later one took the place of an earlier one");
    // Whoever does not ask through it, as a block, waits for nobody who waits here.
    void facts.ask([statement(99)]);
    answer[0]!();
    await turn();
    assert.deepEqual(asked.slice(2), [[3, 4], [5]]);
    answer[2]!(new Error("none"));
    answer[3]!();
    await turn();
    assert.deepEqual(asked.slice(4), [[6, 7, 8, 9]]);
    answer[4]!();
    await turn();
    assert.deepEqual(asked.slice(5), [[10]]);
    answer[5]!();
    assert.deepEqual(
      (await settled).map(({ status }) => status),
      ["fulfilled", "rejected", "fulfilled", "fulfilled", "fulfilled"],
    );
  });
});
