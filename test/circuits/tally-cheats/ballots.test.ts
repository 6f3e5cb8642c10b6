import assert from "node:assert/strict";
import { poseidon3 } from "poseidon-lite";
import { R } from "../../support/circuits/r1cs.js";
import type { Lie } from "../../support/circuits/settle.js";
import {
  caught,
  circuit,
  LIMIT,
  lie,
  PLAIN,
  provedBy,
  second,
  slot,
  UNIQUE,
  WEIGHED,
} from "../../support/circuits/tally-lies.js";

describe("cheating witnesses of tally-8: its ballots", () => {
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

    const proved = async (length: bigint, nullifier: bigint) =>
      provedBy(await lie(PLAIN), nullifier, { length });
    const VOTER = 2000n;

    it("takes the ballot that the slot's voter proved", async () => {
      assert.deepEqual(circuit().broken((await proved(3n, VOTER)).witness), []);
    });

    it("refuses the opening of a ballot of another length: [0, 1] as [0, 1, 0], and the reverse", async () => {
      for (const length of [0n, 2n, 4n]) {
        caught(await proved(length, VOTER), slot("opened"));
        // The same with the length that was proved put into the hash by hand.
        const told = await proved(length, VOTER);
        const packed = told.value(slot("ballot.voteHash.inputs[0]"));
        told.set(slot("ballot.voteHash.inputs[0]"), packed + ((length - 3n) << 200n));
        caught(told, slot("ballot.voteHash"));
        // And with a length of its own for this slot.
        caught((await proved(length, VOTER)).set(slot("ballot.maxCount"), length), slot("ballot.maxCount"));
      }
    });

    it("refuses the opening of another voter's ballot", async () => {
      const other = 3000n;
      caught(await proved(3n, other), slot("opened"));
      const hashed = (await proved(3n, other)).set(slot("ballot.voteHash.inputs[2]"), other);
      caught(hashed, slot("ballot.voteHash"));
      caught((await proved(3n, other)).set(slot("ballot.nullifier"), other), slot("ballot.nullifier"));
    });

    it("refuses another nonce in the hash than the ballot's", async () => {
      const told = await lie(PLAIN);
      const [packed, nullifier] = [0, 2].map((i) => told.value(slot(`ballot.voteHash.inputs[${i}]`)));
      const hash = poseidon3([packed!, 5n, nullifier!]);
      caught(told.set("main.voteHash[1]", hash).set(slot("ballot.nonce"), 5n), slot("ballot.nonce"));
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
      return poseidon3([packed, told.value("main.nonce[1]"), told.value(slot("nullifier"))]);
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
      assert.deepEqual(circuit().broken(told.witness), []);
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
});
