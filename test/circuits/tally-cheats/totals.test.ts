import {
  caught,
  LIMIT,
  lie,
  PLAIN,
  provedBy,
  SLOTS,
  second,
  slot,
} from "../../support/circuits/tally-lies.js";

describe("cheating witnesses of tally-8: its totals", () => {
  describe("parameters", () => {
    const params = (i: number) => `main.params[${i}]`;

    it("refuses flags that are neither 0 nor 1", async () => {
      for (const flag of [3, 4, 5]) {
        const told = (await lie(PLAIN)).set(params(flag), 2n);
        for (let i = 0; i < 8; i++) {
          // With a flag of 2 in the place of costFromWeight, twice the weight less the limit is available.
          const cost = told.value(slot("rules.price[1]", i)) + 0n;
          const left = flag === 4 ? 2n * told.value(slot("weightLow", i)) - cost : -cost;
          told.bits(slot("rules.cost.size", i), 49, left << 16n);
        }
        caught(told, "rules.params");
      }
    });

    it("refuses a maxCount of 0 or above the fields, and one other than the fields said to count", async () => {
      for (const count of [0n, 2n, 5n]) {
        const claim = async () => {
          const told = (await lie(PLAIN)).set(params(1), count);
          // Ballots of this length: all of them would open.
          for (const at of SLOTS.keys()) provedBy(told, BigInt(1000 * (at + 1)), { length: count, at });
          return told;
        };
        caught(await claim(), "rules.count");
        caught((await claim()).set("main.rules.count.count", 3n), "rules.count.count");
        caught((await claim()).set("main.rules.params[1]", 3n), "rules.params");
      }
    });

    it("refuses fields to count that have a gap", async () => {
      const told = (await lie(PLAIN)).set(params(1), 3n);
      told.set("main.rules.count.beyond[2]", 1n).set("main.rules.count.beyond[3]", 0n);
      caught(told, "rules.count.beyond");
    });

    it("refuses values said to be allowed that are not", async () => {
      const told = await lie(PLAIN, second({ votes: [3, 0, 0] }));
      caught(told.set("main.rules.above[3]", 0n), "rules.above");
    });

    it("refuses a limit of 2^16 and a cost of 2^45, ranged as 0", async () => {
      for (const [i, range, value] of [
        [6, "limit", 2n ** 16n],
        [10, "cost[3]", 2n ** 45n],
      ] as const) {
        const told = (await lie(LIMIT)).set(params(i), value).set(`main.rules.${range}.in`, 0n);
        told.bits(`main.rules.${range}`, i === 6 ? 16 : 45, 0n);
        if (i === 6) {
          for (let k = 0; k < 8; k++) {
            const cost = told.value(slot("rules.cost.cost", k));
            told.set(slot("rules.cost.fits", k), 1n);
            told.bits(slot("rules.cost.size", k), 49, (value << 16n) - cost);
          }
        }
        caught(told, `rules.${range}`);
      }
    });

    it("refuses parameters other than committed", async () => {
      caught((await lie(PLAIN)).set("main.rulesHash.in[1]", 2n), "rulesHash.in[1]");
      caught((await lie(PLAIN)).set("main.rulesHash.link[0].inputs[2]", 2n), "rulesHash");
    });
  });

  describe("sums and states", () => {
    it("refuses results altered", async () => {
      caught((await lie(PLAIN)).set("main.resultsAfter[0][1]", 1000n), "resultsAfter[0][1]");
      caught((await lie(PLAIN)).set("main.resultsAfter[0][0]", 1000n), "resultsAfter[0][0]");
      caught((await lie(PLAIN)).set("main.resultsAfter[3][0]", 1000n), "resultsAfter[3][0]");
      caught((await lie(PLAIN)).set("main.after.results[0][1]", 1000n), "after.results[0][1]");
      caught((await lie(PLAIN)).set("main.after.weights.in[2]", 1000n), "after.weights.in[2]");
      caught((await lie(PLAIN)).set("main.after.weights.link[0].inputs[3]", 1000n), "after.weights.link[0]");
    });

    it("refuses the count altered, the invalid weight, the last nullifier", async () => {
      for (const name of ["voteCount", "invalid", "lastHi", "lastLo"]) {
        const told = await lie(PLAIN);
        caught(told.set(`main.after.${name}`, told.value(`main.after.${name}`) + 1n), `after.${name}`);
      }
    });

    it("refuses to go on from another state than the one before", async () => {
      for (const name of ["voteCount", "invalid", "lastHi", "lastLo", "results[1][2]"]) {
        const told = await lie(PLAIN);
        caught(told.set(`main.before.${name}`, told.value(`main.before.${name}`) + 1n), `before.${name}`);
      }
    });

    it("refuses a state that is no hash", async () => {
      caught((await lie(PLAIN)).set("main.stateAfter", 5n), "stateAfter");
      caught((await lie(PLAIN)).set("main.stateBefore", 5n), "stateBefore");
      caught((await lie(PLAIN)).set("main.after.hash", 5n), "after.hash");
    });
  });

  describe("commitment and binding", () => {
    it("refuses other leaves than those committed to", async () => {
      caught((await lie(PLAIN)).set("main.leaves.leaves[1]", 5n), "leaves.leaves[1]");
      caught((await lie(PLAIN)).set("main.leaves.node[0][0].inputs[1]", 5n), "leaves.node[0][0]");
      caught((await lie(PLAIN)).set("main.leaves.root", 5n), "leaves.root");
      caught((await lie(PLAIN)).set("main.commitment", 5n), "commitment");
    });

    it("refuses a value at z that is another vector's", async () => {
      const told = await lie(PLAIN);
      const y = told.value("main.y");
      caught(told.set("main.y", y + 1n), "y");
      caught((await lie(PLAIN)).set("main.binding.vector[0]", 5n), "binding.vector[0]");
      caught((await lie(PLAIN)).set("main.binding.vector[1]", 5n), "binding.vector[1]");
    });

    it("refuses another bitmap, other parameters and another point", async () => {
      caught((await lie(PLAIN)).set("main.binding.vector[8]", 255n), "binding.vector[8]");
      caught((await lie(PLAIN)).set("main.binding.vector[10]", 2n), "binding.vector[10]");
      caught((await lie(PLAIN)).set("main.binding.z", 2n), "binding.z");
      caught((await lie(PLAIN)).set("main.binding.sum[4]", 2n), "binding");
      caught((await lie(PLAIN)).set("main.binding.y", 2n), "binding");
    });
  });
});
