// PROTOCOL section 3, against cheating provers. Each starts from honest witnesses, edits them by hand so that
// the lie is carried through everywhere but at the one rule it has to break, and must be caught there.
import assert from "node:assert/strict";
import { caught as expectCaught } from "../support/circuits/caught.js";
import { censusTree, leafOf, type Member, pathOf, statement } from "../support/circuits/census.js";
import { Circuit, type Forgery, type Witness } from "../support/circuits/circuit.js";

const DEPTH = 7;
const LEVELS = Array.from({ length: DEPTH }, (_, level) => level);
const BITS = 128;

// The voter's leaf stands among others and empty places; the stranger is in no tree but its own.
const VOTER: Member = { secret: 0xa11ce_5ec2e7n, availableWeight: 10n };
const STRANGER: Member = { secret: 0x57_2a96e2n, availableWeight: 10n };
const VOTER_AT = 17;
const OTHERS = Array.from(
  { length: 20 },
  (_, i): Member => ({ secret: BigInt(1000 + i), availableWeight: 3n }),
);

const census = censusTree(DEPTH, OTHERS.with(VOTER_AT, VOTER).map(leafOf));
const voterPath = pathOf(census, VOTER_AT);
const lonelyPath = (member: Member) => pathOf(censusTree(DEPTH, [leafOf(member)]), 0);

/** What a prover holds that belongs to its person: all but the path. */
const PERSON = ["secret", "availableWeight", "commitment", "leaf", "identity", "leafHash", "allowance"];
const named = (...names: string[]) => names.map((name) => `main.${name}`);
const level = (i: number) =>
  named(`nodes[${i}]`, `path.nodes[${i}]`, `path.among[${i}]`, `path.parent[${i}]`);

describe("cheating witnesses of census-7", () => {
  let circuit: Circuit;
  let voter: Witness;
  let stranger: Witness;
  before(async () => {
    circuit = new Circuit("census-7");
    voter = await circuit.witness(statement(voterPath, VOTER));
    stranger = await circuit.witness(statement(lonelyPath(STRANGER), STRANGER));
  });

  it("accepts the honest witnesses that the cheats start from", () => {
    assert.deepEqual(circuit.broken(voter), []);
    assert.deepEqual(circuit.broken(stranger), []);
  });

  const caught = (forgery: Forgery, about: string, count: number) =>
    expectCaught(circuit, forgery, `main.${about}`, count);

  /** Sets the partial products that show `x` to be among the children on level `i`, true or not. */
  function showMember(forgery: Forgery, i: number, x: bigint, children: readonly bigint[]): Forgery {
    forgery.set(`main.path.among[${i}].x`, x);
    let product = children[0]! - x;
    for (let j = 1; j < children.length - 1; j++) {
      product *= children[j]! - x;
      forgery.set(`main.path.among[${i}].product[${j - 1}]`, product);
    }
    return forgery;
  }

  function setChildren(forgery: Forgery, i: number, children: readonly bigint[]): Forgery {
    for (const [j, child] of children.entries()) {
      for (const signal of ["nodes", "path.nodes"]) forgery.set(`main.${signal}[${i}][${j}]`, child);
      forgery.set(`main.path.among[${i}].set[${j}]`, child);
    }
    return forgery;
  }

  function setBits(forgery: Forgery, part: "used" | "left", value: bigint): Forgery {
    for (let i = 0; i < BITS; i++) {
      forgery.set(`main.allowance.${part}.bits[${i}]`, (value >> BigInt(i)) & 1n);
    }
    return forgery;
  }

  /** The stranger, holding the voter's path and root. */
  const intruder = () =>
    circuit.forge(voter).take(stranger, ...named(...PERSON, "nullifierHash", "nullifier"));

  describe("identity", () => {
    it("refuses another's leaf, with a secret of one's own", () => {
      const forgery = circuit
        .forge(voter)
        .take(stranger, ...named("secret", "identity", "nullifierHash", "nullifier"));
      caught(forgery, "identity", 1);
    });

    it("refuses a leaf with more weight than the census gives", async () => {
      const rich = { ...VOTER, availableWeight: 1000n };
      const own = await circuit.witness(statement(lonelyPath(rich), rich));
      const forgery = circuit.forge(own).take(voter, ...named("censusRoot", "leaf", "path", "nodes"));
      caught(forgery, "leafHash", 1);
    });

    it("refuses an empty place of the census as a leaf", () => {
      const forgery = circuit.forge(voter).set("main.leaf", 0n).set("main.path.leaf", 0n);
      assert.ok(voterPath[0]!.includes(0n));
      caught(showMember(forgery, 0, 0n, voterPath[0]!), "leafHash", 1);
    });
  });

  describe("weight", () => {
    /** A public weight of `used`, and `left` as what it leaves of the 10 that are available. */
    function claim(weight: bigint, used: bigint, left: bigint): Forgery {
      const forgery = circuit.forge(voter).set("main.weight", weight);
      forgery.set("main.allowance.weight", used).set("main.allowance.availableWeight", used + left);
      forgery.set("main.allowance.used.in", used).set("main.allowance.left.in", left);
      return setBits(setBits(forgery, "used", used), "left", left);
    }

    it("refuses a weight above what is available, nothing said to be left", () => {
      caught(claim(11n, 11n, 0n), "allowance.left", 1);
    });

    it("refuses a weight above what is available, with minus one left and its bits all 0", () => {
      const forgery = setBits(claim(11n, 11n, -1n), "left", 0n);
      caught(forgery, "allowance.left", 1);
    });

    it("refuses a weight above what is available, with a bit of −1", () => {
      const forgery = setBits(claim(11n, 11n, -1n), "left", 0n).set("main.allowance.left.bits[0]", -1n);
      caught(forgery, "allowance.left", 1);
    });

    it("refuses a weight above what is available, ranged as another weight", () => {
      caught(claim(11n, 10n, 0n), "allowance", 2);
    });

    it("refuses a weight of r − 5, ranged as 0", () => {
      caught(claim(-5n, 0n, 15n), "allowance.used", 1);
    });

    it("refuses a weight of r − 5, its bits all 0", () => {
      const forgery = setBits(claim(-5n, -5n, 15n), "used", 0n);
      caught(forgery, "allowance.used", 1);
    });

    it("refuses a weight of r − 5, with a bit of −5", () => {
      const forgery = setBits(claim(-5n, -5n, 15n), "used", 0n).set("main.allowance.used.bits[0]", -5n);
      caught(forgery, "allowance.used", 1);
    });

    it("refuses a weight of r − 5, the lowest bit 3 and the others adding up", () => {
      // −5 = 3 − 8: as field elements the "bits" 3, 0, 0, −1 sum to it.
      const forgery = setBits(claim(-5n, -5n, 15n), "used", 0n);
      forgery.set("main.allowance.used.bits[0]", 3n).set("main.allowance.used.bits[3]", -1n);
      caught(forgery, "allowance.used", 2);
    });

    it("refuses a weight of 2^128, though a leaf should hold more", async () => {
      const giant = { ...VOTER, availableWeight: 2n ** 128n };
      const honest = await circuit.witness(statement(lonelyPath(giant), giant, { weight: 2n ** 128n - 1n }));
      const forgery = circuit.forge(honest).set("main.weight", 2n ** 128n);
      for (const signal of ["weight", "used.in"]) forgery.set(`main.allowance.${signal}`, 2n ** 128n);
      forgery.set("main.allowance.left.in", 0n);
      setBits(setBits(forgery, "used", 0n), "left", 0n).set("main.allowance.used.bits[127]", 2n);
      caught(forgery, "allowance.used", 1);
    });
  });

  describe("membership", () => {
    for (const i of LEVELS) {
      it(`refuses a path that is not the prover's below level ${i}`, () => {
        // The stranger's own tree up to here, the census from here on, and products that lead up to a last one ≠ 0.
        const forgery = intruder().take(stranger, ...LEVELS.slice(0, i).flatMap(level));
        const x = i === 0 ? leafOf(STRANGER) : circuit.value(stranger, `main.path.among[${i}].x`);
        if (i === 0) forgery.set("main.path.leaf", x);
        caught(showMember(forgery, i, x, voterPath[i]!), `path.among[${i}]`, 1);
      });

      it(`refuses to look for another node than one's own on level ${i}`, () => {
        const forgery = intruder().take(stranger, ...LEVELS.slice(0, i).flatMap(level));
        if (i === 0) forgery.set("main.path.leaf", leafOf(STRANGER));
        caught(forgery, i === 0 ? "leaf" : `path.among[${i}]`, 1);
      });

      it(`refuses two children swapped on level ${i}`, () => {
        const [first, second, ...rest] = voterPath[i]!;
        const swapped = [second!, first!, ...rest];
        assert.notEqual(first, second);
        const forgery = setChildren(circuit.forge(voter), i, swapped);
        const x = i === 0 ? leafOf(VOTER) : circuit.value(voter, `main.path.among[${i}].x`);
        caught(showMember(forgery, i, x, swapped), `path.parent[${i}]`, 4);
      });

      it(`refuses a node of one's own put among the census's on level ${i}`, () => {
        const forgery = intruder().take(stranger, ...LEVELS.slice(0, i).flatMap(level));
        const x = i === 0 ? leafOf(STRANGER) : circuit.value(stranger, `main.path.among[${i}].x`);
        if (i === 0) forgery.set("main.path.leaf", x);
        const children = voterPath[i]!.with(7, x);
        caught(showMember(setChildren(forgery, i, children), i, x, children), `path.parent[${i}]`, 2);
      });
    }

    it("refuses to check the path of another leaf than the one hashed", () => {
      caught(intruder(), "leaf", 1);
    });

    it("refuses a path that ends at another root", () => {
      const forgery = circuit.forge(stranger);
      for (const signal of ["censusRoot", "path.root"]) forgery.set(`main.${signal}`, census.root);
      caught(forgery, "censusRoot", 1);
    });

    it("refuses the root of another census", () => {
      caught(
        circuit
          .forge(voter)
          .set("main.censusRoot", census.root + 1n)
          .set("main.path.root", census.root + 1n),
        "censusRoot",
        1,
      );
    });
  });

  describe("nullifier", () => {
    it("refuses a nullifier that is no hash: a second vote", () => {
      const nullifier = circuit.value(voter, "main.nullifier");
      caught(circuit.forge(voter).set("main.nullifier", nullifier + 1n), "nullifier", 1);
    });

    it("refuses the nullifier of another scope", async () => {
      const elsewhere = await circuit.witness(statement(voterPath, VOTER, { scope: 6n }));
      const forgery = circuit.forge(voter).take(elsewhere, ...named("nullifierHash", "nullifier"));
      caught(forgery, "scope", 2);
    });

    it("refuses the nullifier of another secret", () => {
      const forgery = circuit.forge(voter).take(stranger, ...named("nullifierHash", "nullifier"));
      caught(forgery, "secret", 2);
    });
  });

  describe("binding", () => {
    it("refuses another vote hash", () => {
      caught(circuit.forge(voter).set("main.voteHash", 10n), "voteHash", 1);
    });

    it("refuses another envelope hash", () => {
      caught(circuit.forge(voter).set("main.envelopeHash", 14n), "envelopeHash", 1);
    });

    it("refuses the vote hash and the envelope hash exchanged for one another", () => {
      const forgery = circuit.forge(voter).set("main.voteHash", 13n).set("main.voteHashSquare", 169n);
      caught(forgery.set("main.envelopeHash", 9n), "envelopeHash", 1);
    });
  });
});
