import assert from "node:assert/strict";
import { R } from "../../support/circuits/r1cs.js";
import type { Lie } from "../../support/circuits/settle.js";
import {
  caught,
  circuit,
  honest,
  LIMIT,
  lie,
  PLAIN,
  provedBy,
  SLOTS,
  second,
  slot,
  UNIQUE,
  WEIGHED,
} from "../../support/circuits/tally-lies.js";

/** The last of the nullifiers, which go by thousands. */
const LAST = 6000n;
const LIMB = 2n ** 127n;

describe("cheating witnesses of tally-8: its votes", () => {
  it("accepts the honest witnesses that lies are told about, and the truth told by hand", async () => {
    for (const rules of [PLAIN, UNIQUE, LIMIT, WEIGHED]) {
      assert.deepEqual(circuit().broken(await honest(rules)), []);
      assert.deepEqual(circuit().broken((await lie(rules)).witness), []);
    }
    // Another count before is the truth about another state.
    assert.deepEqual(circuit().broken((await lie(PLAIN)).set("main.invalid", 99n).witness), []);
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
      const told = gap(provedBy(await lie(PLAIN), 1000n), 1, 0n, -1n, [0n, 0n]);
      caught(gap(told, 2, 0n, 1999n), "order.loRange[1]");
    });

    it("refuses a nullifier twice, by a gap of −1 with a bit of −1", async () => {
      const told = gap(provedBy(await lie(PLAIN), 1000n), 1, 0n, -1n, [0n, 0n]);
      told.set("main.order.loRange[1].bits[0]", -1n);
      caught(gap(told, 2, 0n, 1999n), "order.loRange[1]");
    });

    it("refuses a nullifier twice, by a gap of −1 that is ranged as 0", async () => {
      const told = gap(provedBy(await lie(PLAIN), 1000n), 1, 0n, -1n, [0n, 0n]);
      told.set("main.order.loRange[1].in", 0n);
      caught(gap(told, 2, 0n, 1999n), "order.loRange[1]");
    });

    it("refuses two votes in the other order", async () => {
      // From 1000 to 3000, back to 2000, on to 4000.
      const told = gap(provedBy(await lie(PLAIN), 3000n), 1, 0n, 1999n);
      provedBy(told, 2000n, { at: 2 });
      gap(told, 2, 0n, -1001n, [0n, 0n]).set("main.order.loRange[2].in", 0n);
      caught(gap(told, 3, 0n, 1999n), "order.loRange[2]");
    });

    it("refuses a nullifier twice, by a gap that wraps past r", async () => {
      // r − 1 has 254 bits, so it has two limbs. All nullifiers from the second on are r more than they seem.
      const told = gap(provedBy(await lie(PLAIN), 1000n), 1, (R - 1n) >> 127n, (R - 1n) % LIMB);
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
      const told = provedBy(await lie(PLAIN), 1000n).set("main.order.nullifier[1]", 1000n);
      caught(told, "order.nullifier[1]");
    });

    it("refuses another nullifier in the slot than in the order", async () => {
      caught(provedBy(await lie(PLAIN), 1000n).set(slot("nullifier"), 1000n), slot("nullifier"));
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

    it("refuses a leaf of another envelope: another number, other keys, another package", async () => {
      caught((await lie(PLAIN)).set(slot("leafHash.inputs[3]"), 5n), slot("leafHash.inputs[3]"));
      caught((await lie(PLAIN)).set(slot("envelopeHash"), 5n), slot("envelopeHash"));
    });

    it("takes another envelope as another leaf", async () => {
      const { base, witness } = (await lie(PLAIN)).set("main.envelopeHash[1]", 5n);
      assert.deepEqual(circuit().broken(witness), []);
      const leaf = slot("leaf");
      assert.notEqual(circuit().value(witness, leaf), circuit().value(base, leaf));
    });

    it("refuses a leaf of another voter or of another ballot", async () => {
      caught((await lie(PLAIN)).set(slot("leafHash.inputs[0]"), 5n), slot("leafHash.inputs[0]"));
      caught((await lie(PLAIN)).set(slot("leafHash.inputs[2]"), 5n), slot("leafHash.inputs[2]"));
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
});
