import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type BallotRules,
  ballotJudge,
  costTable,
  resultsFromJson,
  resultsToJson,
  Tally,
} from "../../src/ballot/index.js";
import { throwsCode } from "../support/errors.js";

const judge = (rules: BallotRules, votes: number[], weight = 1n) => ballotJudge(rules)(votes, weight);

describe("ballot: rules (PROTOCOL 5)", () => {
  it("wants one value per field, none above the largest", () => {
    const rules = { maxCount: 2, maxValue: 3 };
    assert.equal(judge(rules, [0, 3]), null);
    assert.equal(judge(rules, [1]), "count");
    assert.equal(judge(rules, [1, 1, 1]), "count");
    assert.equal(judge(rules, [1, 4]), "value");
    assert.equal(judge(rules, [1, 1.5]), "value");
  });

  it("takes no value twice with uniqueValues", () => {
    const rules = { maxCount: 3, maxValue: 3, uniqueValues: true };
    assert.equal(judge(rules, [0, 1, 2]), null);
    assert.equal(judge(rules, [0, 1, 0]), "unique");
  });

  it("limits the cost, at the limit and one above, by exponent", () => {
    const quadratic = { maxCount: 2, maxValue: 5, maxTotalCost: 25, costExponent: 20_000 };
    assert.equal(judge(quadratic, [3, 4]), null);
    assert.equal(judge(quadratic, [5, 0]), null);
    assert.equal(judge(quadratic, [5, 1]), "cost");
    assert.equal(judge({ ...quadratic, maxTotalCost: 0 }, [5, 5]), null, "0 is no limit");
    const root = { maxCount: 2, maxValue: 9, maxTotalCost: 3, costExponent: 5_000 };
    assert.equal(judge(root, [4, 1]), null);
    assert.equal(judge(root, [4, 2]), "cost");
  });

  it("takes the limit from the weight with costFromWeight, beyond 64 bits", () => {
    const rules = { maxCount: 1, maxValue: 255, costFromWeight: true, costExponent: 65_535 };
    assert.equal(judge(rules, [255], (1n << 128n) - 1n), null);
    assert.equal(judge({ maxCount: 2, maxValue: 9, costFromWeight: true }, [4, 5], 9n), null);
    assert.equal(judge({ maxCount: 2, maxValue: 9, costFromWeight: true }, [5, 5], 9n), "cost");
  });

  it("refuses parameters out of range", () => {
    const good = { maxCount: 1, maxValue: 1 };
    for (const bad of [
      { maxCount: 0 },
      { maxCount: 101 },
      { maxValue: -1 },
      { maxValue: 256 },
      { maxTotalCost: 65_536 },
      { costExponent: -1 },
      { maxCount: 1.5 },
    ]) {
      throwsCode("ballot/rules", () => ballotJudge({ ...good, ...bad }));
    }
  });
});

describe("ballot: the cost table (PROTOCOL 5)", () => {
  it("is value^exponent · 2^16 rounded down, by its definition", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 0, max: 65_535 }),
        (maxValue, exponent) => {
          const e = BigInt(exponent);
          costTable(maxValue, exponent).forEach((cost, value) => {
            // c ≤ 2^16 · v^(e/10^4) < c + 1, raised to the 10^4
            const target = (BigInt(value) ** e) << 160_000n;
            assert.ok(cost ** 10_000n <= target && (cost + 1n) ** 10_000n > target, `${value}^${exponent}`);
          });
        },
      ),
      { numRuns: 6 },
    );
  });

  it("is exact for whole exponents and for roots that come out even", () => {
    for (let e = 0; e <= 6; e++) {
      assert.deepEqual(
        costTable(255, e * 10_000),
        Array.from({ length: 256 }, (_, v) => (BigInt(v) ** BigInt(e)) << 16n),
      );
    }
    assert.equal(costTable(255, 5_000)[225], 15n << 16n);
    assert.equal(costTable(255, 2_500)[81], 3n << 16n);
    assert.equal(costTable(255, 15_000)[16], 64n << 16n);
  });

  it("refuses what is out of range", () => {
    for (const [maxValue, exponent] of [
      [256, 1],
      [-1, 1],
      [1, -1],
      [1, 65_536],
      [1.5, 1],
    ] as const) {
      throwsCode("ballot/rules", () => costTable(maxValue, exponent));
    }
  });
});

describe("ballot: results (PROTOCOL 5)", () => {
  it("adds weights, and a ballot that breaks a rule to invalid alone", () => {
    const tally = new Tally({ maxCount: 2, maxValue: 2 });
    const huge = (1n << 128n) - 1n;
    assert.equal(tally.add({ ballot: { votes: [0, 2] }, weight: huge }), null);
    assert.equal(tally.add({ ballot: { votes: [0, 1] }, weight: huge }), null);
    assert.equal(tally.add({ ballot: { votes: [0, 3] }, weight: 5n }), "value");
    assert.equal(tally.add({ ballot: null, weight: 6n }), "unopened");
    assert.deepEqual(tally.counts, [
      [2n * huge, 0n, 0n],
      [0n, huge, huge],
    ]);
    assert.equal(tally.invalid, 11n);
    const row = (...counts: bigint[]) => ({
      invalid: "11",
      results: counts.map((count, i) => ({ value: `${i}`, count: `${count}` })),
    });
    assert.deepEqual(tally.results(), { questions: [row(2n * huge, 0n, 0n), row(0n, huge, huge)] });
  });

  it("counts the same in any order, and loses no weight", () => {
    const vote = fc.record({
      ballot: fc.option(fc.record({ votes: fc.array(fc.nat(4), { minLength: 2, maxLength: 3 }) })),
      weight: fc.bigInt({ min: 1n, max: 1n << 127n }),
    });
    fc.assert(
      fc.property(fc.array(vote), (votes) => {
        const count = (list: typeof votes) => {
          const tally = new Tally({ maxCount: 2, maxValue: 3, uniqueValues: true });
          for (const one of list) tally.add(one);
          return tally;
        };
        const tally = count(votes);
        assert.deepEqual(count([...votes].reverse()).results(), tally.results());
        const total = votes.reduce((sum, { weight }) => sum + weight, 0n);
        for (const row of tally.counts)
          assert.equal(
            row.reduce((a, b) => a + b, tally.invalid),
            total,
          );
      }),
    );
  });

  it("reads back its document, and refuses others", () => {
    const tally = new Tally({ maxCount: 2, maxValue: 1 });
    tally.add({ ballot: { votes: [0, 1] }, weight: 3n });
    const results = tally.results();
    const text = resultsToJson(results);
    assert.equal(
      text,
      '{"questions":[{"invalid":"0","results":[{"value":"0","count":"3"},{"value":"1","count":"0"}]},{"invalid":"0","results":[{"value":"0","count":"0"},{"value":"1","count":"3"}]}]}\n',
    );
    assert.deepEqual(resultsFromJson(text), results);
    const broken = [
      "",
      "null",
      "{}",
      '{"questions":[]}',
      text.slice(0, -3),
      text.replace('"count":"3"', '"count":"03"'),
      text.replace('"count":"3"', '"count":3'),
      text.replace('"value":"1"', '"value":"2"'),
      text.replace('"invalid":"0"', '"invalid":"-1"'),
      text.replace('"invalid":"0"', '"invalid":"1"'),
      text.replace('{"q', '{"x":1,"q'),
      text.replace('{"questions"', '{"questions":[],"questions"'),
      text.replace('{"invalid":"0"', '{"x":1,"invalid":"0"'),
      text.replace('{"invalid":"0"', '{"invalid":"0","invalid":"0"'),
      text.replace('{"value":"0"', '{"x":1,"value":"0"'),
      text.replace('"questions":[', '"questions":[[],'),
      text.trim(),
      `${text}\n`,
      JSON.stringify(results, null, 2),
      text.replace(/("value":"0"),("count":"3")/, "$2,$1"),
      text.replace('"invalid"', '"\\u0069nvalid"'),
    ];
    for (const bad of broken) throwsCode("ballot/results", () => resultsFromJson(bad));
  });

  it("reads the joined document of a serial process, whose questions have invalid ballots of their own", () => {
    const question = (...weights: bigint[]) => {
      const tally = new Tally({ maxCount: 2, maxValue: 1 });
      for (const weight of weights) tally.add({ ballot: null, weight });
      tally.add({ ballot: { votes: [0, 1] }, weight: 4n });
      return tally.results().questions;
    };
    const results = { questions: [...question(), ...question(3n, 2n)] };
    const text = resultsToJson(results);
    assert.deepEqual(resultsFromJson(text, 2), results);
    throwsCode("ballot/results", () => resultsFromJson(text));
    throwsCode("ballot/results", () => resultsFromJson(text, 3));
    throwsCode("ballot/results", () => resultsFromJson(text.replace('"invalid":"5"', '"invalid":"6"'), 2));
  });
});
