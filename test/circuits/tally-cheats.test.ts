// Cheating witnesses of the tally circuit, on tally-8 without simplification, where each constraint is as it is written.
// Each lie is consistent everywhere but at the rule it breaks. Taking that rule's group out of the circuit lets it
// through (`npm run test:mutants`).
import assert from "node:assert/strict";
import { poseidon2 } from "poseidon-lite";
import { caught as expectCaught } from "../support/circuits/caught.js";
import { Circuit, type Witness } from "../support/circuits/circuit.js";
import { R } from "../support/circuits/r1cs.js";
import { Lie } from "../support/circuits/settle.js";
import { batchOf, type SlotVote, TALLY_INPUTS } from "../support/circuits/tally.js";

const PLAIN = { maxCount: 3, maxValue: 2 };
const UNIQUE = { maxCount: 3, maxValue: 3, uniqueValues: true };
const LIMIT = { maxCount: 3, maxValue: 3, maxTotalCost: 4 };
const WEIGHED = { maxCount: 3, maxValue: 3, costFromWeight: true };
/** Six votes and two empty places; the vote that most lies are told about is the second. */
const BALLOTS = [
  [1, 0, 2],
  [0, 1, 2],
  [2, 2, 2],
  [0, 0, 0],
  [1, 1, 1],
  [2, 1, 0],
];
const SLOTS = BALLOTS.map((votes): SlotVote => ({ votes }));
/** The same, with another second vote. */
const second = (vote: Partial<SlotVote>): SlotVote[] => SLOTS.with(1, { ...SLOTS[1]!, ...vote });
const slot = (name: string, i = 1) => `main.slot[${i}].${name}`;
/** The last of the nullifiers, which go by thousands. */
const LAST = 6000n;
const LIMB = 2n ** 127n;

describe("cheating witnesses of tally-8", function () {
  this.timeout(120_000);
  let circuit: Circuit;
  const known = new Map<string, Promise<Witness>>();
  before(() => {
    circuit = new Circuit("tally-8-plain");
  });

  const honest = (rules: object, slots: readonly SlotVote[] = SLOTS): Promise<Witness> => {
    const key = JSON.stringify([rules, slots], (_, v) => (typeof v === "bigint" ? `${v}` : v));
    const witness = known.get(key) ?? circuit.witness(batchOf(rules as typeof PLAIN, slots));
    known.set(key, witness);
    return witness;
  };
  const lie = async (rules: object, slots: readonly SlotVote[] = SLOTS): Promise<Lie> =>
    new Lie(circuit, await honest(rules, slots), TALLY_INPUTS);
  const caught = (told: Lie, about: string, count = 1) =>
    expectCaught(circuit, told, about.startsWith("main.") ? about : `main.${about}`, count);

  it("accepts the honest witnesses that lies are told about, and the truth told by hand", async () => {
    for (const rules of [PLAIN, UNIQUE, LIMIT, WEIGHED]) {
      assert.deepEqual(circuit.broken(await honest(rules)), []);
      assert.deepEqual(circuit.broken((await lie(rules)).witness), []);
    }
    // Another count before is the truth about another state.
    assert.deepEqual(circuit.broken((await lie(PLAIN)).set("main.invalid", 99n).witness), []);
  });

  describe("order", () => {
    /** A gap of any value, with its bits, or with those of something else. */
    const gap = (told: Lie, i: number, hi: bigint, lo: bigint, [bitsHi, bitsLo] = [hi, lo]): Lie =>
      told
        .set(`main.gapHi[${i}]`, hi)
        .set(`main.gapLo[${i}]`, lo)
        .bits(`main.order.hiRange[${i}]`, 127, bitsHi!)
        .bits(`main.order.loRange[${i}]`, 127, bitsLo!);
    /** The last nullifier as it is handed on, and what is left up to r. */
    function end(told: Lie, last: bigint): Lie {
      const [hi, lo] = [last >> 127n, last % LIMB];
      const [restHi, restLo] = [(R - 1n) >> 127n, (R - 1n) % LIMB];
      const borrow = lo > restLo ? 1n : 0n;
      return told
        .set("main.order.hi", hi)
        .set("main.order.lo", lo)
        .set("main.order.borrow", borrow)
        .bits("main.order.lowRange", 127, lo)
        .bits("main.order.restHi", 127, BigInt.asUintN(127, restHi - hi - borrow))
        .bits("main.order.restLo", 127, restLo - lo + borrow * LIMB);
    }

    it("refuses a nullifier twice, by a gap of −1 with bits that are all 0", async () => {
      const told = gap(await lie(PLAIN), 1, 0n, -1n, [0n, 0n]);
      caught(gap(told, 2, 0n, 1999n), "order.loRange[1]");
    });

    it("refuses a nullifier twice, by a gap of −1 with a bit of −1", async () => {
      const told = gap(await lie(PLAIN), 1, 0n, -1n, [0n, 0n]).set("main.order.loRange[1].bits[0]", -1n);
      caught(gap(told, 2, 0n, 1999n), "order.loRange[1]");
    });

    it("refuses a nullifier twice, by a gap of −1 that is ranged as 0", async () => {
      const told = gap(await lie(PLAIN), 1, 0n, -1n, [0n, 0n]).set("main.order.loRange[1].in", 0n);
      caught(gap(told, 2, 0n, 1999n), "order.loRange[1]");
    });

    it("refuses two votes in the other order", async () => {
      // From 1000 to 3000, back to 2000, on to 4000.
      const told = gap(await lie(PLAIN), 1, 0n, 1999n);
      gap(told, 2, 0n, -1001n, [0n, 0n]).set("main.order.loRange[2].in", 0n);
      caught(gap(told, 3, 0n, 1999n), "order.loRange[2]");
    });

    it("refuses a nullifier twice, by a gap that wraps past r", async () => {
      // r − 1 has 254 bits, so it has two limbs. All nullifiers from the second on are r more than they seem.
      const told = gap(await lie(PLAIN), 1, (R - 1n) >> 127n, (R - 1n) % LIMB);
      gap(told, 2, 0n, 1999n);
      end(told, LAST + R).bits("main.order.carryRange", 7, 0n);
      caught(told, "order.rest");
    });

    it("refuses a last nullifier below the true one, so that the next batch repeats it", async () => {
      caught(end(await lie(PLAIN), LAST - 1n).set("main.order.carry", 0n), "order.lo");
    });

    it("refuses a step at an empty place", async () => {
      caught(end(gap(await lie(PLAIN), 7, 0n, 5n), LAST + 5n), "order.gap");
    });

    it("refuses another nullifier than the order's", async () => {
      caught((await lie(PLAIN)).set("main.order.nullifier[1]", 1000n), "order.nullifier[1]");
    });

    it("refuses another nullifier in the slot than in the order", async () => {
      caught((await lie(PLAIN)).set(slot("nullifier"), 1000n), slot("nullifier"));
    });

    it("refuses to order other votes than those counted", async () => {
      const told = (await lie(PLAIN)).set("main.order.lastLo", 0n).set("main.order.gapLo[0]", 999n);
      caught(told.bits("main.order.loRange[0]", 127, 999n), "order", 2);
    });
  });

  describe("slots", () => {
    it("refuses a real slot after an empty one", async () => {
      const told = (await lie(PLAIN, SLOTS.slice(0, 5))).set("main.real[6]", 1n);
      told.set("main.order.lo", 5001n).bits("main.order.lowRange", 127, 5001n);
      told.bits("main.order.restLo", 127, ((R - 1n) % LIMB) - 5001n);
      caught(told, "real[");
    });

    it("refuses a slot that is real twice: the count altered", async () => {
      // It steps by gap + 2; with no gap, no weight and no opening, no other rule minds.
      const quiet = { votes: [0, 0, 0], weight: 0n, opened: false, nullifier: 5002n };
      const told = (await lie(PLAIN, SLOTS.with(5, quiet))).set("main.real[5]", 2n).set("main.gapLo[5]", 0n);
      caught(told.bits("main.order.loRange[5]", 127, 0n), "real[5]");
    });

    it("refuses weight in an empty slot", async () => {
      const told = (await lie(PLAIN)).set("main.weight[7]", 5n).bits(slot("lowRange", 7), 32, 5n);
      caught(told, slot("weight", 7));
    });

    it("refuses an opening of an empty slot", async () => {
      const told = (await lie(PLAIN)).set("main.opened[7]", 1n);
      told.set("main.voteHash[7]", told.value(slot("ballot.hash", 7)));
      caught(told, slot("opened", 7));
    });

    it("refuses a slot that is opened twice: its weight doubled", async () => {
      caught((await lie(PLAIN)).set("main.opened[1]", 2n), slot("opened"));
    });

    it("refuses a leaf that is not the vote's", async () => {
      caught((await lie(PLAIN)).set(slot("leaf"), 5n), slot("leaf"));
    });

    it("refuses a leaf in an empty slot", async () => {
      caught((await lie(PLAIN)).set(slot("leaf", 7), 5n), slot("leaf", 7));
    });

    it("refuses a leaf of another weight", async () => {
      caught((await lie(PLAIN)).set(slot("leafHash.inputs[1]"), 1000n), slot("leafHash.inputs[1]"));
    });

    it("refuses another weight in the slot than in the vote", async () => {
      caught((await lie(PLAIN)).set(slot("weight"), 11n).bits(slot("lowRange"), 32, 11n), slot("weight"));
    });

    it("refuses a weight of 2^128, its upper part ranged as another", async () => {
      const told = (await lie(PLAIN)).set("main.weight[1]", 2n ** 128n).set(slot("weightHigh"), 2n ** 96n);
      told.set(slot("weightLow"), 0n).bits(slot("lowRange"), 32, 0n);
      caught(told.set(slot("highRange.in"), 0n), slot("highRange.in"));
    });

    it("refuses parts of another weight: more to pay with", async () => {
      const told = await lie(WEIGHED, second({ votes: [3, 3, 3], weight: 1n }));
      told.set(slot("weightLow"), 100n).bits(slot("lowRange"), 32, 100n);
      told.set(slot("rules.cost.fits"), 1n).bits(slot("rules.cost.size"), 49, (100n - 9n) << 16n);
      caught(told, slot("weight"));
    });
  });

  describe("opening", () => {
    /** A field said to be another value, with its bits; `from` is the first name under which it is said. */
    function say(told: Lie, m: number, value: bigint, from = 0): Lie {
      for (let v = 0n; v < 4n; v++) {
        const names = [`ballot.field[${m}].is[${v}]`, `ballot.is[${m}][${v}]`, `rules.is[${m}][${v}]`];
        for (const name of names.slice(from)) told.set(slot(name), v === value ? 1n : 0n);
      }
      return told;
    }

    it("refuses the opening of another ballot", async () => {
      const told = say((await lie(PLAIN)).set("main.votes[1][0]", 2n), 0, 2n);
      caught(told, slot("opened"));
    });

    it("refuses the opening of another ballot, the one hashed not being the one read", async () => {
      const told = say((await lie(PLAIN)).set("main.votes[1][0]", 2n), 0, 2n);
      told.set(slot("ballot.voteHash.inputs[0]"), told.value(slot("ballot.voteHash.inputs[0]")));
      caught(told, slot("ballot.voteHash"));
    });

    it("refuses a value of which the bits say another", async () => {
      caught(say(await lie(PLAIN), 0, 2n), slot("ballot.field[0]"));
    });

    it("refuses other bits in the ballot than in its field", async () => {
      caught(say(await lie(PLAIN), 0, 2n, 1), slot("ballot"), 2);
    });

    it("refuses to judge another ballot than the one counted", async () => {
      const told = say(await lie(UNIQUE, second({ votes: [3, 1, 1] })), 2, 2n, 2);
      caught(told, slot("rules.is"), 2);
    });

    it("refuses bits of 2 and −1: weight taken from one value and given twice to another", async () => {
      // 2 = 2 · 1 + 0 · 2 + …, with 1 − 2 = −1 in the place of 0.
      const told = await lie(PLAIN, second({ votes: [2, 1, 2] }));
      for (const [v, bit] of [-1n, 2n, 0n, 0n].entries()) told.set(slot(`ballot.field[0].is[${v}]`), bit);
      caught(told, slot("ballot.field[0].is"), 2);
    });

    it("refuses a valid value declared too high, by a part above that is no integer", async () => {
      // 2 = 4 · (−1/4) + 3
      const told = say(await lie(PLAIN), 2, 3n);
      const quarter = (3n * R + 1n) / 4n;
      assert.equal((4n * quarter) % R, 1n);
      told.set(slot("ballot.field[2].high"), R - quarter).set(slot("ballot.field[2].highRange.in"), 0n);
      caught(told, slot("ballot.field[2].highRange.in"));
    });

    it("refuses the value 5 counted as a 1", async () => {
      const told = await lie(PLAIN, second({ votes: [5, 0, 0] }));
      told.set(slot("ballot.field[0].high"), 0n).bits(slot("ballot.field[0].highRange"), 6, 0n);
      caught(told, slot("ballot.field[0]"));
    });

    it("refuses a hash that is not the ballot's", async () => {
      const told = await lie(PLAIN, second({ opened: false }));
      told.set("main.opened[1]", 1n).set(slot("ballot.hash"), told.value("main.voteHash[1]"));
      caught(told, slot("ballot"));
    });
  });

  describe("rules", () => {
    it("refuses a value above maxValue as valid", async () => {
      const told = (await lie(PLAIN, second({ votes: [3, 0, 0] }))).set(slot("rules.tooHigh[3]"), 0n);
      caught(told, slot("rules.tooHigh"));
    });

    it("refuses a valid value declared too high", async () => {
      caught((await lie(PLAIN)).set(slot("rules.tooHigh[2]"), 1n), slot("rules.tooHigh"));
    });

    it("refuses a value beyond maxCount as valid", async () => {
      const told = await lie(PLAIN);
      told.set("main.votes[1][3]", 1n).set(slot("ballot.field[3].is[1]"), 1n);
      told.set(slot("ballot.field[3].is[0]"), 0n).set("main.voteHash[1]", hashOf(told));
      caught(told.set(slot("rules.extra[3]"), 0n), slot("rules.extra"));
    });

    /** The hash of the second ballot with a 1 in its last field besides. */
    function hashOf(told: Lie): bigint {
      const packed = told.value(slot("ballot.voteHash.inputs[0]")) + 256n ** 3n;
      return poseidon2([packed, told.value("main.nonce[1]")]);
    }

    it("refuses a value twice as valid", async () => {
      const twice = second({ votes: [1, 1, 0] });
      caught((await lie(UNIQUE, twice)).set(slot("rules.pairs[1]"), 0n), slot("rules.pairs"));
      caught((await lie(UNIQUE, twice)).set(slot("rules.repeated"), 0n), slot("rules.repeated"));
    });

    it("refuses values declared to stand twice where they do not, or may", async () => {
      caught((await lie(UNIQUE)).set(slot("rules.pairs[1]"), 2n), slot("rules.pairs"));
      caught((await lie(PLAIN)).set(slot("rules.repeated"), 2n), slot("rules.repeated"));
    });

    const AT_LIMIT = second({ votes: [3, 1, 0] });
    const ABOVE = second({ votes: [3, 2, 0] });
    /** A cost said to fit or not, with the bits of what is said to be left; truly left is `left` in units. */
    const fits = (told: Lie, yes: boolean, shown: bigint, left = shown): Lie =>
      told
        .set(slot("rules.cost.left"), left << 16n)
        .set(slot("rules.cost.fits"), yes ? 1n : 0n)
        .bits(slot("rules.cost.size"), 49, (shown << 16n) + (yes ? 0n : 1n << 49n));

    it("refuses a cost one above the limit as valid", async () => {
      const told = () => lie(LIMIT, ABOVE);
      caught(fits(await told(), true, 0n, -1n), slot("rules.cost"));
      caught(fits(await told(), true, 0n, 0n), slot("rules.cost.left"));
      caught(fits(await told(), true, 0n).set(slot("rules.cost.cost"), 4n << 16n), slot("rules.cost.cost"));
      caught(fits(await told(), true, 1n).set(slot("rules.price[2]"), 0n), slot("rules.price"));
      caught((await told()).set(slot("rules.cost.over"), 0n), slot("rules.cost.over"));
      caught((await told()).set(slot("rules.cost.costly"), 0n), slot("rules.cost.costly"));
    });

    it("refuses a cost at the limit declared too high", async () => {
      const told = () => lie(LIMIT, AT_LIMIT);
      caught(fits(await told(), false, -1n, 0n), slot("rules.cost"));
      caught(fits(await told(), false, -1n), slot("rules.cost.left"));
      caught((await told()).set(slot("rules.cost.costly"), 1n), slot("rules.cost.costly"));
    });

    it("refuses a cost above the limit by a rounding's edge, and one below declared too high", async () => {
      // 1 + 2^1.0001 is above 3 by 9 / 2^16, rounded down; 1 + 2^0.9999 is below it by as much and one more.
      const edge = (costExponent: number) =>
        lie({ ...LIMIT, maxTotalCost: 3, costExponent }, second({ votes: [1, 2, 0] }));
      const above = await edge(10_001);
      assert.equal(above.value(slot("rules.cost.left")), R - 9n);
      caught(
        above
          .set(slot("rules.price[2]"), 2n << 16n)
          .bits(slot("rules.cost.size"), 49, 0n)
          .set(slot("rules.cost.fits"), 1n),
        slot("rules.price"),
      );
      const below = await edge(9_999);
      assert.equal(below.value(slot("rules.cost.left")), 10n);
      caught(below.set(slot("rules.cost.costly"), 1n), slot("rules.cost.costly"));
    });

    it("refuses a sign that is neither", async () => {
      const told = (await lie(LIMIT, ABOVE)).set(slot("rules.cost.fits"), 2n);
      // left = −1: size = −1 + (1 − 2) · 2^49 has no bits, so these are of something else.
      caught(
        told.set(slot("rules.cost.size.in"), 0n).bits(slot("rules.cost.size"), 49, 0n),
        slot("rules.cost"),
        2,
      );
    });

    it("refuses more to pay with than the weight", async () => {
      const told = () => lie(WEIGHED, second({ votes: [3, 3, 3], weight: 8n }));
      caught(
        fits(await told(), true, 0n).set(slot("rules.cost.available"), 9n),
        slot("rules.cost.available"),
      );
      caught((await told()).set(slot("rules.cost.rich"), 1n), slot("rules.cost.rich"));
    });

    it("refuses a weight of 2^128 − 1 declared too poor", async () => {
      const told = await lie(WEIGHED, second({ votes: [3, 3, 3], weight: 2n ** 128n - 1n }));
      assert.deepEqual(circuit.broken(told.witness), []);
      caught(told.set(slot("rules.cost.rich"), 0n), slot("rules.cost.rich"));
    });

    it("refuses an invalid ballot declared valid, and a valid one invalid", async () => {
      const invalid = await lie(PLAIN, second({ votes: [3, 0, 0] }));
      caught(invalid.set(slot("rules.valid"), 1n), slot("rules.valid"));
      caught((await lie(PLAIN)).set(slot("rules.valid"), 0n), slot("rules.valid"));
    });

    it("refuses a ballot that was not opened declared valid", async () => {
      caught((await lie(PLAIN, second({ opened: false }))).set(slot("valid"), 1n), slot("valid"));
    });

    it("refuses weight dropped or doubled", async () => {
      caught((await lie(PLAIN)).set(slot("counted"), 0n), slot("counted"));
      caught((await lie(PLAIN)).set(slot("counted"), 20n), slot("counted"));
      caught((await lie(PLAIN)).set(slot("add[1][1]"), 0n), slot("add"));
      caught((await lie(PLAIN)).set(slot("add[1][1]"), 20n), slot("add"));
    });

    it("refuses to judge a slot by other rules", async () => {
      const told = await lie(UNIQUE, second({ votes: [1, 1, 0] }));
      caught(told.set(slot("params[3]"), 0n), slot("params[3]"));
      const judged = await lie(UNIQUE, second({ votes: [1, 1, 0] }));
      caught(judged.set(slot("rules.params[3]"), 0n), slot("rules.params[3]"));
    });
  });

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
        const told = (await lie(PLAIN)).set(params(1), count);
        caught(told, "rules.count");
        const sized = (await lie(PLAIN)).set(params(1), count).set("main.rules.count.count", 3n);
        caught(sized, "rules.count.count");
        const taken = (await lie(PLAIN)).set(params(1), count).set("main.rules.params[1]", 3n);
        caught(taken, "rules.params");
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
      for (const [i, what] of ["a leaf", "another"].entries()) {
        assert.ok(what);
        caught((await lie(PLAIN)).set(`main.binding.vector[${i}]`, 5n), `binding.vector[${i}]`);
      }
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
